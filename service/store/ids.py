"""Numbers for new rows: blocks of 64-bit ids a noun, only growing, never given twice."""

from __future__ import annotations

from sqlalchemy import text

from service.store.session import Work

_TAKEN = text("SELECT 1 FROM id_blocks WHERE noun = :noun")
_TAKE = text(
    "INSERT INTO id_blocks (noun, next_id) VALUES (:noun, 1 + :n) "
    "ON CONFLICT (noun) DO UPDATE SET next_id = id_blocks.next_id + :n RETURNING next_id"
)


def take_ids(work: Work, noun: str, n: int) -> int:
    """The first of `n` consecutive ids, which are the caller's once its work commits.

    In      the table the ids are for ("records"); n >= 0. Writers of one noun wait for one another.
    Raises  ValueError when n is negative.
    """
    if n < 0:
        raise ValueError("cannot take a negative number of ids")
    next_id: int = work.connection.execute(_TAKE, {"noun": noun, "n": n}).scalar_one()
    return next_id - n


def ever_taken(work: Work, noun: str) -> bool:
    """Whether any id of this noun was ever given."""
    return work.connection.execute(_TAKEN, {"noun": noun}).first() is not None
