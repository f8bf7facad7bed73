"""What a run will cost here: time and memory, measured through the code that will do it."""
