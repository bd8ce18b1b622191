"""Identifiers of firms: SIREN, SIRET, VAT numbers of Europe.

SIREN: 9 digits, Luhn; SIRET: 14, Luhn, its SIREN valid, but La Poste (356 000 000): digits sum to a multiple of 5.
A zero lost in front (two of a SIRET, which has two check digits) is restored when they then agree, and reported.
VAT: FR, key, SIREN with
key = (12 + 3 x (SIREN mod 97)) mod 97; keys with letters, the other states, Switzerland, Great Britain and Norway by
`stdnum`, offline; Monaco has 000 where the SIREN begins.
"""

from __future__ import annotations

import re

import polars as pl
from stdnum import luhn
from stdnum.ch import vat as ch_vat
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.gb import vat as gb_vat
from stdnum.no import mva as no_vat

from service.core.distinct import by_distinct
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.parsed import BLANK, Parsed, blank_verdicts, over_distinct, with_rest
from service.core.kinds.plain_numbers import (
    EXCEL_TAIL,
    LA_POSTE,
    NUMBER_LABEL,
    SCIENTIFIC,
    SEPARATORS,
    VAT_IN_PLACE,
    plain_siren,
    plain_siret,
)

_VAT_LABEL = r"(?i)^\s*(?:n[°o]?\.?\s*)?(?:de\s+)?(?:tva|vat)(?:\s*(?:intra[a-z]*|number|ue))*\.?[\s:°]*"
_OUTSIDE = {"CH": ch_vat, "GB": gb_vat, "NO": no_vat}
_PREFIXES = {"CH": "CHE", "MC": "FR"}
_STATES = frozenset({*(code.upper() for code in eu_vat.MEMBER_STATES), "EL", "XI", *_OUTSIDE})


def parse_sirens(texts: pl.Series) -> pl.DataFrame:
    """VERDICT for a column of SIREN; a SIRET or a VAT number in the column gives its SIREN.

    Codes   siren.checksum, siren.unreadable, siren.excel-damaged (7,3E+08; no value);
            siren.zero-restored, siren.from-siret, siren.from-vat (value kept).
    """
    return by_distinct(texts, _sirens)


def _sirens(texts: pl.Series) -> pl.DataFrame:
    digits, number, vat = _digits(texts)
    size = digits.str.len_bytes()
    nine = size.is_in([8, 9]) & _luhn(number, 9) & (number > 0)
    whole = (size == 14) & _siret_holds(number)
    padded = digits.str.zfill(9)
    frame = pl.DataFrame({"d": digits, "p": padded, "nine": nine, "whole": whole, "size": size, "vat": vat})
    value = pl.when("nine").then("p").when("whole").then(pl.col("d").str.slice(0, 9))
    code = (
        pl.when(pl.col("nine") & (pl.col("size") == 8))
        .then(pl.lit("siren.zero-restored"))
        .when("whole")
        .then(pl.lit("siren.from-siret"))
        .when(pl.col("nine") & pl.col("vat").is_not_null())
        .then(pl.lit("siren.from-vat"))
        .when(pl.col("d").is_not_null() & ~pl.col("nine").fill_null(value=False))
        .then(
            pl.when(pl.col("d").str.contains(SCIENTIFIC))
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
    digits, number, _ = _digits(texts)
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
            .when(pl.col("d").str.contains(SCIENTIFIC)).then(pl.lit("siret.excel-damaged"))
            .when(pl.col("size").is_in([12, 13, 14])).then(pl.lit("siret.checksum"))
            .otherwise(pl.lit("siret.unreadable"))
        )
    )  # fmt: skip
    return frame.select(
        pl.when("whole").then("p").alias("value"), code.alias("code"), pl.when("siren").then("d").alias("suggestion")
    )


def parse_siren(text: str | None) -> Parsed:
    """The verdict on one SIREN."""
    return plain_siren(text)


def parse_siret(text: str | None) -> Parsed:
    """The verdict on one SIRET; parts: siren."""
    found = plain_siret(text)
    return Parsed(found.value, found.code, found.suggestion, {"siren": found.value and found.value[:9]})


