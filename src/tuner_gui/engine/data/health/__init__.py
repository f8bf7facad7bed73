"""What is wrong with a dataset, in plain sentences."""
