"""Whether the values of a column prove what its field says: by a checksum or an official list, over a sample.

A form alone proves nothing: nine digits are a SIREN only where its key holds. Fields without such a check stay
indicated, however good their heading is.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from service.core.folding import fold_series
from service.core.kinds.companies import parse_sirens, parse_sirets, parse_vats
from service.core.kinds.countries import parse_countries
from service.core.kinds.postcodes import parse_postcodes
from service.core.kinds.registers import parse_nafs
from service.reference.first_names import first_names
from service.reference.words import CIVILITIES

_SHARE, _FEWEST, _MOST = 0.9, 5, 200  # of the distinct values, how many of them there must be, and are looked at

Check = Callable[[pl.Series], pl.Series]


def _holds(parse: Callable[[pl.Series], pl.DataFrame]) -> Check:
    """Values that are usable and not suspect."""

    def check(values: pl.Series) -> pl.Series:
        found = parse(values)
        suspect = found["code"].str.contains("checksum|unknown|unreadable|mismatch").fill_null(value=False)
        return found["value"].is_not_null() & ~suspect

    return check


def _towns(values: pl.Series) -> pl.DataFrame:
    return parse_postcodes(values, pl.Series([None], dtype=pl.String).new_from_index(0, values.len()))


def _listed(names: frozenset[str]) -> Check:
    return lambda values: fold_series(values).is_in(sorted(names))


# field to its check, how evidence calls it, and how many distinct values it takes (a civility has few)
_CHECKS: dict[str, tuple[Check, str, int]] = {
    "siren": (_holds(parse_sirens), "checksum:siren", _FEWEST),
    "siret": (_holds(parse_sirets), "checksum:siret", _FEWEST),
    "vat_number": (_holds(parse_vats), "checksum:vat", _FEWEST),
    "naf_code": (_holds(parse_nafs), "list:naf", _FEWEST),
    "postal_code": (_holds(_towns), "list:postcodes", _FEWEST),
    "country": (_holds(parse_countries), "list:countries", 1),
    "country_code": (_holds(parse_countries), "list:countries", 1),
    "first_name": (_listed(first_names()), "list:first-names", _FEWEST),
    "salutation": (_listed(frozenset(CIVILITIES)), "list:civilities", 1),
}


def proof_of(field: str, values: pl.Series) -> str | None:
    """What proves that a column holds this field, such as `checksum:siret`; null: nothing does.

    In      values: cells of a sample, str|null.
    """
    if field not in _CHECKS:
        return None
    check, name, fewest = _CHECKS[field]
    told = values.str.strip_chars()
    told = told.filter(told != "").unique(maintain_order=True).head(_MOST)
    if told.len() < fewest:
        return None
    return name if check(told).sum() >= _SHARE * told.len() else None
