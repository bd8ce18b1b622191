"""Mapped rows to typed rows: `cleaning.clean` by columns over the kinds, then `parties.split` into frames."""
