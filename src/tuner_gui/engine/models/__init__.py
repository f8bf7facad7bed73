"""Base models: where they come from, whether they may be trusted, how big they are."""
