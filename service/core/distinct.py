"""Work on fewer values: the distinct ones of a column, or only those that need it, and the answers back in every row.

A customer file repeats itself: first names, towns, dates and blanks. What a value gives depends on the value alone, so
a parser is asked once for each and its answers are gathered, which costs less than any pattern over the column. The
columns are encoded by Arrow, whose dictionaries keep the order of appearance.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import polars as pl


def distinct(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The distinct values that are not null, in order of appearance, and for each row the place of its value in them.

    The place of a null is null, and gathering it gives null again.
    """
    array: Any = values.rechunk().to_arrow()
    coded = array.dictionary_encode()
    return pl.Series(values.name, coded.dictionary, dtype=values.dtype), pl.Series(coded.indices, dtype=pl.Int32)


def distinct_rows(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The distinct rows in order of appearance, nulls equal to each other, and the place of each row in them."""
    place = pl.Series(np.zeros(rows.height, np.int64))
    for column in rows.get_columns():
        values, code = distinct(column)
        place = distinct(place * (values.len() + 1) + code.cast(pl.Int64).fill_null(values.len()))[1].cast(pl.Int64)
    seen = place.to_numpy()
    first = np.empty(int(seen.max(initial=-1)) + 1, np.int64)
    first[seen[::-1]] = np.arange(rows.height - 1, -1, -1)
    return rows[first], place


def by_distinct(texts: pl.Series, parse: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """What `parse` says of each distinct text, spread over all rows; all null where the text is null.

    In      `parse` gives one row a text, each by that text alone.
    """
    values, places = distinct(texts)
    return parse(values).select(pl.all().gather(places))


def among(values: pl.Series, known: Collection[str]) -> pl.Series:
    """Whether each value is one of many known ones; null is none. In: values that are distinct, or few."""
    return pl.Series([value in known for value in values.to_list()], dtype=pl.Boolean)


def only_where(texts: pl.Series, needed: pl.Series, mend: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """`texts` with what `mend` makes of those where `needed` is true; null is not true."""
    rows = needed.arg_true()
    return texts.clone().scatter(rows, mend(texts.gather(rows))) if rows.len() else texts
