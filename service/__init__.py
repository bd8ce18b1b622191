"""Limpide: makes a French firm's customer file clean, lawful and usable."""

import gc

# What a process loads is no garbage, and the data lies in columns that the collector does not see: to look through all
# objects after every 700 new ones takes a third of the start and a tenth of an answer.
gc.set_threshold(20_000, 20, 20)
