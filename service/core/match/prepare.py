"""The match frame made ready to be compared: folded text, numbers as numbers, rarity classes.

Everything that looks at one party alone is done here, once a party; keys and levels then only compare columns. Values
of low cardinality are prepared once per distinct value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import polars as pl

from service.core.distinct import only_where
from service.core.hashing import hash_parts
from service.core.match.names import addresses, companies, forenames, spread, surnames, towns
from service.core.match.rarity import Frequencies, frequencies, identifying, overshared, rarity
from service.core.match.words import PUBLIC_HOSTS
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
    "company_bits": pl.Int64,  # the words as a set (match/names.py)
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
    "ident": pl.String,  # another number of the party, letters and digits only
    "forename_rarity": pl.Int8,  # 0 common, 1 medium, 2 rare, 3 frequent, 4 everyday
    "surname_rarity": pl.Int8,
    "company_rarity": pl.Int8,
}


def prepare(frame: pl.DataFrame, known: Frequencies | None = None) -> pl.DataFrame:
    """Prepared parties, as many rows as `frame` and in its order.

    In      MATCH_SCHEMA (match/view.py), and `ident` where the file has one; `known`: frequencies frozen in a
            match snapshot, null to take the frame's own.
    Out     PREPARED_SCHEMA.
    """
    return together(alone(frame), known)[0]


def alone(frame: pl.DataFrame, each: Callable[..., Iterable[list[pl.Series]]] = map) -> pl.DataFrame:
    """The first half of `prepare`: what each party gives by itself. `each`: how the columns are made, as `map` does or
    side by side.
    """
    made = each(lambda columns: columns(frame), _COLUMNS)
    return pl.DataFrame([frame["party_id"], *(column for columns in made for column in columns)])


def together(base: pl.DataFrame, known: Frequencies | None = None) -> tuple[pl.DataFrame, Frequencies]:
    """The second half, of all parties: PREPARED_SCHEMA, and the frequencies it leant on."""
    shared = overshared(base) if known is None else None
    tables = known or frequencies(base, shared)
    classes = (("forename", tables["forename"]), ("surname", tables["surname"]), ("company", tables["company"]))
    rare = [rarity(base[field], names).alias(f"{field}_rarity") for field, names in classes]
    return identifying(base, tables, shared).with_columns(rare).select(*PREPARED_SCHEMA), tables


def _emails(emails: pl.Series) -> list[pl.Series]:
    lowered = emails.str.to_lowercase()
    email = lowered.set(~lowered.str.contains("@", literal=True), None).alias("email")
    sides = email.str.splitn("@", 2).struct
    local, host = sides.field("field_0"), sides.field("field_1").alias("email_host")
    named = only_where(
        local,
        local.str.contains("+", literal=True).fill_null(value=False),
        lambda some: some.str.splitn("+", 2).struct.field("field_0"),
    )
    role = emails.to_frame("email").select(role_email(pl.col("email")).fill_null(value=False).alias("email_role"))
    public = host.is_in(list(PUBLIC_HOSTS)).fill_null(value=False).alias("email_public")
    return [email, named.alias("email_local"), host, role.to_series(), public]


def _digits(texts: pl.Series) -> pl.Series:
    return texts.str.strip_prefix("+").str.to_integer(strict=False)


def _birth(dates: pl.Series) -> pl.Series:
    digits = dates.str.replace_all("-", "", literal=True).str.head(8).str.pad_end(8, "0")
    return digits.str.to_integer(strict=False).cast(pl.Int32).alias("birth")


def _places(frame: pl.DataFrame) -> list[pl.Series]:
    postcode = frame["postal_code"].str.to_uppercase().str.replace_all(" ", "", literal=True).alias("postcode")
    return [postcode, *spread(frame["city"], towns)]


def _numbers(frame: pl.DataFrame) -> list[pl.Series]:
    siret = _digits(frame["siret"])
    phones = ("phone", "phone_mobile", "phone_secondary")
    return [
        *(_digits(frame[c]).alias(f"phone{i}") for i, c in enumerate(phones, start=1)),
        _digits(frame["siren"]).fill_null(siret // 100_000).alias("siren"),
        siret,
        _birth(frame["birth_date"]),
    ]


def _small(frame: pl.DataFrame) -> list[pl.Series]:
    return frame.select(_kind(), _civility(), _ident(frame)).get_columns()


_COLUMNS: tuple[Callable[[pl.DataFrame], list[pl.Series]], ...] = (
    lambda frame: spread(frame["company_name"], companies),
    lambda frame: spread(frame["address_line1"], addresses),
    lambda frame: _emails(frame["email"]),
    lambda frame: spread(frame["last_name"], surnames),
    _numbers,
    lambda frame: [_code(frame)],
    _places,
    lambda frame: spread(frame["first_name"], forenames),
    _small,
)
"""What makes the columns, the slowest first."""


def _ident(frame: pl.DataFrame) -> pl.Expr:
    """Only files matched on their own have the column (core/match/idents.py)."""
    return pl.col("ident") if "ident" in frame.columns else pl.lit(None, dtype=pl.String).alias("ident")


def _code(frame: pl.DataFrame) -> pl.Series:
    rows = frame.select(pl.col("list_id").cast(pl.String), "customer_code")
    if rows["customer_code"].null_count() == rows.height:
        return pl.Series("code", [None] * rows.height, dtype=pl.Int64)
    hashes = hash_parts(rows, ["list_id", "customer_code"], seed="match.code")
    return pl.DataFrame({"h": hashes, "c": rows["customer_code"]}).select(
        pl.when(pl.col("c").is_not_null()).then(pl.col("h")).alias("code")
    )["code"]


GUARDED: tuple[str, ...] = ("siren", "siret", "birth_date", "salutation", "first_name")
"""The columns of a match frame that guards look at."""


def guards(frame: pl.DataFrame) -> pl.DataFrame:
    """What the guard of clusters looks at, of each party (GUARD_SCHEMA of core/resolve/guard.py).

    In      a match frame (of it GUARDED alone suffice), or prepared parties.
    """
    if "forename_canon" in frame.columns:
        return frame.select("party_id", "kind", "siren", "siret", "birth", "civility", "forename", "forename_canon")
    return frame.select(
        "party_id",
        _kind(),
        _digits(frame["siren"]).fill_null(_digits(frame["siret"]) // 100_000).alias("siren"),
        _digits(frame["siret"]),
        _birth(frame["birth_date"]),
        _civility(),
        *spread(frame["first_name"], forenames),
    )


def _kind() -> pl.Expr:
    return pl.col("kind").replace_strict(KINDS, default=0, return_dtype=pl.Int8)


def _civility() -> pl.Expr:
    return pl.col("salutation").replace_strict({"M": 1, "MME": 2}, default=None, return_dtype=pl.Int8).alias("civility")
