"""From values to cells: the twenty-one columns as an accounting program writes them, with the damage on top."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from demo import damage as harm
from demo.chance import Flags
from demo.damage import struck
from demo.models import Damage

HEADINGS: Final = {
    "code": "Code client", "civility": "Civilité", "last_name": "Nom", "first_name": "Prénom", "company": "Société",
    "siret": "SIRET", "street": "Adresse", "complement": "Complément", "postcode": "Code postal", "city": "Ville",
    "country": "Pays", "phone": "Téléphone", "mobile": "Portable", "email": "E-mail", "birth": "Date de naissance",
    "created": "Date création", "last_order": "Dernière commande", "orders": "Nb commandes", "revenue": "CA total",
    "contacted": "Dernier contact", "optin": "Opt-in e-mail",
}  # fmt: skip
PHONE_STYLES: Final = {"plain": 0.30, "spaced": 0.46, "dotted": 0.13, "international": 0.09, "double_zero": 0.02}
NAMES: Final = ("last_name", "first_name")
ACCENTED: Final = ("last_name", "first_name", "company", "street", "complement", "city")


def written(frame: pl.DataFrame, damage: Damage) -> pl.DataFrame:
    """Write and damage every cell: the columns of HEADINGS, by their internal names, all text."""
    columns = {c: frame[c] for c in frame.columns}
    company = (frame["kind"] == "company").to_numpy()
    _mistyped(columns, damage, company)
    _shortened(columns, damage, company)
    _unaccented_and_cased(columns, damage)
    for column in ("phone", "mobile"):
        columns[column] = _phone(columns[column], damage, column)
    for column in ("created", "last_order", "contacted", "birth"):
        columns[column] = _date(columns[column], damage, column)
    columns["revenue"] = _amount(columns["revenue"], damage)
    columns["orders"] = columns["orders"].cast(pl.String)
    columns["country"] = _country(frame, damage)
    return pl.DataFrame({c: columns[c] for c in HEADINGS})


def _mistyped(columns: dict[str, pl.Series], damage: Damage, company: Flags) -> None:
    n, chance = len(company), damage.chance
    keyed = {
        "surname": "last_name", "forename": "first_name", "company": "company", "street": "street", "city": "city",
    }  # fmt: skip
    for tag, column in keyed.items():
        hit = damage.everywhere(f"typing_{tag}", n)
        columns[column] = struck(columns[column], hit, harm.mistype(chance, f"type.{tag}"))
    for tag, column in {"surname": "last_name", "forename": "first_name", "city": "city"}.items():
        hit = damage.everywhere(f"phonetic_{tag}", n)
        columns[column] = struck(columns[column], hit, harm.misspell(chance, f"sound.{tag}"))
    for tag in ("phone", "mobile", "siret", "postcode"):
        hit = damage.everywhere(f"digit_{tag}", n)
        columns[tag] = struck(columns[tag], hit, harm.mistype(chance, f"digit.{tag}", digits=True))
    hit = damage.everywhere("typing_email", n)
    columns["email"] = struck(columns["email"], hit, harm.mistype_mailbox(chance, "type.email"))
    hit = damage.everywhere("digit_birth", n)
    columns["birth"] = struck(columns["birth"], hit, _other_day)


def _other_day(birth: pl.Series) -> pl.Series:
    """Miss a birth date by one month or ten days, so that it stays a date."""
    days = birth.str.to_date("%Y-%m-%d")
    return pl.select(days.dt.offset_by("10d")).to_series().dt.strftime("%Y-%m-%d")


def _shortened(columns: dict[str, pl.Series], damage: Damage, company: Flags) -> None:
    n = len(company)
    columns["street"] = struck(columns["street"], damage.everywhere("abbreviated_street", n), harm.abbreviated_street)
    columns["company"] = struck(columns["company"], damage.everywhere("abbreviated_firm", n), harm.abbreviated_firm)
    for tag in ("postcode", "siret"):
        lost = damage.everywhere(f"lost_zero_{tag}", n)
        columns[tag] = struck(columns[tag], lost, harm.without_leading_zeros)


def _unaccented_and_cased(columns: dict[str, pl.Series], damage: Damage) -> None:
    n = len(columns["city"])
    plain = damage.everywhere("lost_accents", n)
    for column in ACCENTED:
        columns[column] = struck(columns[column], plain, harm.unaccented)
    capitals = damage.everywhere("case_surname", n)
    columns["last_name"] = struck(columns["last_name"], capitals, lambda s: s.str.to_uppercase())
    small = damage.everywhere("case_lower", n)
    for column in NAMES:
        columns[column] = struck(columns[column], small, lambda s: s.str.to_lowercase())
    shouted = damage.everywhere("case_city", n)
    for column in ("street", "city"):
        columns[column] = struck(columns[column], shouted, lambda s: s.str.to_uppercase())
    box = damage.everywhere("case_email", n)
    columns["email"] = struck(columns["email"], box, _capital_mailbox)


def _capital_mailbox(values: pl.Series) -> pl.Series:
    return values.str.strip_suffix(".example").str.to_uppercase() + ".example"


def _phone(values: pl.Series, damage: Damage, column: str) -> pl.Series:
    """Write ten digits in one of five styles, or as a spreadsheet mangles them."""
    n = len(values)
    styles = list(PHONE_STYLES)
    style = pl.Series(styles)[damage.chance.choose(f"style.{column}", n, list(PHONE_STYLES.values()))]
    pairs = [pl.col("v").str.slice(i, 2) for i in (0, 2, 4, 6, 8)]
    abroad = pl.concat_str([pl.col("v").str.slice(1, 1), *pairs[1:]], separator=" ")
    made = (
        pl.when(pl.col("style") == "plain").then(pl.col("v"))
        .when(pl.col("style") == "spaced").then(pl.concat_str(pairs, separator=" "))
        .when(pl.col("style") == "dotted").then(pl.concat_str(pairs, separator="."))
        .when(pl.col("style") == "international").then("+33 " + abroad)
        .otherwise("0033" + pl.col("v").str.slice(1))
    )  # fmt: skip
    cells = pl.DataFrame({"v": values, "style": style}).select(made.alias("v")).to_series()
    mangled = {
        "lost_zero_phone": harm.without_leading_zeros,
        "float_phone": harm.as_float,
        "scientific_phone": harm.as_scientific,
    }
    for model, alter in mangled.items():
        hit = damage.everywhere(model, n, f".{column}")
        broken = struck(values, hit, alter)
        cells = pl.select(pl.when(pl.Series(hit)).then(broken).otherwise(cells)).to_series()
    return cells


def _date(iso: pl.Series, damage: Damage, column: str) -> pl.Series:
    other = damage.everywhere("other_date_style", len(iso), f".{column}")
    if column == "birth":
        other = np.zeros(len(iso), dtype=bool)
    french = iso.str.slice(8, 2) + "/" + iso.str.slice(5, 2) + "/" + iso.str.slice(0, 4)
    return pl.select(pl.when(pl.Series(other)).then(iso).otherwise(french)).to_series()


def _amount(cents: pl.Series, damage: Damage) -> pl.Series:
    """Write cents as 1234,56; 4 % with a space and the sign: 1 234,56 €."""
    frame = pl.DataFrame({"c": cents, "rich": damage.chance.happens("style.amount", len(cents), 0.04)})
    whole, rest = pl.col("c") // 100, (pl.col("c") % 100).cast(pl.String).str.zfill(2)
    thousands = (whole // 1000).cast(pl.String) + " " + (whole % 1000).cast(pl.String).str.zfill(3)
    grouped = pl.when(whole >= 1000).then(thousands).otherwise(whole.cast(pl.String))
    made = pl.when("rich").then(grouped + "," + rest + " €").otherwise(whole.cast(pl.String) + "," + rest)
    return frame.select(made.alias("c")).to_series()


def _country(frame: pl.DataFrame, damage: Damage) -> pl.Series:
    words = pl.Series(["France", "FRANCE", "FR", ""])
    chosen = words[damage.chance.choose("style.country", frame.height, [0.62, 0.14, 0.08, 0.16])]
    return pl.select(pl.when((chosen != "") & frame["city"].is_not_null()).then(chosen)).to_series()
