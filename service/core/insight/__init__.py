"""Figures of a file's quality, from counts: pure, every formula told beside its result."""
