"""Labelling texts and whole tables with a trained model."""
