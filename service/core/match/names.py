"""Names made ready to be compared, once per distinct spelling: people's, firms', streets' and towns'."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from service.core.distinct import distinct
from service.core.folding import fold_series
from service.core.hashing import hash_text
from service.core.match.words import COMPANY_STOPS, NICKNAMES, STREET_WORDS, WAYS

# what English addresses add to a street: the one it is crossed by, a suite
BESIDE = r"^(\S+(?: \S+)*?)(?: (?:AT|BETWEEN|BTWN|NEAR|OFF) .+| (?:SUITE|STE|UNIT|APT|FLOOR|ROOM) [A-Z]?[0-9]+[A-Z]?)$"
Maker = Callable[[pl.Series], pl.DataFrame]


def spread(texts: pl.Series, make: Maker) -> list[pl.Series]:
    """The columns that `make` gives for each text, made once per distinct text; what becomes "" is null."""
    values, places = distinct(texts)
    if len(values) * 4 > len(texts) * 3:
        return _emptied(make(texts)).get_columns()
    return _emptied(make(values)).select(pl.all().gather(places)).get_columns()


def _emptied(made: pl.DataFrame) -> pl.DataFrame:
    texts = [c for c, dtype in made.schema.items() if dtype == pl.String]
    return made.with_columns(pl.when(pl.col(c) != "").then(pl.col(c)).alias(c) for c in texts)


def forenames(names: pl.Series) -> pl.DataFrame:
    """forename: folded words, one blank between; forename_canon: with a nickname resolved."""
    folded = fold_series(names)
    return pl.DataFrame({"forename": folded, "forename_canon": folded.replace(NICKNAMES)})


def surnames(names: pl.Series) -> pl.DataFrame:
    """surname: folded, no blank; surname_words: folded words, only when there are several."""
    words = pl.DataFrame({"words": fold_series(names)})
    several = pl.col("words").str.contains(" ", literal=True)
    return words.select(
        pl.col("words").str.replace_all(" ", "", literal=True).alias("surname"),
        pl.when(several).then("words").alias("surname_words"),
    )


def companies(names: pl.Series) -> pl.DataFrame:
    """The words that tell firms apart ("SARL Boulangerie de l'Étoile": BOULANGERIE, ETOILE); all when none is left.

    company: sorted, one blank between; company_line: in the order written, no blank, so that a slip in a first letter
    changes one place only; company_word: the longest; company_bits: the words as a set, see `word_bits`.
    """
    folded = pl.DataFrame({"name": fold_series(names.str.replace_all(r"['’]s\b", "s"))})
    words = pl.col("name").str.split(" ")
    told = words.list.eval(pl.element().filter(~pl.element().is_in(list(COMPANY_STOPS))))
    lists = folded.select(pl.when(told.list.len() > 0).then(told).otherwise(words).alias("words"))
    made = lists.select(
        pl.col("words").list.sort().alias("sorted"), pl.col("words").list.join("").alias("company_line")
    )
    length = pl.col("sorted").list.eval(pl.element().str.len_bytes())
    return made.select(
        pl.col("sorted").list.join(" ").alias("company"),
        "company_line",
        pl.col("sorted").list.get(length.list.arg_max()).alias("company_word"),  # the first of the longest
        word_bits(lists["words"]).alias("company_bits"),
    )


def word_bits(lists: pl.Series) -> pl.Series:
    """Sets of words as integers: each word sets one of 62 bits, chosen by its hash. Null stays null.

    Two sets are compared by and, or and counting bits; that two words of a name share a bit is rare and harmless.
    """
    known = lists.drop_nulls()
    words = known.explode()
    each = words.unique()
    bits = pl.Series(
        np.left_shift(1, (hash_text(each, seed="match.word").to_numpy().view(np.uint64) % 62).astype(np.int64))
    )
    one = pl.DataFrame({"w": words}).join(
        pl.DataFrame({"w": each, "b": bits}), on="w", how="left", maintain_order="left"
    )
    if not len(known):
        return pl.Series([None] * len(lists), dtype=pl.Int64)
    sizes = known.list.len().to_numpy().astype(np.int64)
    sets = np.bitwise_or.reduceat(one["b"].to_numpy(), np.cumsum(sizes) - sizes)
    return pl.Series([None] * len(lists), dtype=pl.Int64).scatter(lists.is_not_null().arg_true(), sets)


def streets(lines: pl.Series) -> pl.DataFrame:
    """The words of a street's name but the kind of way, abbreviations written out, no blank ("DE LA GARE": "GARE");
    what stands behind it (BESIDE) is left out ("THIRD AVE AT 61ST ST": "3RD").

    In      folded lines without their number. When only the kind of way is there, it stays.
    """
    words, word = pl.col("line").str.split(" "), pl.element()
    told = words.list.eval(word.filter(~word.is_in(list(WAYS))).replace(STREET_WORDS))
    chosen = pl.when(told.list.len() > 0).then(told).otherwise(words)
    return pl.DataFrame({"line": lines.str.replace(BESIDE, "$1")}).select(chosen.list.join("").alias("street"))


def addresses(lines: pl.Series) -> pl.DataFrame:
    """number: that a line begins with; street: see `streets`. In: first lines of addresses, as written."""
    line = fold_series(lines)
    number = line.str.extract(r"^(\d{1,5})\b", 1).cast(pl.Int32).alias("number")
    return pl.DataFrame([number, *spread(line.str.replace(r"^\d+ *", ""), streets)])


def towns(cities: pl.Series) -> pl.DataFrame:
    """city: folded, without CEDEX or the number of a district, SAINT as ST, no blank."""
    plain = fold_series(cities).str.replace(r" CEDEX.*$", "").str.replace(r" \d+$", "")
    short = plain.str.replace_all(r"\bSAINTE\b", "STE").str.replace_all(r"\bSAINT\b", "ST")
    return pl.DataFrame({"city": short.str.replace_all(" ", "", literal=True)})
