"""Drawn shelves of fictional brands, with exact ground truth: for the demo, for tests and for training."""
