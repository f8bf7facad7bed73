"""One module per kind of file; each gives a `Table`. Imports nothing."""
