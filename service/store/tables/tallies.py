"""What pages show of many rows, counted once by a job."""

from __future__ import annotations

from typing import ClassVar

from sqlmodel import SQLModel

from service.store.tables.columns import given_id, whole, words


class Tally(SQLModel, table=True):
    """How many customers may be contacted in a controller's name: of the base (import 0), or of an import."""

    __tablename__: ClassVar[str] = "tallies"
    import_id: int = given_id()  # 0: the whole base
    controller_id: int = given_id()
    body: str = words()  # JSON: store/tallies.py
    at_us: int = whole()
