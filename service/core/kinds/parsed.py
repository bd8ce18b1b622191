"""The answer of a kind on one value, and how a column gets the answers for its distinct values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from service.core.distinct import distinct_rows

VERDICT: dict[str, type[pl.DataType]] = {"value": pl.String, "code": pl.String, "suggestion": pl.String}


@dataclass(frozen=True)
class Parsed:
    """One value: canonical form (null: unusable or blank), issue code (null: fine), suggestion, parts by name."""

    value: str | None = None
    code: str | None = None
    suggestion: str | None = None
    parts: dict[str, str | None] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """The value can be used as it stands in `value`."""
        return self.value is not None


BLANK = Parsed()


def over_distinct(texts: pl.DataFrame, one: Callable[..., Parsed], parts: tuple[str, ...] = ()) -> pl.DataFrame:
    """`one` called once for each distinct row of `texts`, answers spread over all rows in order.

    In      the arguments of `one` as columns, in its order of parameters.
    Out     VERDICT and the named parts, as text.
    """
    asked, places = distinct_rows(texts)
    answers = [one(*row) for row in asked.iter_rows()]
    columns = {
        "value": [a.value for a in answers],
        "code": [a.code for a in answers],
        "suggestion": [a.suggestion for a in answers],
        **{p: [a.parts.get(p) for a in answers] for p in parts},
    }
    known = pl.DataFrame(columns, schema=VERDICT | dict.fromkeys(parts, pl.String))
    return known.select(pl.all().gather(places))


def blank_verdicts(height: int) -> pl.DataFrame:
    """`height` blank verdicts."""
    return pl.DataFrame([pl.Series(name, [None], kind).new_from_index(0, height) for name, kind in VERDICT.items()])


def with_rest(decided: pl.DataFrame, undecided: pl.Series, rest: pl.DataFrame) -> pl.DataFrame:
    """`decided` with the rows where `undecided` holds replaced, in order, by those of `rest`."""
    if not rest.height:
        return decided
    rows = undecided.arg_true()
    return pl.DataFrame([decided[name].clone().scatter(rows, rest[name]) for name in decided.columns])
