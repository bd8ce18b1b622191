"""Legal forms: alone in a cell, as an Insee category, or at one end of a firm's name (or anywhere, where sure)."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from service.core.distinct import by_distinct
from service.core.folding import fold, fold_series
from service.core.kinds.blanks import tidy_text
from service.reference.legal_forms import INSEE_CATEGORIES, LEGAL_FORMS, SURE_FORMS

# level II of Insee's categories, where all that stands below is one form
_GROUPS = {"10": "EI", "52": "SNC", "54": "SARL", "55": "SA", "56": "SA", "57": "SAS", "65": "SC", "92": "ASSOCIATION"}


@cache
def _form_patterns() -> tuple[str, str]:
    """Patterns over folded text: a form alone at an end, or a sure form anywhere."""
    dotted = sorted({*LEGAL_FORMS, *(" ".join(f) for f in LEGAL_FORMS if " " not in f and len(f) <= 6)}, key=len)
    every = "|".join(reversed(dotted))
    return (
        rf"^(?:({every})|({every}) .+|.+ ({every}))$",
        rf"\b({'|'.join(sorted(SURE_FORMS, key=len, reverse=True))})\b",
    )


def legal_forms(names: pl.Series) -> pl.Series:
    """The legal form that a firm's name states at one of its ends, as its code (SARL, SAS…); null where it states none.

    "S.A.R.L. Durand", "DURAND SAS" and "Société à responsabilité limitée Durand" are read; "Mas Sa Fontaine" is not.
    """
    return by_distinct(names, _forms)["form"]


def stated_forms(cells: pl.Series) -> pl.Series:
    """`legal_forms` of a column that holds nothing else, where files also write Insee's category (5710, 5499)."""
    category = cells.str.extract(r"^\s*([0-9]{4})(?:\.0+)?\s*(?:$|[-:–])", 1)
    group = category.str.slice(0, 2)
    form = category.replace_strict(INSEE_CATEGORIES, default=None, return_dtype=pl.String)
    form = form.zip_with(form.is_not_null(), group.replace_strict(_GROUPS, default=None, return_dtype=pl.String))
    return form.zip_with(category.is_not_null(), legal_forms(cells))


def stated_form(cell: str) -> str | None:
    """`stated_forms` of one cell."""
    category = re.match(r"\s*([0-9]{4})(?:\.0+)?\s*(?:$|[-:–])", cell)
    if category is None:
        return legal_forms_one(cell)
    return INSEE_CATEGORIES.get(category[1]) or _GROUPS.get(category[1][:2])


def _forms(names: pl.Series) -> pl.DataFrame:
    ends, sure = _form_patterns()
    keys = fold_series(names).to_frame("key")
    stated = pl.col("key").str.contains(ends) | pl.col("key").str.contains(sure)
    alone, first, last = (pl.col("key").str.extract(ends, g) for g in (1, 2, 3))
    form = pl.coalesce(alone, last, first, pl.col("key").str.extract(sure, 1)).alias("form")
    rows = keys.select(stated).to_series().arg_true()
    tight = keys[rows].select(form).select(
        pl.when(pl.col("form").str.contains(r"^(?:[A-Z] )+[A-Z]$"))
        .then(pl.col("form").str.replace_all(" ", "", literal=True))
        .otherwise("form")
        .replace_strict(LEGAL_FORMS, default=None, return_dtype=pl.String)
    )  # fmt: skip
    return names.clear(names.len()).scatter(rows, tight.to_series()).to_frame("form")


def legal_forms_one(text: str) -> str | None:
    """`legal_forms` on one name."""
    ends, sure = _form_patterns()
    key = fold(text)
    at_end, anywhere = re.match(ends, key), re.search(sure, key)
    form = next((g for g in (at_end[1], at_end[3], at_end[2]) if g), None) if at_end else None
    form = form or (anywhere[1] if anywhere else None)
    tight = form.replace(" ", "") if form and re.fullmatch(r"(?:[A-Z] )+[A-Z]", form) else form
    return LEGAL_FORMS.get(tight) if tight else None


def legal_form(text: str | None) -> str | None:
    """The code of a legal form that stands alone in a cell ("S.A.R.L.", "Société anonyme"); null when it is none."""
    bare = tidy_text(text)
    if bare is None:
        return None
    key = fold(bare)
    tight = key.replace(" ", "") if re.fullmatch(r"(?:[A-Z] )+[A-Z]", key) else key
    return LEGAL_FORMS.get(tight)


@cache
def _at_ends() -> tuple[str, str]:
    dotted = sorted({*LEGAL_FORMS, *(" ".join(f) for f in LEGAL_FORMS if " " not in f and len(f) <= 6)}, key=len)
    every = "|".join(reversed(dotted))
    return rf"^(?:(?:{every}) )+", rf"(?: (?:{every}))+$"


def names_without_form(names: pl.Series) -> pl.Series:
    """Firms' names folded, for comparing: "&" is ET, and the legal forms at both ends are gone.

    "SARL Durand & Fils", "Durand et Fils S.A.R.L." -> "DURAND ET FILS"; a name that is nothing but a form stays.
    """
    front, behind = _at_ends()
    keys = fold_series(names.str.replace_all("&", " et ", literal=True))
    bare = keys.str.replace(front, "").str.replace(behind, "")
    return bare.set((bare == "").fill_null(value=False), None).fill_null(keys)
