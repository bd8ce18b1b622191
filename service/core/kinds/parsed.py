"""The answer of a kind on one value, and how a column gets the answers for its distinct values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

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
    keys = [f"_{place}" for place in range(texts.width)]
    given = texts.rename(dict(zip(texts.columns, keys, strict=True)))
    asked = given.unique(maintain_order=True)
    answers = [one(*row) for row in asked.iter_rows()]
    columns = {
        "value": [a.value for a in answers],
        "code": [a.code for a in answers],
        "suggestion": [a.suggestion for a in answers],
        **{p: [a.parts.get(p) for a in answers] for p in parts},
    }
    schema = VERDICT | dict.fromkeys(parts, pl.String)
    known = asked.hstack(pl.DataFrame(columns, schema=schema))
    spread = given.join(known, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return spread.select(list(schema))


def blank_verdicts(height: int) -> pl.DataFrame:
    """`height` blank verdicts."""
    return pl.DataFrame({name: pl.repeat(None, height, dtype=kind, eager=True) for name, kind in VERDICT.items()})


def with_rest(decided: pl.DataFrame, undecided: pl.Series, rest: pl.DataFrame) -> pl.DataFrame:
    """`decided` with the rows where `undecided` holds replaced, in order, by those of `rest`."""
    if not rest.height:
        return decided
    place = undecided.cast(pl.UInt32).cum_sum() - 1
    at = pl.select(pl.when(undecided).then(place).otherwise(None)).to_series()
    spread = rest.select(pl.all().gather(at.fill_null(0)))
    return pl.DataFrame([spread[name].zip_with(undecided, decided[name]) for name in decided.columns])
