"""What a file says of a firm beside its name: headcount band, line of business, trade, place in the supply chain.

A code where the words are certain, the text as it came otherwise: no firm is put into a box by likeness. Bands are
those of Insee (tranche d'effectif salarié, Sirene), sizes (TPE, PME, ETI, GE) those of decree 2008-1354. Lines of
business are the sections of NAF revision 2, trades its sub-classes.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from service.core.distinct import by_distinct
from service.core.folding import fold_series
from service.core.kinds.blanks import tidy
from service.core.kinds.parsed import blank_verdicts
from service.core.kinds.registers import parse_nafs
from service.reference.firms import BANDS, SECTIONS_OF, SIZES, SUPPLY_CHAIN, TRADES
from service.reference.naf import activities

_RANGE = r"^(?:DE |ENTRE |BETWEEN )?([0-9]{1,6}) (?:A |TO |ET |AND |OU )?([0-9]{1,6})$"
_OVER = (
    r"^(?:(?:PLUS DE|\+ DE|SUPERIEUR A|OVER|MORE THAN|A PARTIR DE) )([0-9]{1,6})$"
    r"|^([0-9]{1,6}) (?:ET PLUS|OU PLUS|AND MORE|PLUS)$"
)
_UNDER = r"^(?:MOINS DE|INFERIEUR A|LESS THAN|UNDER) ([0-9]{1,6})$"
_STAFF = r" ?\b(?:SALARIES?|SALARIEES?|EMPLOYES?|EMPLOYEES?|PERSONNES?|PERS|COLLABORATEURS?|AGENTS?|ETP|UNITES?)\b ?"


def parse_headcounts(texts: pl.Series) -> pl.DataFrame:
    """VERDICT for a column of headcounts; `value` 10-19, 10000+, 0 (a band of Insee), 1-9, 50+ (a wider one), TPE, PME…

    A column of Insee's own codes (00, 01, 11, NN) is read as such. Code: headcount.unreadable (no value).
    """
    bare = tidy(texts)
    codes = _are_codes(bare)
    return by_distinct(texts, lambda values: _headcounts(values, codes=codes))


def _are_codes(bare: pl.Series) -> bool:
    """The cells are codes of Insee: all of them are, and one at least is nothing else (01, NN)."""
    held = bare.drop_nulls().unique()
    return held.len() > 0 and held.is_in(list(BANDS)).all() and held.is_in(["00", "01", "02", "03", "NN"]).any()


def _headcounts(texts: pl.Series, *, codes: bool) -> pl.DataFrame:
    bare = tidy(texts)
    if codes:
        value = bare.replace_strict(BANDS, default=None, return_dtype=pl.String)
    else:
        text = bare.str.replace_all(r"(\d)[\s.\u00a0](\d{3})\b", "$1$2").str.replace(r"[.,]0+$", "")
        text = text.str.replace(r"(\d)\s*\+\s*$", "$1 PLUS").str.replace(r"^\s*\+\s*(?:de\s*)?(\d)", "PLUS DE $1")
        text = text.str.replace(r"^\s*[<]\s*", "MOINS DE ").str.replace(r"^\s*[>]\s*", "PLUS DE ")
        key = fold_series(text).str.replace_all(_STAFF, " ").str.strip_chars(" ").str.replace_all("  +", " ")
        value = _bands(key)
    return blank_verdicts(texts.len()).with_columns(
        value.alias("value"),
        pl.when(bare.is_not_null() & value.is_null()).then(pl.lit("headcount.unreadable")).alias("code"),
    )


def _bands(key: pl.Series) -> pl.Series:
    frame = key.to_frame("k").select(
        "k",
        pl.col("k").str.extract(r"^([0-9]{1,6})$", 1).cast(pl.Int64).alias("count"),
        pl.col("k").str.extract(_RANGE, 1).cast(pl.Int64).alias("low"),
        pl.col("k").str.extract(_RANGE, 2).cast(pl.Int64).alias("high"),
        pl.coalesce(pl.col("k").str.extract(_OVER, 1), pl.col("k").str.extract(_OVER, 2)).alias("over"),
        pl.col("k").str.extract(_UNDER, 1).cast(pl.Int64).alias("under"),
    )
    ordered = pl.col("low") <= pl.col("high")
    wide = pl.when(ordered).then(pl.concat_str(pl.col("low"), pl.lit("-"), pl.col("high")))
    size = pl.col("k").replace_strict(SIZES, default=None, return_dtype=pl.String)
    return frame.select(
        pl.coalesce(
            _band(pl.col("count")),
            wide,
            pl.concat_str("over", pl.lit("+")),
            pl.when(pl.col("under") > 0).then(pl.concat_str(pl.lit("0-"), pl.col("under") - 1)),
            size,
        ).alias("value")
    ).to_series()


def _band(count: pl.Expr) -> pl.Expr:
    """The band of Insee that a number falls into."""
    found: Any = pl.when(count == 0).then(pl.lit("0"))
    for band in dict.fromkeys(BANDS.values()):
        low, dash, high = band.partition("-")
        if dash:
            found = found.when(count.is_between(int(low), int(high))).then(pl.lit(band))
    last: pl.Expr = found.when(count >= 10_000).then(pl.lit("10000+"))
    return last


def parse_sectors(texts: pl.Series) -> pl.DataFrame:
    """`section` (A to U of the NAF) and `trade` (a NAF code) of lines of business; null where uncertain."""
    return by_distinct(texts, _sectors)


def _sectors(texts: pl.Series) -> pl.DataFrame:
    key = fold_series(tidy(texts))
    stated = parse_nafs(texts)
    known = {code: a.section for code, a in activities().items()}
    trade = pl.coalesce(pl.col("naf"), pl.col("k").replace_strict(TRADES, default=None, return_dtype=pl.String))
    named = pl.col("k").replace_strict(SECTIONS_OF, default=None, return_dtype=pl.String)
    naf = stated["value"].set(stated["code"].is_not_null(), None)
    return pl.DataFrame({"k": key, "naf": naf}).with_columns(trade.alias("trade")).select(
        pl.coalesce(named, pl.col("trade").replace_strict(known, default=None, return_dtype=pl.String))
        .alias("section"),
        "trade",
    )  # fmt: skip


def parse_supply_chain(texts: pl.Series) -> pl.Series:
    """supplier, manufacturer, wholesaler, distributor, retailer, importer, exporter, subcontractor, carrier, service or
    end-user; null where the words are none of these.
    """
    return by_distinct(texts, lambda values: fold_series(tidy(values)).replace_strict(
        SUPPLY_CHAIN, default=None, return_dtype=pl.String).to_frame("place"))["place"]  # fmt: skip
