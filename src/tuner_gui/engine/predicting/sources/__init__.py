"""One module per kind of file that a table can be predicted in."""
