"""Every table, so that `SQLModel.metadata` is whole once this package is imported."""

from service.store.tables import (
    consents,
    customers,
    delivery,
    lists,
    matching,
    operation,
    parties,
    records,
    sessions,
    tallies,
)

__all__ = [
    "consents",
    "customers",
    "delivery",
    "lists",
    "matching",
    "operation",
    "parties",
    "records",
    "sessions",
    "tallies",
]
