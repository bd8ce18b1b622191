"""What the values of two parties say of one another, asked in SQL over columns gathered by position.

First names and streets repeat themselves, so a question about them is asked once for each two values that meet and not
once for each pair of parties; of parties that lack a value nothing is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from service.core.distinct import distinct
from service.engines.columns import Columns, Levels, Numbers

CHUNK = 125_000  # pairs gathered at once: bounds memory


@dataclass(frozen=True)
class Question:
    """One comparison of two parties.

    columns   what the SQL reads, as l_<column> and r_<column>
    needs     columns of which a party must have one, else nothing is asked of it
    sql       the level, of columns and `scores` (name -> SQL), which are worked out first, once each
    repeats   a text that decides the values of all columns: each two of them are asked about once; of a party without
              it nothing is asked
    states    something else of each pair that the answer depends on, as one of three numbers
    """

    columns: tuple[str, ...]
    needs: tuple[str, ...]
    sql: str
    scores: tuple[tuple[str, str], ...] = ()
    repeats: pl.Expr | None = None
    states: Callable[[Columns, Numbers, Numbers], Numbers] | None = None


def answers(connection: Any, parties: Columns, question: Question, left: Numbers, right: Numbers) -> Levels:
    """The level of each pair of places; 0 where it cannot be asked."""
    levels = np.zeros(len(left), dtype=np.uint8)
    if question.repeats is None:
        known = np.any([parties.known(c) for c in question.needs], axis=0)
        both = np.flatnonzero(known[left] & known[right])
        levels[both] = _ask(connection, parties, question, left[both], right[both])
        return levels
    count, code = parties.codes(question.needs[0], question.repeats)
    a, b = code[left], code[right]
    both = np.flatnonzero((a >= 0) & (b >= 0))
    key = a[both].astype(np.int64) * count + b[both]
    if question.states is not None:
        key = key * 3 + question.states(parties, left[both], right[both])
    different, place = distinct(pl.Series(key))
    one = np.empty(len(different), dtype=np.int64)
    one[place.to_numpy()] = both  # of the pairs with two values any stands for all
    levels[both] = _ask(connection, parties, question, left[one], right[one])[place.to_numpy()]
    return levels


def _ask(connection: Any, parties: Columns, question: Question, left: Numbers, right: Numbers) -> Levels:
    columns = parties.frame.select(question.columns)
    inner = ", ".join(["*", *(f"{sql} AS {name}" for name, sql in question.scores)])
    query = f"SELECT n, CAST(({question.sql}) AS UTINYINT) AS level FROM (SELECT {inner} FROM pairs)"
    levels = np.empty(len(left), dtype=np.uint8)
    with connection.cursor() as cursor:
        for first in range(0, len(left), CHUNK):
            part = slice(first, first + CHUNK)
            cursor.register("pairs", _gathered(columns, left[part], right[part]))
            found = cursor.execute(query).fetchnumpy()
            cursor.unregister("pairs")
            levels[part][found["n"]] = found["level"]
    return levels


def _gathered(columns: pl.DataFrame, left: Numbers, right: Numbers) -> Any:
    sides = [
        columns[places].rename({c: f"{side}_{c}" for c in columns.columns})
        for side, places in (("l", left), ("r", right))
    ]
    numbered = pl.DataFrame({"n": np.arange(len(left), dtype=np.int32)})
    return pl.concat([*sides, numbered], how="horizontal").to_arrow(compat_level=pl.CompatLevel.newest())
