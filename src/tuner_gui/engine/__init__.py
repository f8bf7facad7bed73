"""The engine: knows torch, transformers and datasets, and nothing of Qt.

Nothing heavy is imported here, so the window may import the seam (`config`, `events`, `client`).
"""
