"""Commands of `limpide` that stand in a file of their own; `service/cli.py` registers them."""
