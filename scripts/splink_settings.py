"""Splink 5 as a careful user would set it up for a French customer export: preparation, blocking, comparisons, training.

It is the peer that Limpide is measured against, so it is tuned to win: cells are cleaned and folded first, fillers and
over-shared values are emptied, forename and surname are two comparisons with term frequencies, persons and firms have
a model each, and EM is trained on blocks that households do not dominate.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

FORMS = r"\b(sarl|sasu|sas|eurl|selarl|snc|sci|sa)\b"
SHORT_STREETS = {
    "av": "avenue", "bd": "boulevard", "pl": "place", "chem": "chemin", "r": "rue", "rte": "route", "imp": "impasse",
    "all": "allee", "res": "residence", "fbg": "faubourg", "gal": "general", "mal": "marechal", "st": "saint",
    "ste": "sainte", "b": "bis",
}  # fmt: skip
OVERSHARED = 12


@dataclass(frozen=True)
class Model:
    """One linker: what it compares, how it blocks, and the blocks that train it."""

    settings: SettingsCreator
    certain: list[Any]
    training: list[Any]


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


def _levels(name: str, *levels: Any) -> Any:
    return cl.CustomComparison(output_column_name=name, comparison_levels=[*levels, cll.ElseLevel()])


def _first_name() -> Any:
    swapped = '"first_name_l" = "last_name_r" AND "last_name_l" = "first_name_r"'
    short = (
        "least(length(first_name_l), length(first_name_r)) <= 3 AND "
        "(starts_with(first_name_l, first_name_r) OR starts_with(first_name_r, first_name_l))"
    )
    return _levels(
        "first_name",
        cll.NullLevel("first_name"),
        cll.ExactMatchLevel("first_name", term_frequency_adjustments=True),
        cll.CustomLevel(swapped, "names swapped"),
        cll.JaroWinklerLevel("first_name", 0.92),
        cll.CustomLevel(short, "initial or short form"),
        cll.JaroWinklerLevel("first_name", 0.82),
    )


STREET = "(street_l = street_r AND postcode_l = postcode_r)"
HOME = f"({STREET} OR phone_l = phone_r)"
NEAR = "jaro_winkler_similarity(street_l, street_r) > 0.93 AND postcode_l = postcode_r"
PART = "(contains(last_name_l, last_name_r) OR contains(last_name_r, last_name_l))"
ALIKE = "jaro_winkler_similarity(last_name_l, last_name_r) > 0.9"


def _family() -> Any:
    """Surname, street and landline say one thing together, that two lines are of one family.

    Three comparisons would count it three times, and join every couple; the forename then decides.
    """
    swapped = '"first_name_l" = "last_name_r" AND "last_name_l" = "first_name_r"'
    return _levels(
        "family",
        cll.NullLevel("last_name"),
        cll.CustomLevel(f"{swapped}", "names swapped"),
        cll.CustomLevel(
            f"last_name_l = last_name_r AND {STREET} AND phone_l = phone_r", "surname, street and landline"
        ),
        cll.CustomLevel(f"last_name_l = last_name_r AND {HOME}", "surname and home"),
        cll.CustomLevel(f"({ALIKE} OR {PART}) AND {HOME}", "close surname and same home"),
        cll.CustomLevel(f"last_name_l = last_name_r AND {NEAR}", "surname and close street"),
        cll.CustomLevel("last_name_l = last_name_r AND postcode_l = postcode_r", "surname and postcode").configure(
            tf_adjustment_column="last_name"
        ),
        cll.ExactMatchLevel("last_name", term_frequency_adjustments=True),
        cll.CustomLevel(HOME, "home, another surname"),
        cll.CustomLevel(f"({ALIKE} OR {PART}) AND postcode_l = postcode_r", "close surname and postcode"),
        cll.CustomLevel(f"{ALIKE} OR {PART}", "close surname"),
    )


def _home() -> Any:
    """Landline and street say the same thing, that two lines share a home: one comparison, lest it count twice."""
    nothing = "(street_l IS NULL OR street_r IS NULL) AND (phone_l IS NULL OR phone_r IS NULL)"
    return _levels(
        "home",
        cll.CustomLevel(nothing, "nothing known").configure(is_null_level=True),
        cll.CustomLevel(f"{STREET} AND phone_l = phone_r", "same street and landline"),
        cll.CustomLevel(STREET, "same street"),
        cll.CustomLevel(NEAR, "close street"),
        cll.CustomLevel("phone_l = phone_r", "same landline"),
        cll.CustomLevel("postcode_l = postcode_r", "same postcode"),
    )


def _firm() -> Any:
    """Name, SIREN and domain are those of the whole firm; only the SIRET tells its establishments apart."""
    other = "siret_l <> siret_r AND damerau_levenshtein(siret_l, siret_r) > 1"
    return _levels(
        "firm",
        cll.NullLevel("company"),
        cll.ExactMatchLevel("siret"),
        cll.CustomLevel(f"{other} AND siren_l = siren_r", "another establishment"),
        cll.CustomLevel(other, "another SIRET"),
        cll.CustomLevel("siren_l = siren_r", "same SIREN, a SIRET unknown"),
        cll.CustomLevel("company_l = company_r AND email_domain_l = email_domain_r", "name and domain"),
        cll.ExactMatchLevel("company", term_frequency_adjustments=True),
        cll.CustomLevel("email_domain_l = email_domain_r", "domain"),
        cll.JaroWinklerLevel("company", 0.93),
        cll.JaroWinklerLevel("company", 0.86),
    )


def _number(column: str) -> Any:
    return _levels(
        column,
        cll.NullLevel(column),
        cll.ExactMatchLevel(column),
        cll.DamerauLevenshteinLevel(column, 1),
    )


def _email() -> Any:
    return _levels(
        "email",
        cll.NullLevel("email"),
        cll.ExactMatchLevel("email", term_frequency_adjustments=True),
        cll.CustomLevel(
            "email_domain_l = email_domain_r AND damerau_levenshtein(email_local_l, email_local_r) <= 1", "one key off"
        ),
        cll.CustomLevel("email_local_l = email_local_r", "same local part"),
    )


def _code() -> Any:
    return _levels("code", cll.NullLevel("code"), cll.ExactMatchLevel("code"))


def person_model() -> Model:
    """Give the model for lines without a firm."""
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            _first_name(),
            _family(),
            _levels(
                "birth", cll.NullLevel("birth"), cll.ExactMatchLevel("birth"),
                cll.CustomLevel("left(birth_l, 4) = left(birth_r, 4)", "same year"),
            ),
            _email(),
            _number("mobile"),
            _code(),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("code"),
            block_on("email"),
            block_on("mobile"),
            block_on("last_name", "first_name"),
            block_on("phone", "substr(first_name, 1, 1)"),
            block_on("street", "postcode", "substr(first_name, 1, 1)"),
            block_on("last_name", "postcode", "substr(first_name, 1, 1)"),
            block_on("first_name", "postcode", "substr(last_name, 1, 2)"),
            block_on("birth", "first_name"),
            block_on("birth", "substr(last_name, 1, 2)"),
            "l.first_name = r.last_name AND l.last_name = r.first_name",
        ],
        retain_matching_columns=False,
        em_convergence=0.001,
    )  # fmt: skip
    certain = [block_on("first_name", "last_name", "postcode"), block_on("email", "first_name"), block_on("code")]
    training = [block_on("birth", "postcode"), block_on("first_name", "last_name"), block_on("mobile")]
    return Model(settings, certain, training)


def firm_model() -> Model:
    """Give the model for lines with a firm."""
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            _firm(),
            _levels("email", cll.NullLevel("email"), cll.ExactMatchLevel("email")),
            _number("mobile"),
            _home(),
            _levels(
                "contact",
                cll.CustomLevel("last_name_l IS NULL OR last_name_r IS NULL", "no contact").configure(
                    is_null_level=True
                ),
                cll.CustomLevel("last_name_l = last_name_r AND first_name_l = first_name_r", "same contact"),
                cll.JaroWinklerLevel("last_name", 0.92),
            ),
            _code(),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("code"),
            block_on("siren"),
            block_on("email_domain"),
            block_on("phone"),
            block_on("mobile"),
            block_on("company", "postcode"),
            block_on("street", "postcode"),
            block_on("substr(company, 1, 6)", "postcode"),
            block_on("last_name", "first_name", "postcode"),
            block_on("company"),
        ],
        retain_matching_columns=False,
        em_convergence=0.001,
    )
    certain = [block_on("siret"), block_on("company", "phone"), block_on("company", "street"), block_on("code")]
    training = [block_on("street", "postcode"), block_on("company", "postcode"), block_on("siret")]
    return Model(settings, certain, training)


def clusters(frame: pl.DataFrame, model: Model, threshold: float, *, max_pairs: float = 1e6) -> pl.DataFrame:
    """Train the model on `frame`, predict, and give unique_id, cluster_id of the closure at `threshold`."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect()
    api = DuckDBAPI(connection)
    linker = Linker(
        api.register(frame.to_arrow(), dataset_display_name="lines"), model.settings, log_level=logging.ERROR
    )
    training = linker.training
    training.estimate_probability_two_random_records_match(model.certain, recall=0.8)
    training.estimate_u_using_random_sampling(max_pairs=max_pairs, seed=1)
    for block in model.training:
        training.estimate_parameters_using_expectation_maximisation(block)
    pairs = linker.inference.predict(threshold_match_probability=threshold)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=threshold)
    made = pl.from_arrow(found.as_duckdbpyrelation().arrow().read_all())
    connection.close()
    return pl.DataFrame(made).select("unique_id", "cluster_id")
