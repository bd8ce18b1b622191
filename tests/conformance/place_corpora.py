"""Corpora of addresses, postcodes, dates and amounts, how each case is judged, and what a library makes of the same cases.

A case is judged by what our rules promise: where a corpus written for another purpose disagrees, docs/conformance.md
says so and the case counts as missed.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import dateparser  # type: ignore[import-untyped]  # it ships no types
import polars as pl
from price_parser import Price

from service.core.folding import fold
from service.core.kinds.address_parts import read_address
from service.core.kinds.afnor import label
from service.core.kinds.amounts import parse_amount
from service.core.kinds.dates import parse_date
from service.core.kinds.places import place_key
from service.core.kinds.postcodes import parse_postcode, parse_postcodes
from service.core.kinds.streets import opens_way
from service.core.kinds.whole_addresses import parse_addresses
from service.reference.places import pair_keys

Judged = Iterator[bool]
TODAY = date(2026, 11, 22)


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def same(ours: str | None, theirs: str | None) -> bool:
    """Letters and digits alone are compared."""
    return fold(ours or "").replace(" ", "") == fold(theirs or "").replace(" ", "")


def addresses(fields: Path) -> Judged:
    """All parts that the query shows: number with its repetition, street, postcode, town."""
    cases = lines(fields / "addresses" / "geocoder_tester_parse_subset.csv")
    parsed = parse_addresses(pl.Series([c["query"] for c in cases]))
    for case, found in zip(cases, parsed.iter_rows(named=True), strict=True):
        number = (found["number"] or "") + (found["repetition"] or "")
        yield (
            same(number, case["number"])
            and same(found["street"], case["street"])
            and same(found["postcode"], case["postcode"])
            and (not case["city"] or same(found["city"], case["city"]))
        )


def addok(fields: Path) -> Judged:
    """Boxes, floors and firms leave number and street as they are without them; numbers and ways are known."""
    for case in lines(fields / "addresses" / "addok_france_tests.csv"):
        given, wanted = json.loads(case["input_json"]), json.loads(case["expected_json"])
        if case["function"] in {"test_clean_query", "test_extract_address"}:
            ours, theirs = read_address(given), read_address(re.sub(r" \d\d (\D+)$", r" \1", wanted))
            yield all(same(ours[n], theirs[n]) for n in ("number", "repetition", "street"))
        elif case["function"] == "test_match_housenumber":
            found = read_address(given)
            yield same((found["number"] or "") + (found["repetition"] or ""), wanted or "")
        elif case["function"] == "test_street_type_patterns":
            yield opens_way(f"{given} X".upper(), numbered=True) == wanted


def afnor(fields: Path) -> Judged:
    """One of the two labels that La Poste gave, in 32 characters."""
    for case in lines(fields / "addresses" / "afnor_street_32chars.csv"):
        wanted = {case["expected_32_laposte_new"], case["expected_32_older_version"]}
        yield label(case["full_street"]) in wanted - {""}


def la_poste(fields: Path) -> pl.DataFrame:
    return pl.read_csv(fields / "postcodes" / "laposte_codes_postaux.csv", infer_schema=False)


def postcodes_of_la_poste(fields: Path) -> Judged:
    """Each pair as La Poste writes it: nothing to say."""
    table = la_poste(fields)
    found = parse_postcodes(table["code_postal"], table["libelle_acheminement"])
    yield from found["code"].is_null() & found["city_code"].is_null()


def postcodes_without_zero(fields: Path) -> Judged:
    """Codes that lost their zero beside their commune: restored."""
    short = la_poste(fields).filter(pl.col("code_postal").str.starts_with("0"))
    found = parse_postcodes(short["code_postal"].str.slice(1), short["nom_commune"])
    yield from (found["value"] == short["code_postal"]).fill_null(value=False)


def strange_pairs(fields: Path) -> Judged:
    """A code beside the commune of a line far away, unless it is one of its communes: refused."""
    table = la_poste(fields)
    towns = pl.concat([table["nom_commune"][7_000:], table["nom_commune"][:7_000]])
    found = parse_postcodes(table["code_postal"], towns)
    for code, key, verdict in zip(table["code_postal"], towns, found["city_code"], strict=True):
        if f"{code}|{fold(key)}" not in pair_keys():
            yield verdict is not None


def slips_in_towns(fields: Path) -> Judged:
    """Two letters changed over in the middle of a name: the town is suggested. Names of eight letters or more."""
    table = la_poste(fields).filter(pl.col("libelle_acheminement").str.len_chars() >= 8)[::7]
    slips = pl.Series([f"{t[:4]}{t[5]}{t[4]}{t[6:]}" for t in table["libelle_acheminement"]])
    found = parse_postcodes(table["code_postal"], slips)
    told = table.with_columns(found["city_suggestion"], slips.alias("slip"))
    for row in told.filter(pl.col("slip") != pl.col("libelle_acheminement")).iter_rows(named=True):
        yield place_key(row["city_suggestion"] or row["slip"]) == place_key(row["libelle_acheminement"])


def cedex(fields: Path) -> Judged:
    """Each CEDEX code beside its label: accepted."""
    table = pl.read_csv(fields / "postcodes" / "cedex.csv", infer_schema=False)
    found = parse_postcodes(table["cedex"], table["libelle"])
    yield from found["code"].is_null() & found["city_code"].is_null()


def validatorjs_postcodes(fields: Path) -> Judged:
    """The form of postcodes of France and Monaco, read in that country."""
    for case in lines(fields / "postcodes" / "validatorjs_isPostalCode.csv"):
        country = json.loads(case["args"])[0]
        if country in {"FR", "MC"}:
            found = parse_postcode(case["input"], None, country)
            yield (found.value is not None) == (case["expected_valid"] == "1")


def french_dates(fields: Path) -> Judged:
    for case in lines(fields / "dates_amounts" / "french_dates.csv"):
        yield parse_date(case["input"], "DMY", TODAY).value == case["expected_iso"]


def french_dates_by_dateparser(fields: Path) -> Judged:
    for case in lines(fields / "dates_amounts" / "french_dates.csv"):
        found = dateparser.parse(case["input"], languages=["fr"], settings={"DATE_ORDER": "DMY"})
        yield found is not None and found.date().isoformat() == case["expected_iso"]


def dates_that_are_none(fields: Path) -> list[tuple[str, bool]]:
    """validator.js: what is a day and what is none, in its default reading and in DD/MM/YYYY."""
    cases = lines(fields / "dates_amounts" / "validatorjs_currency_date_decimal.csv")
    asked = {"[]", '["DD/MM/YYYY"]'}
    return [
        (c["input"], c["expected_valid"] == "1") for c in cases if c["validator"] == "isDate" and c["args"] in asked
    ]


def validatorjs_dates(fields: Path) -> Judged:
    for text, wanted in dates_that_are_none(fields):
        value = parse_date(text, "DMY").value
        yield (value is not None and len(value) == len("2026-11-22")) == wanted


def validatorjs_dates_by_dateparser(fields: Path) -> Judged:
    for text, wanted in dates_that_are_none(fields):
        yield (bool(text.strip()) and dateparser.parse(text, languages=["fr"]) is not None) == wanted


def amounts(fields: Path) -> Judged:
    """The number, with the decimal sign that the case gives, to half a cent."""
    for case in lines(fields / "dates_amounts" / "price_parser_examples.csv"):
        yield near(parse_amount(case["price_raw"], decimal_of(case)).value, case["expected_amount_float"])


def amounts_by_price_parser(fields: Path) -> Judged:
    for case in lines(fields / "dates_amounts" / "price_parser_examples.csv"):
        found = Price.fromstring(case["price_raw"], decimal_separator=decimal_of(case))
        yield near(None if found.amount is None else str(found.amount), case["expected_amount_float"])


def near(ours: str | None, wanted: str) -> bool:
    return abs(float(ours) - float(wanted)) < 0.005 if ours and wanted else not ours and not wanted


def decimal_of(case: dict[str, str]) -> str | None:
    if case["kw"] in {".", ","}:
        return case["kw"]
    told = json.loads(case["kw"]) if case["kw"].startswith("{") else {}
    sign = told.get("decimal_separator")
    return str(sign) if sign else None


SIGNED = {"-12,50": "-12.50", "(12,50)": "-12.50", "12,50-": "-12.50", "−12,50 €": "-12.50", "- 12,50 €": "-12.50",
          "(1 234,50 €)": "-1234.50", "-1.234,56": "-1234.56", "€ -5": "-5.00", "-0,5": "-0.50", "$-142.85": "-142.85"}  # fmt: skip


def signs(_fields: Path) -> Judged:
    """Ten ways of accountants to write less than nothing."""
    for text, wanted in SIGNED.items():
        yield parse_amount(text).value == wanted


def signs_by_price_parser(_fields: Path) -> Judged:
    for text, wanted in SIGNED.items():
        found = Price.fromstring(text).amount
        yield found is not None and near(str(found), wanted)


def decimals(fields: Path) -> Judged:
    """validator.js, decimals without options: what is a number; a comma is one more decimal sign here."""
    for case in lines(fields / "dates_amounts" / "validatorjs_currency_date_decimal.csv"):
        if case["validator"] == "isDecimal" and case["args"] == "[]":
            yield (parse_amount(case["input"]).value is not None) == (case["expected_valid"] == "1")


CORPORA: dict[str, Callable[[Path], Judged]] = {
    "address: geocoder-tester, all parts": addresses,
    "address: addok-france": addok,
    "address: labels of La Poste": afnor,
    "postcode: pairs of La Poste": postcodes_of_la_poste,
    "postcode: lost zeros": postcodes_without_zero,
    "postcode: pairs that are none": strange_pairs,
    "postcode: slips in towns": slips_in_towns,
    "postcode: CEDEX": cedex,
    "postcode: validator.js": validatorjs_postcodes,
    "date: French dates": french_dates,
    "date: validator.js": validatorjs_dates,
    "amount: price-parser": amounts,
    "amount: signs": signs,
    "amount: validator.js decimals": decimals,
}

LIBRARIES: dict[str, tuple[str, Callable[[Path], Judged]]] = {
    "date: French dates": ("dateparser", french_dates_by_dateparser),
    "date: validator.js": ("dateparser", validatorjs_dates_by_dateparser),
    "amount: price-parser": ("price-parser", amounts_by_price_parser),
    "amount: signs": ("price-parser", signs_by_price_parser),
}
"""Corpus to the best library for it that is light enough to install, asked in the same run."""
