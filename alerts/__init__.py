"""What follows from photos and catalogue: pure functions from facts to advice."""
