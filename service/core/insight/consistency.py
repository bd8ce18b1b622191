"""Do two fields of one record agree? Over distinct pairs with how often each comes; unknown pairs are not judged."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import phonenumbers
import polars as pl

from service.core.clean.consistency import genders_of


def judged(checked: int, conflicts: int) -> dict[str, int]:
    """The shape of an answer."""
    return {"checked": checked, "conflicts": conflicts}


def civility_and_name(pairs: pl.DataFrame) -> dict[str, int]:
    """A civility against the sex of the first name; names given to both sexes, or to none, are not judged.

    In      salutation M or MME, first_name, n.
    """
    sex = genders_of(pairs["first_name"])
    known = sex.is_not_null()
    return judged(_sum(pairs, known), _sum(pairs, known & (sex != pairs["salutation"])))


def country_and_phone(pairs: pl.DataFrame) -> dict[str, int]:
    """A country against the country code of a number in E.164; countries without a code of their own are not judged.

    In      country_code alpha-2, prefix (the first characters of the number), n.
    """
    codes = pairs["country_code"].replace_strict(_calling_codes(), default=None, return_dtype=pl.String)
    told = pairs.with_columns(codes.alias("code"))
    known = told["code"].is_not_null()
    same = (
        told.select(pl.col("prefix").str.starts_with(pl.lit("+") + pl.col("code"))).to_series().fill_null(value=False)
    )
    return judged(_sum(pairs, known), _sum(pairs, known & ~same))


def _sum(pairs: pl.DataFrame, where: pl.Series) -> int:
    return int(pairs["n"].filter(where.fill_null(value=False)).sum())


@cache
def _calling_codes() -> dict[str, str]:
    table = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    return {region: str(code) for code, regions in table.items() for region in regions if len(region) == 2}


CHECKS: dict[str, Callable[[pl.DataFrame], dict[str, int]]] = {
    "civility_first_name": civility_and_name,
    "country_phone": country_and_phone,
}
"""Those judged here; postcode and town, SIREN and VAT number are counted by the store."""
