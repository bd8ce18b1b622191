"""The class of each column: personal, action or reaction data, or none, with its evidence."""

from service.core.classify.columns import classify

__all__ = ["classify"]
