"""Runs on disk: what was trained, when, with what outcome. No Qt, no torch."""
