"""Decisions and retention from facts and a rule set: may we contact, and how long may we keep."""
