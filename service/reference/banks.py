"""How the IBAN of each country is built.

Source: SWIFT's IBAN registry as `python-stdnum` ships it (release 101 of the registry), and the countries that use IBAN
without standing in it ("experimental" in Wikipedia's table of formats, lengths checked on the examples of validator.js
for Algeria, Iran, Morocco and Mozambique); compiled 2026-11.
"""

from __future__ import annotations

import re
import string
from functools import cache

from stdnum import numdb

_UNREGISTERED = {
    "AO": "21!n", "BF": "24!c", "BJ": "24!c", "CF": "23!n", "CG": "23!n", "CI": "24!c", "CM": "23!n", "CV": "21!n",
    "DZ": "22!n", "GA": "23!n", "GQ": "23!n", "GW": "21!c", "IR": "22!n", "KM": "23!n", "MA": "24!n", "MG": "23!n",
    "ML": "24!c", "MZ": "21!n", "NE": "24!c", "SN": "24!c", "TD": "23!n", "TG": "24!c",
}  # fmt: skip
_PART = re.compile(r"([0-9]+)!([nac])")
_CHARACTERS = {"n": "[0-9]", "a": "[A-Z]", "c": "[0-9A-Z]"}


@cache
def iban_patterns() -> dict[str, str]:
    """Country to the pattern of what follows the two check digits; capitals, no blanks."""
    registry = numdb.get("iban")
    found = dict(_UNREGISTERED)
    for one in string.ascii_uppercase:
        for two in string.ascii_uppercase:
            told = registry.info(one + two)[0][1]
            if "bban" in told:
                found[one + two] = told["bban"]
    return {country: _PART.sub(lambda p: f"{_CHARACTERS[p[2]]}{{{p[1]}}}", parts) for country, parts in found.items()}
