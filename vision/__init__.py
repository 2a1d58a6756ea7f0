"""What is in a photo: arrays in, values out; knows no store, no table, no setting."""
