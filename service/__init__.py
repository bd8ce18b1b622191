"""Limpide: makes a French firm's customer file clean, lawful and usable."""
