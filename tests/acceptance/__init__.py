"""What the parts must reach, measured: `python -m tests.acceptance.NAME`."""
