"""What may be seen from outside of a running house: logs, metrics, health. Never a person's value."""
