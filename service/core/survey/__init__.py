"""Whole-file decisions: encoding, dialect, header, software, mapping and how values are written."""

from service.core.survey.head import FirstLook, first_look
from service.core.survey.whole_file import Survey, require_customers, survey

__all__ = ["FirstLook", "Survey", "first_look", "require_customers", "survey"]
