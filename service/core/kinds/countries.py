"""Names and codes of countries, French or English, to ISO 3166-1 alpha-2."""

from __future__ import annotations

import polars as pl

from service.core.folding import fold
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.parsed import BLANK, Parsed, over_distinct
from service.reference.places import country_codes


def parse_countries(texts: pl.Series) -> pl.DataFrame:
    """VERDICT for a column of countries; `value` is alpha-2. Code: country.unknown (no value)."""
    return over_distinct(tidy(texts).to_frame("text"), parse_country)


def parse_country(text: str | None) -> Parsed:
    """The verdict on one country."""
    bare = tidy_text(text)
    if bare is None:
        return BLANK
    code = country_codes().get(fold(bare))
    return Parsed(code, None if code else "country.unknown")
