"""SIREN, SIRET and IBAN one at a time, in plain Python: a column of one value costs a hundred times as much.

The answers are those of the columns (companies.py, banks.py); what is not written in digits alone is left to them.
"""

from __future__ import annotations

import re

from stdnum import luhn

from service.core.kinds.blanks import tidy_text
from service.core.kinds.parsed import BLANK, Parsed

SEPARATORS = r"[\s.\-/_'\u00a0:]+"
LA_POSTE = 356_000_000
EXCEL_TAIL = r"^(\d{6,14})\.0+$"
_SEPARATOR, _TAIL = re.compile(SEPARATORS), re.compile(EXCEL_TAIL)


def plain_siren(text: str | None) -> Parsed | None:
    """The verdict of `parse_siren`; null where the column must judge."""
    digits = _digits(text)
    if not digits:
        return BLANK if digits is None else None
    if len(digits) in {8, 9} and _siren_holds(digits):
        return Parsed(digits.zfill(9), "siren.zero-restored" if len(digits) == len("57813131") else None)
    if len(digits) == len("73282932000074"):
        if _siret_holds(digits):
            return Parsed(digits[:9], "siren.from-siret")
        return Parsed(None, "siren.checksum")
    return Parsed(None, "siren.checksum" if len(digits) in {8, 9} else "siren.unreadable")


def plain_siret(text: str | None) -> Parsed | None:
    """The verdict of `parse_siret`, without its parts; null where the column must judge."""
    digits = _digits(text)
    if not digits:
        return BLANK if digits is None else None
    if len(digits) in {12, 13, 14}:
        if _siret_holds(digits.zfill(14)):
            return Parsed(digits.zfill(14), "siret.zero-restored" if len(digits) < len("73282932000074") else None)
        return Parsed(None, "siret.checksum")
    if len(digits) == len("732829320") and _siren_holds(digits):
        return Parsed(None, "siret.only-siren", digits)
    return Parsed(None, "siret.unreadable")


def _digits(text: str | None) -> str | None:
    """The digits of a cell, null where it is blank, "" where it has more than digits and separators."""
    bare = tidy_text(text)
    if bare is None:
        return None
    digits = _SEPARATOR.sub("", bare)
    plain = digits.isascii() and digits.isdigit() and len(digits) <= len("123456789012345678") and not _TAIL.match(bare)
    return digits if plain else ""


def _siren_holds(digits: str) -> bool:
    return int(digits) > 0 and bool(luhn.checksum(digits) == 0)


def _siret_holds(digits: str) -> bool:
    siren = digits[:9]
    fives = int(siren) == LA_POSTE and sum(map(int, digits)) % 5 == 0
    return _siren_holds(siren) and (luhn.checksum(digits) == 0 or fives)


def mod_97(text: str) -> int:
    """The remainder of an IBAN, rearranged (ISO 7064, mod 97-10)."""
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97
