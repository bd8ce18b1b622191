"""The numbering plan: which E.164 number nine digits are, what kind of line it is, and marks on numbers not to be rung.

Rules: Arcep decision 2018-0881 modified by 2022-1583 (numbering plan); ITU-T E.164; patterns of `phonenumbers`, a port
of libphonenumber. That library alone refuses 069x under FR and takes 0269 and 0596 for +33, so prefixes are routed
before it is asked.
"""

from __future__ import annotations

import re
from functools import cache

import phonenumbers
import polars as pl
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberFormat, PhoneNumberType

_TYPES = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan")
# prefix of the national number -> country code
OVERSEAS: dict[str, int] = {
    "262": 262, "269": 262, "639": 262, "692": 262, "693": 262, "7092": 262, "590": 590, "690": 590, "691": 590,
    "7090": 590, "594": 594, "694": 594, "7093": 594, "596": 596, "696": 596, "697": 596, "7091": 596,
    "7084": 508, "7085": 508,
}  # fmt: skip
_TERRITORIES = {262: ("RE", "YT"), 590: ("GP", "BL", "MF"), 594: ("GF",), 596: ("MQ",), 508: ("PM",)}
_CODE_OF = {region: code for code, regions in _TERRITORIES.items() for region in regions}
# start of a postcode -> region that reads short and local numbers
POSTCODE_REGION = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT", "977": "BL", "978": "MF", "980": "MC",
    "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
FRENCH = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "BL", "MF", "PM"})
_ROUTED = FRENCH | {"MC", "NC", "PF", "WF"}


def _pattern(regions: tuple[str, ...]) -> str:
    found = []
    for region in regions:
        metadata = PhoneMetadata.metadata_for_region(region)
        for name in _TYPES:
            kind = getattr(metadata, name, None)
            if kind is not None and kind.national_number_pattern:
                found.append(kind.national_number_pattern.replace(r"\d", "[0-9]"))
    return "|".join(found)


_TRUNK = r"(?:(?:\+|00)?330?|0)?"
_FR = _pattern(("FR",))
_FR_FAST = rf"^{_TRUNK}(?:{_FR})$"
_ELSEWHERE = rf"^{_TRUNK}(?:{'|'.join(OVERSEAS)})"
_NON_GEOGRAPHIC = rf"^{_TRUNK}[89]"
_FR_NUMBER = re.compile(rf"(?:{_FR})")
_NUMBERS = {code: re.compile(f"(?:{_pattern(regions)})") for code, regions in _TERRITORIES.items()}
NATIONAL = re.compile(r"^(?:(?:\+|00)?330?|0)?([1-9][0-9]{8})$")
_OVERSEAS_FAST = {
    code: rf"^(?:{_TRUNK}|(?:\+|00)?{code}0?)(?:{'|'.join(p for p, c in OVERSEAS.items() if c == code)})[0-9]+$"
    for code in _TERRITORIES
}
_OVERSEAS_PATTERN = {code: rf"^(?:{_pattern(regions)})$" for code, regions in _TERRITORIES.items()}


# numbers that hands type for want of one, prefixes kept for calls by machines and platforms (decision 2022-1583), rates
# above those of a local call: a line may have them, so they are kept and told
_MADE_UP = "|".join(
    ["123456789", *(f"(?:{d}0){{4}}{d}" for d in range(1, 10)), *(f"[1-9]{d}{{8}}" for d in range(1, 10))]
)
MARKS: tuple[tuple[str, str], ...] = (
    (rf"^\+33(?:{_MADE_UP})$", "phone.placeholder"),
    (r"^\+33(?:16[23]|27[01]|37[78]|42[45]|56[89]|94[89]|93[789])|^\+(?:33|262|590|594|596)947[5-9]", "phone.platform"),
    (r"^\+(?:33|262|590|594|596|508)8[1-9]", "phone.premium"),
    (r"^\+33700[0-9]{10}$", "phone.machine"),
)
NOBODY = r"^\+33[1-9]0{8}$"  # eight zeros: nobody has the line
MACHINE = re.compile(r"^(?:(?:\+|00)33|0)(700[0-9]{10})$")  # fourteen digits: machines among themselves
SHORT = re.compile(r"^(?:1[0-9]{1,3}|116[0-9]{3}|118[0-9]{3}|3[0-9]{3})$")  # services, not subscribers
_MARKED = re.compile("|".join(pattern for pattern, _ in MARKS))
_OPEN_LENGTHS = 8  # lengths of numbers that a country allows from which its plan counts as open


def mark(value: str) -> str | None:
    """The issue code of an E.164 number that is a line and yet not one to ring."""
    if not _MARKED.search(value):
        return None
    return next(code for pattern, code in MARKS if re.search(pattern, value))


def marks(values: pl.Series) -> pl.Series:
    """`mark` for a column."""
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, values.len())
    if not values.str.contains(_MARKED.pattern).any():
        return nothing
    code = pl.lit(None, pl.String)
    for pattern, name in reversed(MARKS):
        code = pl.when(pl.col("v").str.contains(pattern)).then(pl.lit(name)).otherwise(code)
    return pl.DataFrame({"v": values}).select(code).to_series()


def fast(digits: pl.Series, region: pl.Series) -> pl.Series:
    """E.164 where the patterns alone decide: French and overseas numbers read in a French region."""
    home = digits.str.contains(_FR_FAST) & ~digits.str.contains(_ELSEWHERE) & region.is_in(sorted(FRENCH))
    local = region != "FR"
    if local.any():  # 08 and 09 belong to the territory they are dialled in
        home &= ~(local & digits.str.contains(_NON_GEOGRAPHIC))
    home &= ~digits.str.ends_with("00000000")
    values = ("+33" + digits.str.slice(-9)).zip_with(home, digits.clear(1))
    others = (digits.is_not_null() & values.is_null()).arg_true()
    return values.scatter(others, _overseas(digits.gather(others), region.gather(others)))


