"""What pages show of many rows, counted once by a job; and what people answered to suggestions."""

from __future__ import annotations

from typing import ClassVar

from sqlmodel import SQLModel

from service.store.tables.columns import KEYED, given_id, one_of, whole, words


class Tally(SQLModel, table=True):
    """How many customers may be contacted in a controller's name: of the base (import 0), or of an import."""

    __tablename__: ClassVar[str] = "tallies"
    import_id: int = given_id()  # 0: the whole base
    controller_id: int = given_id()
    body: str = words()  # JSON: store/tallies.py
    at_us: int = whole()


class QualityCount(SQLModel, table=True):
    """The counts that the quality of an import, or of the base (import 0), is told from: one row a day at most."""

    __tablename__: ClassVar[str] = "quality_counts"
    import_id: int = given_id()  # 0: the whole base
    day: str = words(key=True)  # ISO 8601, in Paris
    at_us: int = whole()
    body: str = words()  # JSON: core/insight/dimensions.Counts; counts only, nothing of a person


class Answer(SQLModel, table=True):
    """What a person answered to a suggestion, for the files of a list: it counts for the next ones too.

    `digest` is a keyed hash of the value as it came and the one proposed (core/answers.py): no value is kept here.
    """

    __tablename__: ClassVar[str] = "answers"
    __table_args__ = (one_of("answer", "accepted", "refused"), KEYED)
    list_id: int = given_id()
    code: str = words(key=True)
    field: str = words(key=True)
    digest: str = words(key=True)
    answer: str = words()  # accepted | refused
    at_us: int = whole()
    principal: str = words()
