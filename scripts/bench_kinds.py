"""How fast each kind parses a column, beside the library that does the same one value at a time.

    python scripts/bench_kinds.py [--rows 200000]

Single thread (set before polars is loaded); processor time, so that other work on the machine counts less; medians of
three runs after one to warm up; the library is timed on 20,000 of the same values in the same run. Values come from the
demonstration generator: a share of every column is damaged as in real exports. The last lines time a whole row: clean
and split of the demonstration file.
"""

from __future__ import annotations

import os

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import phonenumbers
import polars as pl
from email_validator import EmailNotValidError, validate_email
from stdnum.fr import siret as std_siret

sys.path.insert(0, str(Path(__file__).parents[1]))

from service.core.clean import CleanOptions, clean, split
from service.core.folding import fold, fold_series
from service.core.hashing import hash_text
from service.core.kinds.addresses import parse_lines
from service.core.kinds.amounts import parse_amounts
from service.core.kinds.companies import parse_sirets
from service.core.kinds.dates import parse_dates
from service.core.kinds.emails import parse_emails
from service.core.kinds.name_columns import parse_full_names, parse_split_names
from service.core.kinds.phones import parse_phones
from service.core.kinds.postcodes import parse_postcodes
from service.core.kinds.whole_addresses import parse_addresses

FIELDS = {
    "Code client": "customer_id", "Civilité": "salutation", "Nom": "last_name", "Prénom": "first_name",
    "Société": "company_name", "SIRET": "siret", "Adresse": "address_line1", "Complément": "address_line2",
    "Code postal": "postal_code", "Ville": "city", "Pays": "country", "Téléphone": "phone", "Portable": "phone_mobile",
    "E-mail": "email", "Date de naissance": "birth_date", "Date création": "record_created_at",
    "Dernière commande": "last_order_date", "Nb commandes": "order_count", "CA total": "total_spent",
    "Dernier contact": "last_contacted_at", "Opt-in e-mail": "optin_email",
}  # fmt: skip
TODAY = date(2026, 11, 22)


def by_library_phone(text: str) -> str | None:
    """parse, is_valid_number and E.164 of `phonenumbers`."""
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def by_library_email(text: str) -> str | None:
    """`email-validator` without DNS."""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def by_library_date(text: str) -> str | None:
    """The standard library, one format."""
    try:
        return datetime.strptime(text, "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 - a date alone has no zone
    except ValueError:
        return None


def by_library_amount(text: str) -> Decimal | None:
    """The standard library, one notation."""
    try:
        return Decimal(text.replace(" ", "").replace(",", "."))
    except ArithmeticError:
        return None


def batch_of(rows: int) -> pl.DataFrame:
    """A mapped batch of the demonstration file."""
    sys.path.insert(0, str(Path(__file__).parent))
    from make_demo import demonstration  # noqa: PLC0415 - the path comes first

    cells = demonstration(rows, seed=7).cells()
    raw = cells.rename({h: f"raw.{f}" for h, f in FIELDS.items()}).with_columns(pl.all().replace("", None))
    return raw.with_row_index("row_id", 1).with_columns(
        pl.col("row_id").cast(pl.Int64),
        pl.lit(1, pl.Int64).alias("line"),
        pl.concat_list(raw.columns).alias("cells"),
        pl.lit(None, pl.String).alias("extra"),
    )


def measured(work: Callable[[], object]) -> float:
    """Median seconds of processor time of three runs, after one that is not counted."""
    work()
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def line(name: str, column: pl.Series, ours: Callable[[], object], peer: Callable[[str], object] | None) -> None:
    """Print one row of the table."""
    rate = column.len() / measured(ours)
    some = column.drop_nulls().head(20_000).to_list()
    theirs = len(some) / measured(lambda: [peer(v) for v in some]) if peer else None
    ratio = f"{rate / theirs:>7.1f} x" if theirs else ""
    print(f"{name:<12} {rate:>12,.0f} {theirs or 0:>12,.0f} {ratio}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Rates of the kinds, values a second on one thread.")
    parser.add_argument("--rows", type=int, default=200_000)
    rows: int = parser.parse_args().rows
    batch = batch_of(rows)
    col = {c.removeprefix("raw."): batch[c].drop_nulls() for c in batch.columns if c.startswith("raw.")}
    whole = batch.select(pl.concat_str("raw.last_name", "raw.first_name", separator=" ")).to_series().drop_nulls()
    shuffled = random.Random(7).sample(whole.to_list(), whole.len())
    print(f"{'kind':<12} {'ours /s':>12} {'library /s':>12}")
    line("phone", col["phone"], lambda: parse_phones(col["phone"]), by_library_phone)
    line("email", col["email"], lambda: parse_emails(col["email"]), by_library_email)
    line("siret", col["siret"], lambda: parse_sirets(col["siret"]), std_siret.is_valid)
    dates = col["record_created_at"]
    line("date", dates, lambda: parse_dates(dates, today=TODAY), by_library_date)
    line("amount", col["total_spent"], lambda: parse_amounts(col["total_spent"]), by_library_amount)
    line(
        "postcode", batch["raw.postal_code"], lambda: parse_postcodes(batch["raw.postal_code"], batch["raw.city"]), None
    )
    lines = batch["raw.address_line1"]
    line("street line", lines, lambda: parse_lines(lines), None)
    towns = pl.concat_str("raw.postal_code", "raw.city", separator=" ")
    places = batch.select(pl.concat_str("raw.address_line1", towns, separator=", ")).to_series().drop_nulls()
    line("address", places, lambda: parse_addresses(places), None)
    line("full name", whole, lambda: parse_full_names(pl.Series(shuffled), surname_first=True), None)
    names = batch["raw.first_name"], batch["raw.last_name"]
    line("split name", names[1], lambda: parse_split_names(*names), None)
    line("fold", names[1], lambda: fold_series(names[1]), fold)
    line("hash", col["email"], lambda: hash_text(col["email"]), None)
    options = CleanOptions(today=TODAY)
    parts = [batch[i : i + 50_000] for i in range(0, rows, 50_000)]
    cleaned = [clean(p, options).rows for p in parts]
    line("clean row", batch["row_id"].cast(pl.String), lambda: [clean(p, options) for p in parts], None)
    line("split row", batch["row_id"].cast(pl.String), lambda: [split(c) for c in cleaned], None)


if __name__ == "__main__":
    main()
