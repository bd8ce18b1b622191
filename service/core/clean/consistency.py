"""Two cells of one line that contradict each other: pure functions over columns, for cleaning and for reports.

Each gives a code of core/reasons.py where the two disagree, null where they agree or nothing can be said.
"""

from __future__ import annotations

import polars as pl

from service.core.clean.cells import constant
from service.core.distinct import by_distinct
from service.core.folding import fold_series
from service.reference.first_names import first_names, genders, ranks
from service.reference.surnames import surname_ranks

_RARE = 30_000  # rank behind which a surname says nothing


def civility_mismatch(salutation: pl.Series, first_name: pl.Series) -> pl.Series:
    """name.civility-mismatch where a first name that one sex bears all but alone stands behind the other's civility.

    In      `salutation` M or MME; of a compound first name the first counts (Jean-Marie: JEAN); couples say nothing.
    """
    return constant((genders_of(first_name) != salutation).fill_null(value=False), "name.civility-mismatch")


def genders_of(first_name: pl.Series) -> pl.Series:
    """M or MME for first names that one sex bears all but alone, null for others and for couples."""
    return by_distinct(first_name, _genders)["gender"]


def _genders(names: pl.Series) -> pl.DataFrame:
    keys = fold_series(names)
    alone = keys.set(names.str.contains(r"(?i)\s(?:et|ou|&)\s").fill_null(value=True), None)
    whole = alone.replace_strict(genders(), default=None, return_dtype=pl.String)
    first = alone.str.extract(r"^([A-Z]{2,})\b", 1).replace_strict(genders(), default=None, return_dtype=pl.String)
    return pl.DataFrame({"gender": whole.zip_with(whole.is_not_null(), first)})


def names_swapped(first_name: pl.Series, last_name: pl.Series) -> pl.Series:
    """True where the first name is known as a surname only, and the family name as a first name far more than that."""
    if not first_name.len() or first_name.null_count() == first_name.len():
        return first_name.is_not_null()
    surname = by_distinct(first_name, _surname_only)["told"]
    return (surname & by_distinct(last_name, _given_only)["told"]).fill_null(value=False)


def _surname_only(names: pl.Series) -> pl.DataFrame:
    known, given = surname_ranks(), first_names()
    told = [known.get(key, _RARE) < _RARE and key not in given for key in fold_series(names).to_list()]
    return pl.DataFrame({"told": told}, schema={"told": pl.Boolean})


def _given_only(names: pl.Series) -> pl.DataFrame:
    known, given = surname_ranks(), ranks()
    told = [given.get(k, _RARE) < 3_000 and 3 * given[k] < known.get(k, 10**6) for k in fold_series(names).to_list()]
    return pl.DataFrame({"told": told}, schema={"told": pl.Boolean})


def siret_of_other_siren(siren: pl.Series, siret: pl.Series) -> pl.Series:
    """siret.other-siren where the first nine digits of a SIRET are not the SIREN."""
    return constant((siret.str.slice(0, 9) != siren).fill_null(value=False), "siret.other-siren")


def vat_of_other_siren(siren: pl.Series, vat_number: pl.Series) -> pl.Series:
    """vat.other-siren where a French VAT number is made of another SIREN (Monaco's have none)."""
    french = vat_number.str.extract(r"^FR..([0-9]{9})$", 1)
    differs = (french != siren) & ~french.str.starts_with("000")
    return constant(differs.fill_null(value=False), "vat.other-siren")
