"""Training the match model: labelled pairs from generated files, and a regression that keeps the order of levels."""
