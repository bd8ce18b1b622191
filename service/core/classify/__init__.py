"""The class of each column: personal, action or reaction data, or none, with its evidence; and what else it is."""

from service.core.classify.columns import classify, confirmed_as
from service.core.classify.traits import traits_of, traits_of_field

__all__ = ["classify", "confirmed_as", "traits_of", "traits_of_field"]
