"""The corpora of fields and how each case is judged: (name, passed) a case, read by test_field_corpora.py."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from service.core.kinds.companies import parse_siren, parse_siret
from service.core.kinds.dates import parse_date
from service.core.kinds.emails import parse_email
from service.core.kinds.phones import parse_phone
from service.core.kinds.postcodes import parse_postcode

Judged = Iterator[bool]


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


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


CORPORA: dict[str, Callable[[Path], Judged]] = {
    "date and others: csv-detective": detective,
}


def measure(judged: Judged) -> tuple[int, int]:
    """Passed, of."""
    verdicts = list(judged)
    return sum(verdicts), len(verdicts)
