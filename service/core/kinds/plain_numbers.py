"""SIREN, SIRET and IBAN one at a time, in plain Python: a column of one value costs a hundred times as much.

The answers are those of the columns (companies.py, banks.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stdnum import luhn

from service.core.kinds.blanks import tidy_text
from service.core.kinds.parsed import BLANK, Parsed

SEPARATORS = r"[\s.\-/_'\u00a0:]+"
LA_POSTE = 356_000_000
EXCEL_TAIL = r"^(\d{6,14})\.0+$"
NUMBER_LABEL = r"(?i)^(?:siren|siret|n°|no|rcs)+"
SCIENTIFIC = r"(?i)^\d,?\d*E\+?\d+$"  # without separators: a point is gone
VAT_IN_PLACE = r"^(?i:TVA)?(?i:FR)[0-9A-Za-z]{2}([0-9]{9})$"
_SEPARATOR, _TAIL, _LABEL = re.compile(SEPARATORS), re.compile(EXCEL_TAIL), re.compile(NUMBER_LABEL)
_DAMAGED, _VAT = re.compile(SCIENTIFIC), re.compile(r"(?i:TVA)?(?i:FR)[0-9A-Za-z]{2}([0-9]{9})")
_NUMBER = re.compile(r"[0-9]{1,18}")


class _Digits(NamedTuple):
    """A cell without separators, whether it is a number, and whether a VAT number held it."""

    text: str
    number: bool
    of_vat: bool


def plain_siren(text: str | None) -> Parsed:
    """The verdict of `parse_siren`."""
    found = _digits(text)
    if found is None:
        return BLANK
    digits, size = found.text, len(found.text)
    if found.number and size in {8, 9} and _siren_holds(digits):
        restored = "siren.zero-restored" if size == len("57813131") else None
        return Parsed(digits.zfill(9), restored or ("siren.from-vat" if found.of_vat else None))
    if found.number and size == len("73282932000074") and _siret_holds(digits):
        return Parsed(digits[:9], "siren.from-siret")
    if _DAMAGED.match(digits):
        return Parsed(None, "siren.excel-damaged")
    return Parsed(None, "siren.checksum" if len(digits.encode()) in {8, 9, 14} else "siren.unreadable")


def plain_siret(text: str | None) -> Parsed:
    """The verdict of `parse_siret`, without its parts."""
    found = _digits(text)
    if found is None:
        return BLANK
    digits, size = found.text, len(found.text)
    if found.number and size in {12, 13, 14} and _siret_holds(digits.zfill(14)):
        return Parsed(digits.zfill(14), "siret.zero-restored" if size < len("73282932000074") else None)
    if found.number and size == len("732829320") and _siren_holds(digits):
        return Parsed(None, "siret.only-siren", digits)
    if _DAMAGED.match(digits):
        return Parsed(None, "siret.excel-damaged")
    return Parsed(None, "siret.checksum" if len(digits.encode()) in {12, 13, 14} else "siret.unreadable")


def _digits(text: str | None) -> _Digits | None:
    """Null where the cell is blank."""
    tidied = tidy_text(text)
    if tidied is None:
        return None
    tail = _TAIL.match(tidied)
    bare = tail[1] if tail else _LABEL.sub("", _SEPARATOR.sub("", tidied), count=1)
    vat = _VAT.fullmatch(bare)
    digits = vat[1] if vat else bare
    return _Digits(digits, _NUMBER.fullmatch(digits) is not None, vat is not None)


def _siren_holds(digits: str) -> bool:
    return int(digits) > 0 and bool(luhn.checksum(digits) == 0)


def _siret_holds(digits: str) -> bool:
    siren = digits[:9]
    fives = int(siren) == LA_POSTE and sum(map(int, digits)) % 5 == 0
    return _siren_holds(siren) and (luhn.checksum(digits) == 0 or fives)


def mod_97(text: str) -> int:
    """The remainder of an IBAN, rearranged (ISO 7064, mod 97-10)."""
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97
