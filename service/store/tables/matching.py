"""What matching leans on: snapshots, keys, pairs and people's answers on pairs."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index, SmallInteger, text
from sqlmodel import Field, SQLModel

from service.store.tables.columns import (
    COUNTED,
    KEYED,
    CodePointText,
    given_id,
    one_of,
    partial_index,
    sequence,
    to,
    whole,
    words,
)


class MatchSnapshot(SQLModel, table=True):
    """A frozen model: weights, term frequencies and stop-values, so that order of arrival cannot matter.

    Staged while a job matches the base again by it, then used; retired when another one takes its place, or given up.
    Readers see pairs of used snapshots only.
    """

    __tablename__: ClassVar[str] = "match_snapshots"
    id: int = given_id()
    model: str = words()  # version of the model
    body: str = words()  # JSON: stop-values and what else was frozen
    created_us: int = whole()
    state: str = Field(default="used", sa_type=CodePointText, sa_column_kwargs={"server_default": text("'used'")})
    # staged | used | retired
    whole: int = Field(default=1, sa_type=SmallInteger, sa_column_kwargs={"server_default": text("1")})
    # 0: some pairs of the base are of earlier snapshots


class MatchModel(SQLModel, table=True):
    """The text of a model that snapshots were made with, or that was trained here."""

    __tablename__: ClassVar[str] = "match_models"
    version: str = words(key=True)
    body: str = words()  # JSON, as core/match/weights.py reads it, its manifest inside
    source: str = words()  # shipped | trained
    principal: str = words()  # who brought it
    at_us: int = whole()
    chosen_us: int | None = whole(null=True)  # the latest one is for new snapshots; null everywhere: the shipped one


class MatchKey(SQLModel, table=True):
    """A blocking key of a party: 64-bit hash of rule and value."""

    __tablename__: ClassVar[str] = "match_keys"
    __table_args__ = KEYED
    key: int = given_id()
    party_id: int = given_id()


class Pair(SQLModel, table=True):
    """Two parties compared, as the records of `import_id` speak of them. Kept from the floor of review upwards."""

    __tablename__: ClassVar[str] = "pairs"
    __table_args__ = (
        Index("pairs_right", "right_id"),
        Index("pairs_import", "import_id"),
        # those that a person is asked about: below the threshold of core/resolve/components.py
        partial_index("pairs_doubtful", "weight", "left_id", "right_id", where="probability < 850000"),
        partial_index("pairs_ended", "ended_by", where="ended_by IS NOT NULL"),
        KEYED,
    )
    left_id: int = given_id()  # the smaller party id
    right_id: int = given_id()
    import_id: int = given_id()  # 0: by a person; below: by the job that made snapshot -import_id
    levels: int = whole()  # agreement levels packed, 4 bits a comparison (core/match/levels.py)
    weight: int = whole()  # match weight in thousandths of a bit
    probability: int = whole()  # calibrated, in millionths
    snapshot_id: int = to("match_snapshots.id")
    ended_by: int | None = whole(null=True)  # import whose records changed one side; counts once that is published


class PairDecision(SQLModel, table=True):
    """A reviewer's answer on two parties: same, different (for ever), later."""

    __tablename__: ClassVar[str] = "pair_decisions"
    __table_args__ = (
        partial_index("pair_decisions_live", "left_id", "right_id", unique=True, where="ended_us IS NULL"),
        one_of("decision", "same", "different", "later"),
        COUNTED,
    )
    id: int | None = sequence()
    left_id: int = to("parties.id", index=True)
    right_id: int = to("parties.id", index=True)
    decision: str = words()
    principal: str = words()
    at_us: int = whole()
    ended_us: int | None = whole(null=True)
