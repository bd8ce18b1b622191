"""Where everything is kept: one connection factory, one door that commits, one repository a noun."""
