"""Whole-file decisions: encoding, dialect, header, software, mapping and how values are written."""

from service.core.survey.whole_file import Survey, require_customers, survey

__all__ = ["Survey", "require_customers", "survey"]
