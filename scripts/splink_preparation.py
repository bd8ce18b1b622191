"""Cells of an export as a careful user of Splink would prepare them: cleaned, folded, fillers emptied."""

from __future__ import annotations

from pathlib import Path

import polars as pl

FORMS = r"\b(sarl|sasu|sas|eurl|selarl|snc|sci|sa)\b"
SHORT_STREETS = {
    "av": "avenue", "bd": "boulevard", "pl": "place", "chem": "chemin", "r": "rue", "rte": "route", "imp": "impasse",
    "all": "allee", "res": "residence", "fbg": "faubourg", "gal": "general", "mal": "marechal", "st": "saint",
    "ste": "sainte", "b": "bis",
}  # fmt: skip
OVERSHARED = 12


def _folded(column: str) -> pl.Expr:
    text = (
        pl.col(column).str.to_lowercase().str.replace_all("œ", "oe").str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    )
    text = text.str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()
    return pl.when(text != "").then(text)


def _phone(column: str) -> pl.Expr:
    """Nine national digits, from any of the ways a spreadsheet leaves them; null for what cannot be one."""
    cell = pl.col(column)
    scientific = cell.str.replace(r"^(\d),(\d{8})E\+0?8$", "$1$2").str.replace(r"\.0$", "")
    digits = scientific.str.replace_all(r"\D", "").str.replace(r"^(0033|33)(\d{9})$", "$2").str.strip_chars_start("0")
    return pl.when(digits.str.len_chars() == 9).then(digits)


def _street() -> pl.Expr:
    text = _folded("Adresse")
    for short, full in SHORT_STREETS.items():
        text = text.str.replace_all(rf"\b{short}\b", full)
    return text.str.replace_all(" ", "")


def _date(column: str) -> pl.Expr:
    return pl.col(column).str.replace(r"^(\d{2})/(\d{2})/(\d{4})$", "$3-$2-$1")


def prepared(path: Path) -> pl.DataFrame:
    """Read an export of make_demo.py and give clean, folded columns, one row a line, `unique_id` from 1."""
    raw = pl.read_csv(path.read_bytes().decode("cp1252").encode(), separator=";", infer_schema=False)
    frame = raw.select(
        pl.int_range(1, pl.len() + 1).alias("unique_id"),
        pl.col("Code client").alias("code"),
        _folded("Prénom").alias("first_name"),
        _folded("Nom").alias("last_name"),
        _folded("Société").alias("company_full"),
        pl.col("SIRET").str.zfill(14).alias("siret"),
        _street().alias("street"),
        pl.col("Code postal").str.zfill(5).alias("postcode"),
        _folded("Ville").alias("city"),
        _phone("Téléphone").alias("phone"),
        _phone("Portable").alias("mobile"),
        pl.col("E-mail").str.to_lowercase().alias("email"),
        _date("Date de naissance").alias("birth"),
    )
    nine = pl.col("siret").str.starts_with("00000")
    frame = frame.with_columns(
        pl.when(nine).then(pl.col("siret").str.slice(5)).otherwise(pl.col("siret").str.head(9)).alias("siren"),
        pl.when(~nine).then(pl.col("siret")).alias("siret"),
        _company().alias("company"),
        pl.col("email").str.extract(r"^(.*)@").alias("email_local"),
        pl.col("email").str.extract(r"@(.*)$").alias("email_domain"),
    )
    return frame.with_columns(_not_overshared(c) for c in ("email", "phone", "mobile"))


def _company() -> pl.Expr:
    bare = pl.col("company_full").str.replace_all(FORMS, "").str.replace_all(r"\bets\b", "etablissements")
    text = bare.str.replace_all(r"\b(et|&)\b", "").str.replace_all(r" +", " ").str.strip_chars()
    return pl.when(text != "").then(text).otherwise(pl.col("company_full"))


def _not_overshared(column: str) -> pl.Expr:
    return pl.when(pl.len().over(column) <= OVERSHARED).then(pl.col(column))
