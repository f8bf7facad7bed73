"""Experiments: planned, their baselines learned, what they come to."""
