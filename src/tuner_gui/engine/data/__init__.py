"""Reading and understanding a dataset. No torch, so the window may read a file while the engine starts."""
