"""What a finished run got right and wrong. numpy and pyarrow only: the window looks at results by itself."""
