"""The corpora of fields and how each case is judged: (name, passed) a case, read by test_field_corpora.py."""

from __future__ import annotations

import csv
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
