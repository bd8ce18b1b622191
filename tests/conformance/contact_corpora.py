"""Corpora of email addresses, phone numbers and free text: (ours, the library's) verdict a case.

The library is run on the same case in the same run; null where there is none for it. Email corpora are judged by the
business reading of the reference page fields.md: what RFC 5322 allows and a customer file cannot use (quoted local
parts, comments, literals, domains without a dot) must be refused; what surrounds an address (blanks, line ends, a
display name, brackets, trailing punctuation) is taken off.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import phonenumbers
import polars as pl
from email_validator import EmailNotValidError, validate_email
from stdnum import luhn
from stdnum.fr import nir

from service.core.deliver.cells import neutralised
from service.core.kinds.emails import parse_email
from service.core.kinds.hazards import hazards_of
from service.core.kinds.phones import parse_phone

Judged = Iterator[tuple[bool, bool | None]]
ODD = '"(['  # signs of quoted local parts, comments and literals


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_library(text: str) -> str | None:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def wanted_of(category: str, address: str) -> str | None:
    """The address that the business reading makes of a case of is_email; null: to refuse."""
    bare = address.strip().rstrip(".")
    if any(sign in bare for sign in ODD) or "." not in bare.rpartition("@")[2]:
        return None
    if category == "ISEMAIL_DEPREC":
        bare = re.sub(r" @", "@", bare)  # a blank beside the sign is not a part of the address
    ends = bare != address.strip() or address.strip() != address or category == "ISEMAIL_DEPREC"
    sound = category in {"ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN"}
    return by_library(bare) if sound or ends else None


def is_email(fields: Path) -> Judged:
    """All 164 cases, of the file of the project; control characters are written as pictures in it."""
    for case in ET.parse(fields / "email" / "is_email_tests.xml").iter("test"):  # noqa: S314 - our own corpus
        said = case.findtext("address") or ""
        address = re.sub("[\u2400-\u241f]", lambda m: chr(ord(m[0]) - 0x2400), said)
        wanted = wanted_of(case.findtext("category") or "", address)
        yield parse_email(address).value == wanted, by_library(address) == wanted


def accepts(text: str, *, valid: bool) -> tuple[bool, bool]:
    """A valid one is accepted; an invalid one is refused, or what was wrong round it is taken off."""
    ours, theirs = parse_email(text).value, by_library(text)
    return (ours is not None) if valid else ours != text, (theirs is not None) == valid


def email_validator(fields: Path) -> Judged:
    """Its own tests; those that it takes from is_email are judged above."""
    for row in lines(fields / "email" / "email_validator_tests.csv"):
        if '"' not in row["input"].split("@")[0] and row["test"] != "test_pyisemail_tests":
            yield accepts(row["input"], valid=row["expected_valid_in_that_test"] == "1")


def validatorjs_email(fields: Path) -> Judged:
    """With its default options."""
    for row in lines(fields / "email" / "validatorjs_isEmail.csv"):
        if row["args"] == "[]" and '"' not in row["input"]:
            yield accepts(row["input"], valid=row["expected_valid"] == "1")


def email_slips(fields: Path) -> Judged:
    """The suggestion, else the value, is what was meant; what must stay stays. The library suggests nothing."""
    for row in lines(fields / "email" / "domain_typos.csv"):
        found = parse_email(row["input"])
        ours, theirs = found.suggestion or found.value or row["input"], by_library(row["input"]) or row["input"]
        yield ours.lower() == row["expected"].lower(), theirs.lower() == row["expected"].lower()


def real_domains(fields: Path) -> Judged:
    """Domains of the same list that are right, and the thirty of ProConnect: nothing is suggested."""
    right = [r["input"] for r in lines(fields / "email" / "domain_typos.csv") if r["input"] == r["expected"]]
    top = (fields / "email" / "french_top_domains_proconnect.txt").read_text("utf-8").split()
    for address in [*right, *(f"jean@{domain}" for domain in top)]:
        yield parse_email(address).suggestion is None, None


def e164(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    valid = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if valid else None


def phones_of_apps(fields: Path) -> Judged:
    """Every case of the file, read in its region."""
    for row in lines(fields / "phone" / "french_apps_tests.csv"):
        wanted = row["expected_e164"]
        ours, theirs = parse_phone(row["input"], row["region"]).value, e164(row["input"], row["region"])
        yield (ours or "") == wanted, (theirs or "") == wanted


def phones_of_library(fields: Path) -> Judged:
    """Each example number, as dialled in its region and as dialled from abroad; the library's own examples."""
    for row in lines(fields / "phone" / "libphonenumber_examples.csv"):
        region, home = row["region"], row["national"]
        if row["type"] == "INVALID":
            yield parse_phone(home, region).value is None, e164(home, region) is None
        else:
            abroad, wanted = row["international"], row["expected_e164"]
            ours = {parse_phone(home, region).value, parse_phone(abroad).value}
            yield ours == {wanted}, {e164(home, region), e164(abroad, "FR")} == {wanted}


