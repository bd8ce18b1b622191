"""The match frame made ready to be compared: folded text, numbers as numbers, rarity classes.

Everything that looks at one party alone is done here, once a party; keys and levels then only compare columns. Values
of low cardinality are prepared once per distinct value.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from service.core.folding import fold_series
from service.core.hashing import hash_parts
from service.core.match.rarity import Frequencies, frequencies, identifying, rarity
from service.core.match.words import COMPANY_STOPS, NICKNAMES, PUBLIC_HOSTS, STREET_WORDS, WAYS
from service.core.ownership import role_email

KINDS: dict[str, int] = {"person": 0, "company": 1, "mailbox": 2}

PREPARED_SCHEMA: dict[str, type[pl.DataType]] = {
    "party_id": pl.Int64,
    "kind": pl.Int8,  # KINDS
    "forename": pl.String,  # words, one blank between
    "forename_canon": pl.String,  # nickname resolved
    "surname": pl.String,  # no blank
    "surname_words": pl.String,  # only when it has several words
    "company": pl.String,  # words that tell firms apart, sorted
    "company_line": pl.String,  # the same in the order written, no blank
    "company_word": pl.String,  # the longest of them
    "email": pl.String,
    "email_local": pl.String,
    "email_host": pl.String,
    "email_role": pl.Boolean,
    "email_public": pl.Boolean,
    "phone1": pl.Int64,  # E.164 digits
    "phone2": pl.Int64,
    "phone3": pl.Int64,
    "siren": pl.Int64,
    "siret": pl.Int64,
    "birth": pl.Int32,  # yyyymmdd; 0 for parts that are not known
    "number": pl.Int32,  # of the street
    "street": pl.String,  # words of the name but the kind of way, no blank
    "postcode": pl.String,
    "city": pl.String,
    "code": pl.Int64,  # hash of list and customer code
    "civility": pl.Int8,  # 1 M, 2 MME
    "forename_rarity": pl.Int8,  # 0 common, 1 medium, 2 rare
    "surname_rarity": pl.Int8,
    "company_rarity": pl.Int8,
}


def prepare(frame: pl.DataFrame, known: Frequencies | None = None) -> pl.DataFrame:
    """Prepared parties, as many rows as `frame` and in its order.

    In      MATCH_SCHEMA (match/view.py); `known`: frequencies frozen in a match snapshot, null to take the frame's own.
    Out     PREPARED_SCHEMA.
    """
    base = frame.select(
        "party_id",
        _kind(),
        *_names(frame),
        *_emails(),
        *[
            _digits(frame[c]).alias(f"phone{i}")
            for i, c in enumerate(("phone", "phone_mobile", "phone_secondary"), start=1)
        ],
        _digits(frame["siren"]).fill_null(_digits(frame["siret"]) // 100_000).alias("siren"),
        _digits(frame["siret"]),
        _birth(frame["birth_date"]),
        *_address(frame),
        _code(frame),
        _civility(),
    )
    tables = known or frequencies(base)
    return (
        identifying(base, tables)
        .with_columns(
            rarity(base[field], names).alias(f"{field}_rarity")
            for field, names in (
                ("forename", tables["forename"]),
                ("surname", tables["surname"]),
                ("company", tables["company"]),
            )
        )
        .select(*PREPARED_SCHEMA)
    )


def _by_distinct(texts: pl.Series, make: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """`make` over the distinct values, put back in place; null and what becomes "" are null."""
    if texts.null_count() == len(texts):
        return texts.cast(pl.String)
    if len(texts) < 1000:
        return _emptied(make(texts))
    values = texts.drop_nulls().unique()
    if len(values) * 2 > len(texts):
        return _emptied(make(texts))
    made = pl.DataFrame({"value": values, "made": make(values)})
    return _emptied(pl.DataFrame({"value": texts}).join(made, on="value", how="left", maintain_order="left")["made"])


def _emptied(texts: pl.Series) -> pl.Series:
    return pl.DataFrame({"t": texts}).select(pl.when(pl.col("t") != "").then(pl.col("t"))).to_series()


def _names(frame: pl.DataFrame) -> list[pl.Series]:
    forename = _by_distinct(frame["first_name"], fold_series)
    words = _by_distinct(frame["last_name"], fold_series)
    company = _by_distinct(frame["company_name"], company_core)
    several = pl.DataFrame({"w": words}).select(pl.when(pl.col("w").str.contains(" ", literal=True)).then("w"))
    return [
        forename.alias("forename"),
        _by_distinct(forename, _canonical).alias("forename_canon"),
        words.str.replace_all(" ", "", literal=True).alias("surname"),
        several.to_series().alias("surname_words"),
        company.alias("company"),
        _by_distinct(frame["company_name"], company_line).alias("company_line"),
        _by_distinct(company, _longest_word).alias("company_word"),
    ]


def _canonical(forenames: pl.Series) -> pl.Series:
    return forenames.replace(NICKNAMES)


def company_core(names: pl.Series) -> pl.Series:
    """The words that tell firms apart, folded and sorted, one blank between; all words when none is left.

    "SARL Boulangerie de l'Étoile" -> "BOULANGERIE ETOILE"
    """
    return _told(names).list.sort().list.join(" ").alias("company")


def company_line(names: pl.Series) -> pl.Series:
    """The same words in the order written, no blank: a slip in a first letter changes one place only."""
    return _told(names).list.join("").alias("company_line")


def _told(names: pl.Series) -> pl.Series:
    folded = pl.DataFrame({"name": fold_series(names.str.replace_all(r"['’]s\b", "s"))})
    words = pl.col("name").str.split(" ")
    told = words.list.eval(pl.element().filter(~pl.element().is_in(list(COMPANY_STOPS))))
    return folded.select(pl.when(told.list.len() > 0).then(told).otherwise(words)).to_series()


def _longest_word(companies: pl.Series) -> pl.Series:
    by_length = pl.element().sort_by(pl.element().str.len_bytes(), descending=True, maintain_order=True)
    return companies.str.split(" ").list.eval(by_length).list.first()


def _emails() -> list[pl.Expr]:
    lowered = pl.col("email").str.to_lowercase()
    email = pl.when(lowered.str.contains("@", literal=True)).then(lowered)
    host = email.str.extract(r"@([^@]+)$", 1)
    return [
        email.alias("email"),
        email.str.extract(r"^([^@]*)@", 1).str.replace(r"\+.*$", "").alias("email_local"),
        host.alias("email_host"),
        role_email(pl.col("email")).fill_null(value=False).alias("email_role"),
        host.is_in(list(PUBLIC_HOSTS)).fill_null(value=False).alias("email_public"),
    ]


def _digits(texts: pl.Series) -> pl.Series:
    return texts.str.strip_prefix("+").str.to_integer(strict=False)


def _birth(dates: pl.Series) -> pl.Series:
    digits = dates.str.replace_all("-", "", literal=True).str.head(8).str.pad_end(8, "0")
    return digits.str.to_integer(strict=False).cast(pl.Int32).alias("birth")


def _address(frame: pl.DataFrame) -> list[pl.Series]:
    line = _by_distinct(frame["address_line1"], fold_series)
    number = line.str.extract(r"^(\d{1,5})\b", 1).cast(pl.Int32)
    return [
        number.alias("number"),
        _by_distinct(line.str.replace(r"^\d+ *", ""), street_core).alias("street"),
        frame["postal_code"].str.to_uppercase().str.replace_all(" ", "", literal=True).alias("postcode"),
        _by_distinct(frame["city"], _city_core).alias("city"),
    ]


def street_core(lines: pl.Series) -> pl.Series:
    """The words of a street's name but the kind of way, abbreviations written out, no blank: "DE LA REPUBLIQUE".

    In      folded lines without their number. When only the kind of way is there, it stays.
    """
    words = pl.col("line").str.split(" ")
    word = pl.element()
    told = words.list.eval(word.filter(~word.is_in(list(WAYS))).replace(STREET_WORDS))
    return (
        pl.DataFrame({"line": lines})
        .select(pl.when(told.list.len() > 0).then(told).otherwise(words).list.join("").alias("street"))
        .to_series()
    )


def _city_core(cities: pl.Series) -> pl.Series:
    plain = fold_series(cities).str.replace(r" CEDEX.*$", "").str.replace(r" \d+$", "")
    return plain.str.replace_all(r"\bSAINTE\b", "STE").str.replace_all(r"\bSAINT\b", "ST").str.replace_all(" ", "")


def _code(frame: pl.DataFrame) -> pl.Series:
    rows = frame.select(pl.col("list_id").cast(pl.String), "customer_code")
    if rows["customer_code"].null_count() == rows.height:
        return pl.Series("code", [None] * rows.height, dtype=pl.Int64)
    hashes = hash_parts(rows, ["list_id", "customer_code"], seed="match.code")
    return pl.DataFrame({"h": hashes, "c": rows["customer_code"]}).select(
        pl.when(pl.col("c").is_not_null()).then(pl.col("h")).alias("code")
    )["code"]


def guards(frame: pl.DataFrame) -> pl.DataFrame:
    """What the guard of clusters looks at, of each party (GUARD_SCHEMA of core/resolve/guard.py).

    In      a match frame, or prepared parties.
    """
    if "forename_canon" in frame.columns:
        return frame.select("party_id", "kind", "siren", "birth", "civility", "forename", "forename_canon")
    folded = _by_distinct(frame["first_name"], fold_series).alias("forename")
    return frame.select(
        "party_id",
        _kind(),
        _digits(frame["siren"]).fill_null(_digits(frame["siret"]) // 100_000).alias("siren"),
        _birth(frame["birth_date"]),
        _civility(),
        folded,
        _by_distinct(folded, _canonical).alias("forename_canon"),
    )


def _kind() -> pl.Expr:
    return pl.col("kind").replace_strict(KINDS, default=0, return_dtype=pl.Int8)


def _civility() -> pl.Expr:
    return pl.col("salutation").replace_strict({"M": 1, "MME": 2}, default=None, return_dtype=pl.Int8).alias("civility")
