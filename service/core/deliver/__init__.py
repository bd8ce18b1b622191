"""What leaves the house: cells of a delivered file."""