def overseas_from_home(fields: Path) -> Judged:
    """Fixed and mobile examples of the seven overseas territories in the French plan, dialled without country."""
    for row in lines(fields / "phone" / "libphonenumber_examples.csv"):
        if row["region"] in {"GP", "BL", "MF", "MQ", "GF", "RE", "YT"} and row["type"] in {"FIXED_LINE", "MOBILE"}:
            wanted = row["expected_e164"]
            yield parse_phone(row["national"], "FR").value == wanted, e164(row["national"], "FR") == wanted


def mobiles_to_refuse(fields: Path) -> Judged:
    """validator.js, numbers that are no mobile of the region: no mobile of it comes out."""
    for row in lines(fields / "phone" / "validatorjs_isMobilePhone_fr.csv"):
        locale = json.loads(row["args"])[0]
        if row["expected_valid"] == "1" or not isinstance(locale, str):
            continue
        region = locale.split("-")[1]
        found, theirs = parse_phone(row["input"], region), e164(row["input"], region)
        yield (
            found.parts.get("country") != region or found.parts.get("type") != "mobile",
            theirs is None or not mobile_of(theirs, region),
        )


def mobile_of(value: str, region: str) -> bool:
    number = phonenumbers.parse(value)
    mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    return mobile and phonenumbers.region_code_for_number(number) == region


def social_security(fields: Path) -> Judged:
    for row in lines(fields / "freetext" / "payloads_nir.csv"):
        if row["kind"] == "nir":
            wanted = row["expected_flag"] == "1"
            yield ("nir" in hazards_of(f"n° {row['input']}.")) == wanted, nir.is_valid(row["input"]) == wanted


def cards(fields: Path) -> Judged:
    """validator.js, with any network; `luhn` alone beside."""
    for row in lines(fields / "freetext" / "validatorjs_creditcard.csv"):
        if row["validator"] == "isCreditCard" and (row["args"] == "[]" or row["expected_valid"] == "1"):
            wanted = row["expected_valid"] == "1"
            digits = re.sub("[ -]", "", row["input"])
            yield ("card" in hazards_of(row["input"])) == wanted, luhn.is_valid(digits) == wanted


def formulas(fields: Path) -> Judged:
    """What a spreadsheet would run gets an apostrophe; what only looks like it stays."""
    for row in lines(fields / "freetext" / "payloads_nir.csv"):
        if row["kind"].startswith("formula"):
            out = pl.select(neutralised(pl.lit(row["input"]))).item()
            yield (out != row["input"]) == (row["expected_flag"] == "1"), None


CORPORA: dict[str, tuple[Callable[[Path], Judged], str]] = {
    "email: is_email, business reading": (is_email, "email-validator"),
    "email: email-validator": (email_validator, "email-validator"),
    "email: validator.js": (validatorjs_email, "email-validator"),
    "email: slips of domains": (email_slips, "email-validator"),
    "email: real domains left alone": (real_domains, ""),
    "phone: French applications": (phones_of_apps, "phonenumbers"),
    "phone: libphonenumber examples": (phones_of_library, "phonenumbers"),
    "phone: overseas, dialled at home": (overseas_from_home, "phonenumbers"),
    "phone: validator.js, to refuse": (mobiles_to_refuse, "phonenumbers"),
    "text: social security numbers": (social_security, "stdnum"),
    "text: card numbers": (cards, "stdnum.luhn"),
    "text: formulas": (formulas, ""),
}
"""Corpus to its cases and the library beside."""


def measure(judged: Judged) -> tuple[int, int, int | None]:
    """Passed by us, of, passed by the library."""
    verdicts = list(judged)
    theirs = [library for _, library in verdicts if library is not None]
    return sum(ours for ours, _ in verdicts), len(verdicts), sum(theirs) if theirs else None
