"""Headings to canonical fields, and raw batches to frames under canonical names."""

from service.core.mapping.apply import apply
from service.core.mapping.choose import CUSTOMER_ACCOUNTS, choose, derive
from service.core.mapping.headings import is_known
from service.core.mapping.programs import recognise, recognised

__all__ = ["CUSTOMER_ACCOUNTS", "apply", "choose", "derive", "is_known", "recognise", "recognised"]
