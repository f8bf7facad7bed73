"""A trained model made ready for use outside Tuner."""
