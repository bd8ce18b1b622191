"""The corpora of fields and how each case is judged: (name, passed) a case, read by test_field_corpora.py.

A corpus written for another purpose is judged by what our rules promise (reference page fields.md), not by its own
verdict alone: what RFC 5322 allows and a customer file cannot use (quoted local parts, comments, literals) must be
refused here; display names and trailing dots, which strict validators refuse, must be repaired.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl

from service.core.kinds.amounts import parse_amount
from service.core.kinds.companies import parse_siren, parse_siret
from service.core.kinds.dates import parse_date
from service.core.kinds.emails import parse_email
from service.core.kinds.phones import parse_phone
from service.core.kinds.postcodes import parse_postcode, parse_postcodes

Judged = Iterator[bool]
TODAY = date(2026, 11, 22)


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pictures(text: str) -> str:
    """Control characters are written as pictures in is_email."""
    return re.sub("[\u2400-\u241f]", lambda m: chr(ord(m[0]) - 0x2400), text)


def email_validator(fields: Path) -> Judged:
    """Valid ones accepted (quoted local parts apart); invalid ones refused, unless what was wrong is repaired."""
    for row in lines(fields / "email" / "email_validator_tests.csv"):
        found = parse_email(row["input"])
        if '"' in row["input"].split("@")[0] or row["test"] == "test_pyisemail_tests":
            continue
        wanted = row["expected_valid_in_that_test"] == "1"
        yield (found.value is not None) == wanted or (not wanted and found.code == "email.repaired")


def is_email(fields: Path) -> Judged:
    """ERR refused or repaired (line breaks at the ends are trimmed); plainly valid ones accepted, but `test@io`."""
    for row in lines(fields / "email" / "is_email_tests.csv"):
        address = pictures(row["address"])
        found = parse_email(address)
        if row["category"] == "ISEMAIL_VALID_CATEGORY" and '"' not in row["address"]:
            yield found.value is not None
        elif row["category"] == "ISEMAIL_ERR":
            yield found.value != address


def validatorjs_email(fields: Path) -> Judged:
    for row in lines(fields / "email" / "validatorjs_isEmail.csv"):
        if row["args"] == "[]" and '"' not in row["input"]:
            found = parse_email(row["input"])
            yield (found.value is not None) == (row["expected_valid"] == "1") or found.code == "email.repaired"


def email_typos(fields: Path) -> Judged:
    """The suggestion, else the value, is what was meant; what must stay stays."""
    for row in lines(fields / "email" / "domain_typos.csv"):
        found = parse_email(row["input"])
        yield (found.suggestion or found.value or row["input"]).lower() == row["expected"].lower()


def phones_of_apps(fields: Path) -> Judged:
    for row in lines(fields / "phone" / "french_apps_tests.csv"):
        if not row["why"].startswith("not "):
            yield (parse_phone(row["input"], row["region"]).value or "") == row["expected_e164"]


def phones_of_library(fields: Path) -> Judged:
    """Each example number, as dialled in its region and as dialled from abroad."""
    for row in lines(fields / "phone" / "libphonenumber_examples.csv"):
        if row["type"] == "INVALID":
            yield parse_phone(row["national"], row["region"]).value is None
        else:
            home, abroad = parse_phone(row["national"], row["region"]).value, parse_phone(row["international"]).value
            yield home == abroad == row["expected_e164"]


def french_dates(fields: Path) -> Judged:
    for row in lines(fields / "dates_amounts" / "french_dates.csv"):
        yield parse_date(row["input"], "DMY", TODAY).value == row["expected_iso"]


def detective(fields: Path) -> Judged:
    """csv-detective's own values for the formats that are kinds of ours."""
    doors: dict[str, Callable[[str], bool]] = {
        "siren": lambda t: parse_siren(t).code is None,
        "siret": lambda t: parse_siret(t).code is None,
        "tel_fr": lambda t: parse_phone(t).value is not None,
        "email": lambda t: parse_email(t).value is not None,
        "code_postal": lambda t: parse_postcode(t).code is None,
        "date": lambda t: parse_date(t).value is not None,
    }
    for row in lines(fields / "dates_amounts" / "csv_detective_formats.csv"):
        if row["format"] in doors:
            yield doors[row["format"]](row["input"]) == (row["expected_valid"] == "1")


def euro_amounts(fields: Path) -> Judged:
    for row in lines(fields / "dates_amounts" / "price_parser_examples.csv"):
        if "€" in row["price_raw"] or "EUR" in row["price_raw"]:
            value, wanted = parse_amount(row["price_raw"]).value, row["expected_amount_float"]
            yield abs(float(value) - float(wanted)) < 0.005 if value and wanted else not value and not wanted


def postcodes_of_la_poste(fields: Path) -> Judged:
    """Each pair as La Poste writes it: nothing to say."""
    table = pl.read_csv(fields / "postcodes" / "laposte_codes_postaux.csv", infer_schema=False)
    found = parse_postcodes(table["code_postal"], table["libelle_acheminement"])
    yield from found["code"].is_null() & found["city_code"].is_null()


def postcodes_without_zero(fields: Path) -> Judged:
    """Codes that lost their zero beside their commune: restored."""
    table = pl.read_csv(fields / "postcodes" / "laposte_codes_postaux.csv", infer_schema=False)
    short = table.filter(pl.col("code_postal").str.starts_with("0"))
    found = parse_postcodes(short["code_postal"].str.slice(1), short["nom_commune"])
    yield from (found["value"] == short["code_postal"]).fill_null(value=False)


CORPORA: dict[str, Callable[[Path], Judged]] = {
    "email: email-validator": email_validator,
    "email: is_email": is_email,
    "email: validator.js": validatorjs_email,
    "email: slips of domains": email_typos,
    "phone: French applications": phones_of_apps,
    "phone: libphonenumber examples": phones_of_library,
    "date: French dates": french_dates,
    "date and others: csv-detective": detective,
    "amount: price-parser, euros": euro_amounts,
    "postcode: pairs of La Poste": postcodes_of_la_poste,
    "postcode: lost zeros": postcodes_without_zero,
}


def measure(judged: Judged) -> tuple[int, int]:
    """Passed, of."""
    verdicts = list(judged)
    return sum(verdicts), len(verdicts)