def _digits(texts: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Cells without separators, as whole numbers (null where they are none), and the SIREN of French VAT numbers."""
    tidied = tidy(texts)
    bare = tidied.str.replace_all(SEPARATORS, "").str.replace(NUMBER_LABEL, "")
    tailed = tidied.str.contains(EXCEL_TAIL)
    if tailed.any():
        bare = tidied.str.extract(EXCEL_TAIL, 1).zip_with(tailed, bare)
    vat = bare.str.extract(VAT_IN_PLACE, 1)
    if vat.null_count() < vat.len():
        bare = vat.zip_with(vat.is_not_null(), bare)
    clean = bare.str.contains(r"^[0-9]{1,18}$")
    return bare, bare.set(~clean.fill_null(value=False), None).cast(pl.Int64, strict=False), vat


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
    poste = (siren == LA_POSTE) & sum5
    return (siren > 0) & _luhn(siren, 9) & (_luhn(number, 14) | poste)


def parse_vats(texts: pl.Series, *, country: str = "FR") -> pl.DataFrame:
    """VERDICT for a column of VAT numbers; `value` without blanks, with its country.

    Codes   vat.checksum, vat.unreadable (no value), vat.only-siren (no value, the number made of the SIREN suggested);
            vat.zero-restored.
    """
    return by_distinct(texts, lambda values: _vats(values, country))


def _vats(texts: pl.Series, country: str) -> pl.DataFrame:
    bare = tidy(texts).str.replace(_VAT_LABEL, "").str.replace_all(SEPARATORS, "").str.to_uppercase()
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
    found = _plain_vat(text, country)
    value = found.value
    siren = value[4:] if value and re.fullmatch(r"FR[0-9A-Z]{2}[0-9]{9}", value) and value[4:7] != "000" else None
    return Parsed(value, found.code, found.suggestion, {"country": value and value[:2], "siren": siren})


def _plain_vat(text: str | None, country: str) -> Parsed:
    """`_vats` on one value."""
    bare = tidy_text(text)
    if bare is None:
        return BLANK
    bare = re.sub(SEPARATORS, "", re.sub(_VAT_LABEL, "", bare)).upper()
    if not re.fullmatch("FR[0-9]{11}", bare):
        return _other_vat(bare, country)
    siren, key = int(bare[4:]), int(bare[2:4])
    right = (12 + 3 * (siren % 97)) % 97 == key and siren > 0 and (luhn.is_valid(bare[4:]) or bare[4:7] == "000")
    return Parsed(bare) if right else Parsed(None, "vat.checksum")


def _other_vat(text: str, country: str) -> Parsed:
    """A number that is not FR and eleven digits: of another state, without its letters, or a SIREN in its place."""
    if text.isdigit() and country == "FR":
        return _bare_vat(text)
    reading = (
        text if text[:2].isalpha() and not text.startswith(country * 2) else _PREFIXES.get(country, country) + text
    )
    if reading[:2] == "FR" and not reading[2:4].isdigit() and parse_siren(reading[4:]).code:
        return Parsed(None, "vat.checksum" if re.fullmatch(r"FR[0-9A-Z]{2}[0-9]{9}", reading) else "vat.unreadable")
    try:
        return Parsed(_validated(reading))
    except InvalidChecksum:
        return Parsed(None, "vat.checksum")
    except ValidationError:
        wrong = re.fullmatch(r"[A-Z]{2}[0-9A-Z]{8,12}", reading) and reading[:2] in _STATES and text[:2] == reading[:2]
        return Parsed(None, "vat.checksum" if wrong else "vat.unreadable")


def _validated(reading: str) -> str:
    """The number as its country writes it.

    Raises  ValidationError of stdnum.
    """
    module = _OUTSIDE.get(reading[:2])
    if module is None:
        return str(eu_vat.validate(reading))
    bare = "".join(c for c in str(module.validate(reading)) if c.isalnum())
    return bare if bare.startswith(reading[:2]) else reading[:2] + bare


def _bare_vat(digits: str) -> Parsed:
    """Digits without FR: the number (a zero lost in front of its key is restored), a SIREN or a SIRET."""
    if len(digits) in {10, 11}:
        found = _plain_vat("FR" + digits.zfill(11), "FR")
        restored = len(digits) == 10 and found.value
        return Parsed(found.value, "vat.zero-restored" if restored else found.code)
    siren = parse_siren(digits).value if len(digits) in {9, 14} else None
    if siren is None:
        return Parsed(None, "vat.unreadable")
    return Parsed(None, "vat.only-siren", french_vat(siren))


def french_vat(siren: str) -> str:
    """The VAT number that the tax office makes of a SIREN."""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def french_siren(vat: str | None) -> str | None:
    """`french_sirens` of one number."""
    return vat[4:] if vat and re.fullmatch(r"FR..(?!000)[0-9]{9}", vat) else None


def french_sirens(vats: pl.Series) -> pl.Series:
    """The SIREN inside French VAT numbers in canonical form; Monaco's hold none."""
    siren = vats.str.extract(r"^FR..([0-9]{9})$", 1)
    return siren.set(siren.str.starts_with("000").fill_null(value=False), None)
