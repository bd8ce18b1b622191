"""Identifiers of French firms: SIREN, SIRET, intra-community VAT, NAF; and legal forms, alone or in a name.

SIREN: 9 digits, Luhn; SIRET: 14, Luhn, its SIREN valid, but La Poste (356 000 000): digits sum to a multiple of 5.
A zero lost in front (two of a SIRET, which has two check digits) is restored when they then agree, and reported.
VAT: FR, key, SIREN with
key = (12 + 3 x (SIREN mod 97)) mod 97; keys with letters are not computable; other states by `stdnum.eu.vat`, offline.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError

from service.core.distinct import by_distinct
from service.core.folding import fold, fold_series
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.parsed import BLANK, Parsed, blank_verdicts, over_distinct, with_rest
from service.reference.words import LEGAL_FORMS, SURE_FORMS

_SEPARATORS = r"[\s.\-/_'\u00a0:]+"
_LA_POSTE = 356_000_000
_EXCEL_TAIL = r"^(\d{6,14})\.0+$"
_SCIENTIFIC = r"(?i)^\d,?\d*E\+?\d+$"  # without separators: a point is gone


def parse_sirens(texts: pl.Series) -> pl.DataFrame:
    """VERDICT for a column of SIREN; a SIRET in the column gives its SIREN.

    Codes   siren.checksum, siren.unreadable, siren.excel-damaged (7,3E+08; no value);
            siren.zero-restored, siren.from-siret (value kept).
    """
    return by_distinct(texts, _sirens)


def _sirens(texts: pl.Series) -> pl.DataFrame:
    digits, number = _digits(texts)
    size = digits.str.len_bytes()
    nine = size.is_in([8, 9]) & _luhn(number, 9) & (number > 0)
    whole = (size == 14) & _siret_holds(number)
    padded = digits.str.zfill(9)
    frame = pl.DataFrame({"d": digits, "p": padded, "nine": nine, "whole": whole, "size": size})
    value = pl.when("nine").then("p").when("whole").then(pl.col("d").str.slice(0, 9))
    code = (
        pl.when(pl.col("nine") & (pl.col("size") == 8))
        .then(pl.lit("siren.zero-restored"))
        .when("whole")
        .then(pl.lit("siren.from-siret"))
        .when(pl.col("d").is_not_null() & ~pl.col("nine").fill_null(value=False))
        .then(
            pl.when(pl.col("d").str.contains(_SCIENTIFIC))
            .then(pl.lit("siren.excel-damaged"))
            .when(pl.col("size").is_in([8, 9, 14]))
            .then(pl.lit("siren.checksum"))
            .otherwise(pl.lit("siren.unreadable"))
        )
    )
    return frame.select(value.alias("value"), code.alias("code"), pl.lit(None, pl.String).alias("suggestion"))


def parse_sirets(texts: pl.Series) -> pl.DataFrame:
    """VERDICT for a column of SIRET.

    Codes   siret.checksum, siret.unreadable, siret.excel-damaged (7,3E+13; no value),
            siret.only-siren (no value, the SIREN suggested); siret.zero-restored.
    """
    return by_distinct(texts, _sirets)


def _sirets(texts: pl.Series) -> pl.DataFrame:
    digits, number = _digits(texts)
    size = digits.str.len_bytes()
    whole = size.is_in([12, 13, 14]) & _siret_holds(number)
    siren = (size == 9) & _luhn(number, 9) & (number > 0)
    frame = pl.DataFrame({"d": digits, "p": digits.str.zfill(14), "whole": whole, "siren": siren, "size": size})
    code = (
        pl.when(pl.col("whole") & (pl.col("size") < 14))
        .then(pl.lit("siret.zero-restored"))
        .when(pl.col("d").is_not_null() & ~pl.col("whole").fill_null(value=False))
        .then(
            pl.when("siren").then(pl.lit("siret.only-siren"))
            .when(pl.col("d").str.contains(_SCIENTIFIC)).then(pl.lit("siret.excel-damaged"))
            .when(pl.col("size").is_in([12, 13, 14])).then(pl.lit("siret.checksum"))
            .otherwise(pl.lit("siret.unreadable"))
        )
    )  # fmt: skip
    return frame.select(
        pl.when("whole").then("p").alias("value"), code.alias("code"), pl.when("siren").then("d").alias("suggestion")
    )


def parse_siren(text: str | None) -> Parsed:
    """The verdict on one SIREN."""
    return _single(parse_sirens(pl.Series([text], dtype=pl.String)))


def parse_siret(text: str | None) -> Parsed:
    """The verdict on one SIRET; parts: siren."""
    found = _single(parse_sirets(pl.Series([text], dtype=pl.String)))
    return Parsed(found.value, found.code, found.suggestion, {"siren": found.value and found.value[:9]})


def _single(frame: pl.DataFrame) -> Parsed:
    value, code, suggestion = frame.row(0)
    return Parsed(value, code, suggestion) if value or code else BLANK


def _digits(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Cells without separators, and as whole numbers (null where they are none)."""
    tidied = tidy(texts)
    bare = tidied.str.replace_all(_SEPARATORS, "").str.replace(r"(?i)^(?:siren|siret|rcs)", "")
    tailed = tidied.str.contains(_EXCEL_TAIL)
    if tailed.any():
        bare = tidied.str.extract(_EXCEL_TAIL, 1).zip_with(tailed, bare)
    clean = bare.str.contains(r"^[0-9]{1,18}$")
    return bare, bare.set(~clean.fill_null(value=False), None).cast(pl.Int64, strict=False)


