"""The demonstration file's workshop: invented French customers, their structures, and the damage exports do to them."""
