"""What comes in and what goes out, one file a noun; In and Out apart, never a table of the store."""
