"""Tuner: fine-tune a transformer on your own table, on your own machine."""

__version__ = "0.1.0"
