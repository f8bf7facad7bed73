"""The parts of the right side of the Compare page: what an experiment came to."""