def _luhn(number: pl.Series, size: int) -> pl.Series:
    """Luhn's check on the last `size` digits; leading zeros change nothing."""
    total = pl.lit(0, pl.Int64)
    for place in range(size):
        digit = (pl.col("n") // 10**place) % 10
        total = total + (digit if place % 2 == 0 else digit * 2 - pl.when(digit > 4).then(9).otherwise(0))
    return number.to_frame("n").select((total % 10 == 0) & pl.col("n").is_not_null()).to_series()


def _siret_holds(number: pl.Series) -> pl.Series:
    siren = number // 100_000
    sum5 = number.to_frame("n").select(sum(((pl.col("n") // 10**p) % 10) for p in range(14)) % 5 == 0).to_series()
    poste = (siren == _LA_POSTE) & sum5
    return (siren > 0) & _luhn(siren, 9) & (_luhn(number, 14) | poste)


def parse_vats(texts: pl.Series, *, country: str = "FR") -> pl.DataFrame:
    """VERDICT for a column of VAT numbers; `value` without blanks, with its country.

    Codes   vat.checksum, vat.unreadable (no value).
    """
    return by_distinct(texts, lambda values: _vats(values, country))


def _vats(texts: pl.Series, country: str) -> pl.DataFrame:
    bare = tidy(texts).str.replace_all(_SEPARATORS, "").str.to_uppercase()
    french = bare.str.contains(r"^FR[0-9]{11}$").fill_null(value=False)
    siren = bare.str.slice(4, 9).set(~french, None).cast(pl.Int64, strict=False)
    key = bare.str.slice(2, 2).set(~french, None).cast(pl.Int64, strict=False)
    monaco = bare.str.slice(4, 3) == "000"
    right = ((12 + 3 * (siren % 97)) % 97 == key) & (_luhn(siren, 9) | monaco) & (siren > 0)
    decided = blank_verdicts(texts.len()).with_columns(
        pl.when(french & right).then(bare).alias("value"),
        pl.when(french & ~right).then(pl.lit("vat.checksum")).alias("code"),
    )
    undecided = bare.is_not_null() & ~french
    rest = over_distinct(bare.filter(undecided).to_frame("text"), lambda text: _other_vat(text, country))
    return with_rest(decided, undecided, rest)


def parse_vat(text: str | None, country: str = "FR") -> Parsed:
    """The verdict on one VAT number; parts: country, siren (France, where the key is computable)."""
    found = _single(parse_vats(pl.Series([text], dtype=pl.String), country=country))
    value = found.value
    siren = value[4:] if value and re.fullmatch(r"FR[0-9A-Z]{2}[0-9]{9}", value) and value[4:7] != "000" else None
    return Parsed(value, found.code, found.suggestion, {"country": value and value[:2], "siren": siren})


def _other_vat(text: str, country: str) -> Parsed:
    readings = [text] if text[:2].isalpha() else [country + text]
    for reading in readings:
        lettered = re.fullmatch(r"FR([0-9A-HJ-NP-Z]{2})([0-9]{9})", reading)
        if lettered and parse_siren(lettered.group(2)).value:
            letters = not lettered.group(1).isdigit()
            return Parsed(reading) if letters else _single(parse_vats(pl.Series([reading])))
        try:
            return Parsed(str(eu_vat.validate(reading)))
        except ValidationError:
            continue
    return Parsed(None, "vat.checksum" if re.fullmatch(r"[A-Z]{2}[0-9A-Z]{8,12}", text) else "vat.unreadable")


def parse_nafs(texts: pl.Series) -> pl.DataFrame:
    """VERDICT for a column of NAF (rev. 2) codes: four digits and a letter. Code: naf.unreadable (no value)."""
    bare = tidy(texts).str.replace_all(_SEPARATORS, "").str.to_uppercase()
    value = bare.str.extract(r"^(?:NAF|APE)?([0-9]{4}[A-Z])", 1)
    return blank_verdicts(texts.len()).with_columns(
        value.alias("value"),
        pl.when(bare.is_not_null() & value.is_null()).then(pl.lit("naf.unreadable")).alias("code"),
    )


def parse_naf(text: str | None) -> Parsed:
    """The verdict on one NAF code."""
    return _single(parse_nafs(pl.Series([text], dtype=pl.String)))


@cache
def _form_patterns() -> tuple[str, str]:
    """Patterns over folded text: a form alone at an end, or a sure form anywhere."""
    dotted = sorted({*LEGAL_FORMS, *(" ".join(f) for f in LEGAL_FORMS if " " not in f and len(f) <= 6)}, key=len)
    every = "|".join(reversed(dotted))
    return (
        rf"^(?:({every}) .+|.+ ({every})|({every}))$",
        rf"\b({'|'.join(sorted(SURE_FORMS, key=len, reverse=True))})\b",
    )


def legal_forms(names: pl.Series) -> pl.Series:
    """The legal form that a firm's name states at one of its ends, as its code (SARL, SAS…); null where it states none.

    "S.A.R.L. Durand", "DURAND SAS" and "Société à responsabilité limitée Durand" are read; "Mas Sa Fontaine" is not.
    """
    return by_distinct(names, _forms)["form"]


def _forms(names: pl.Series) -> pl.DataFrame:
    ends, sure = _form_patterns()
    keys = fold_series(names).to_frame("key")
    stated = pl.col("key").str.contains(ends) | pl.col("key").str.contains(sure)
    first, last, alone = (pl.col("key").str.extract(ends, g) for g in (1, 2, 3))
    form = pl.coalesce(last, first, alone, pl.col("key").str.extract(sure, 1)).alias("form")
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
    form = next((g for g in (at_end[2], at_end[1], at_end[3]) if g), None) if at_end else None
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