def _overseas(digits: pl.Series, region: pl.Series) -> pl.Series:
    french, number = region.is_in(sorted(FRENCH)), digits.str.slice(-9)
    values = digits.clear(digits.len())
    for code, start in _OVERSEAS_FAST.items():
        there = french & digits.str.contains(start) & number.str.contains(_OVERSEAS_PATTERN[code])
        if there.any():
            values = (f"+{code}" + number).zip_with(there, values)
    return values


def french(number: str, region: str = "FR") -> str | None:
    """E.164 of nine digits of the French plan, overseas to its own country code; null: not assigned."""
    code = OVERSEAS.get(number[:4]) or OVERSEAS.get(number[:3])
    if code is None and number[0] in "89":
        code = _CODE_OF.get(region)
        if code and not _NUMBERS[code].fullmatch(number):
            code = None
    if code is not None:
        return f"+{code}{number}" if _NUMBERS[code].fullmatch(number) else None
    return f"+33{number}" if _FR_NUMBER.fullmatch(number) and not number.endswith("00000000") else None


def foreign(plain: str, region: str) -> str | None:
    """E.164 by the library, for what is not nine French digits. A number that carries its country without + or 00
    (336…, 41791234567) is tried as international when it is no number of the region.
    """
    text = f"+{plain[2:]}" if plain.startswith("00") else plain
    readings = [text] if text.startswith("+") else [text, f"+{text}"] if len(text) >= 11 else [text]
    for reading in readings:
        value = _library(reading, region)
        if value is not None:
            return value
    return None


def _library(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    value: str = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    national = NATIONAL.match(value)
    return french(national.group(1)) if national and value.startswith("+33") else value


def unconfirmed(plain: str, region: str) -> str | None:
    """E.164 of a number abroad whose length its country allows and whose block the library does not know.

    Only where the plan is open (Germany, Austria, Italy: a number may have many lengths), whose blocks no list follows
    closely; nine digits at least.
    """
    text = f"+{plain[2:]}" if plain.startswith("00") else plain
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    national = phonenumbers.national_significant_number(number)
    if len(national) < len("301234567") or not phonenumbers.is_possible_number(number):
        return None
    value: str = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return value if number.country_code in _open_plans() else None


@cache
def _open_plans() -> frozenset[int]:
    """Country codes with an open numbering plan."""
    found = set()
    for region in phonenumbers.SUPPORTED_REGIONS:
        metadata = PhoneMetadata.metadata_for_region(region)
        described = metadata.general_desc if metadata else None
        if metadata and described and len(described.possible_length) >= _OPEN_LENGTHS:
            found.add(metadata.country_code or 0)
    return frozenset(found)


def country_of(value: str) -> str | None:
    """Alpha-2 of the country or territory of an E.164 number."""
    if value.startswith("+33"):
        return "FR"
    number = phonenumbers.parse(value)
    region: str | None = phonenumbers.region_code_for_number(number)
    return region or phonenumbers.region_code_for_country_code(number.country_code or 0)


def regions_of(height: int, country: str, countries: pl.Series | None, postcodes: pl.Series | None) -> pl.Series:
    """The region that each row's numbers are read in."""
    region = pl.Series([country]).new_from_index(0, height) if countries is None else countries.fill_null(country)
    if postcodes is None:
        return region
    far = postcodes.str.contains("^9[78]").arg_true()
    start = postcodes.gather(far).str.slice(0, 3)
    there = start.replace_strict(POSTCODE_REGION, default=None, return_dtype=pl.String)
    stated = region.gather(far)
    routed = there.is_not_null() & stated.is_in(sorted(_ROUTED))
    return region.clone().scatter(far, there.zip_with(routed, stated))


def region_of(country: str, postcode: str | None) -> str:
    """`regions_of` on one row."""
    there = POSTCODE_REGION.get((postcode or "")[:3])
    return there if there and country in _ROUTED else country


_SPECIAL = r"^\+33(?:8|36|700)|^\+(?:262|590|594|596)8"
_MOBILE = r"^\+33[67]|^\+(?:262(?:639|69|709)|590(?:69|709)|594(?:694|709)|596(?:69|709))"
_KNOWN = r"^\+(?:33|262|590|594|596)"


def line_types(numbers: pl.Series) -> pl.Series:
    """mobile, fixed or special for each E.164 number; the plan decides for France, the library elsewhere."""
    mobile, special = numbers.str.contains(_MOBILE), numbers.str.contains(_SPECIAL)
    near = numbers.str.contains(_KNOWN)
    types = pl.select(
        pl.when(mobile).then(pl.lit("mobile")).when(special).then(pl.lit("special")).when(near).then(pl.lit("fixed"))
    ).to_series()
    far = numbers.is_not_null() & ~near.fill_null(value=True)
    if not far.any():
        return types
    asked = numbers.filter(far).unique().to_list()
    known = {number: line_type(number) for number in asked}
    return numbers.replace_strict(known, default=None, return_dtype=pl.String).zip_with(far, types)


def line_type(number: str) -> str:
    """mobile, fixed or special (shared or premium rate) for one E.164 number."""
    if re.match(_KNOWN, number):
        return "mobile" if re.match(_MOBILE, number) else "special" if re.match(_SPECIAL, number) else "fixed"
    kind = phonenumbers.number_type(phonenumbers.parse(number))
    if kind == PhoneNumberType.MOBILE:
        return "mobile"
    fixed = (
        PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.VOIP, PhoneNumberType.UNKNOWN,
    )  # fmt: skip
    return "fixed" if kind in fixed else "special"
