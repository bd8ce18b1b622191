"""Mapped rows to typed rows (`clean`) by columns over the kinds, then into frames that hang on parties (`split`)."""

from service.core.clean.cleaning import clean
from service.core.clean.options import CleanOptions, options_of
from service.core.clean.parties import PartyFrames, split

__all__ = ["CleanOptions", "PartyFrames", "clean", "options_of", "split"]
