"""The window: knows Qt, and of the engine only the seam."""
