"""Answers to suggestions, applied where a file is cleaned: the same wrong value gets the same answer in every file of
its list (docs/quality.md, decisions/0007).

A suggestion is known by its code, its field, the value as it came and the one proposed, and remembered by a keyed hash
of these two: no value is kept. Accepted, the proposed value stands in the place of the cell and the row is cleaned
again; refused, the cell stays, and nobody is asked again. Either way the issue says so, with both values.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from service.core.batch import Staged, gather_issues
from service.core.clean.cleaning import clean
from service.core.clean.options import CleanOptions
from service.core.columns import TYPED_NAMES
from service.core.reasons import REASONS

AnswerWord = Literal["accepted", "refused"]
ACCEPTED, REFUSED = "suggestion.accepted", "suggestion.refused"
ANSWERED: dict[AnswerWord, str] = {"accepted": ACCEPTED, "refused": REFUSED}

SUGGESTED: tuple[str, ...] = tuple(code for code, reason in REASONS.items() if reason.repair == "suggested")
"""Codes that propose a repair."""

KEY = ("code", "field", "digest")
_DIGEST = 32  # hexadecimal digits


@dataclass(frozen=True)
class Answers:
    """What was answered for the files of a list: (code, field, digest) to the answer. `secret`: the installation's."""

    secret: bytes = field(default=b"", repr=False)
    given: Mapping[tuple[str, str, str], AnswerWord] = field(default_factory=dict)


NO_ANSWERS = Answers()


def digest(secret: bytes, before: str | None, after: str | None) -> str:
    """The keyed hash by which a suggestion is remembered."""
    text = f"{len(before or '')}:{before or ''}:{after or ''}"
    return hmac.digest(secret, b"limpide: suggestion\n" + text.encode(), "sha256").hex()[:_DIGEST]


def with_digests(issues: pl.DataFrame, secret: bytes) -> pl.DataFrame:
    """The issues with `digest`; one hash for each distinct pair of values.

    In      before, after.
    """
    pairs = issues.select("before", "after").unique(maintain_order=True)
    told = [digest(secret, before, after) for before, after in pairs.iter_rows()]
    known = pairs.with_columns(pl.Series("digest", told, dtype=pl.String))
    return issues.join(known, on=["before", "after"], how="left", nulls_equal=True, maintain_order="left")


def answered_clean(batch: pl.DataFrame, options: CleanOptions, answers: Answers) -> Staged:
    """As `clean`, with what was answered: rows keep their number and order.

    A row whose repair would lose a value that was read before, or ask the same again, stays as it was.
    """
    found = clean(batch, options)
    if not answers.given or found.issues.is_empty():
        return found
    said = _said(found.issues, answers)
    accepted = said.filter(pl.col("answer") == "accepted")
    if not accepted.is_empty():
        again = clean(_replaced(batch, accepted), options)
        found = _joined(found, again, accepted)
    return Staged(found.rows, _refused(found.issues, said.filter(pl.col("answer") == "refused")))


def answered(issues: pl.DataFrame, answers: Answers) -> pl.DataFrame:
    """Suggestions with `digest` and `answer`, null where there is none; of the codes that propose a repair only.

    In      code, field, before, after, and whatever else.
    """
    told = with_digests(issues.filter(pl.col("code").is_in(SUGGESTED)), answers.secret)
    known = pl.DataFrame(
        [(*key, answer) for key, answer in answers.given.items()],
        schema=dict.fromkeys((*KEY, "answer"), pl.String),
        orient="row",
    )
    return told.join(known, on=list(KEY), how="left", maintain_order="left")


def _said(issues: pl.DataFrame, answers: Answers) -> pl.DataFrame:
    """Suggestions that were answered; one for each field of a row."""
    told = answered(issues, answers).filter(pl.col("answer").is_not_null())
    return told.unique(["row_id", "field"], keep="first", maintain_order=True)


def _replaced(batch: pl.DataFrame, accepted: pl.DataFrame) -> pl.DataFrame:
    """The rows concerned, with the proposed values in the place of their cells."""
    rows = batch.filter(pl.col("row_id").is_in(accepted["row_id"].implode()))
    for (name,), some in accepted.group_by("field", maintain_order=True):
        column = f"raw.{name}"
        values = some.select("row_id", pl.col("after").alias("new"))
        joined = rows.join(values, on="row_id", how="left", maintain_order="left")
        was = pl.col(column) if column in rows.columns else pl.lit(None, pl.String)
        rows = joined.with_columns(pl.coalesce("new", was).alias(column)).drop("new")
    return rows


def _joined(found: Staged, again: Staged, accepted: pl.DataFrame) -> Staged:
    """The rows with those that were cleaned again in their places, and the acceptance among their issues."""
    taken = _taken(found.rows, again, accepted)
    here = pl.col("row_id").is_in(taken.implode())
    rows = pl.concat([found.rows.filter(~here), again.rows.filter(here).select(found.rows.columns)]).sort("row_id")
    told = accepted.filter(here).with_columns(code=pl.lit(ACCEPTED)).select(found.issues.columns)
    return Staged(rows, gather_issues([found.issues.filter(~here), told, again.issues.filter(here)]))


def _taken(rows: pl.DataFrame, again: Staged, accepted: pl.DataFrame) -> pl.Series:
    """The row ids whose repair holds: no value is lost, and the same is not asked again."""
    names = [name for name in TYPED_NAMES if name in rows.columns]
    texts = [pl.col(name).cast(pl.String) for name in names]
    now = again.rows.select("row_id", pl.concat_list(texts).alias("now"))
    was = rows.join(now, on="row_id").select("row_id", "now", *texts).unpivot(names, index=["row_id", "now"])
    # of the cells that the person put right the old value goes, of the others none
    own = accepted.select("row_id", pl.col("field").alias("variable"), pl.lit(value=True).alias("own"))
    told = was.join(own, on=["row_id", "variable"], how="left").filter(pl.col("own").is_null())
    lost = told.filter(pl.col("value").is_not_null() & ~pl.col("now").list.contains(pl.col("value")))
    same = again.issues.join(accepted, on=["row_id", "code", "field"], how="semi")
    wrong = pl.concat([lost["row_id"], same["row_id"]]).unique()
    return again.rows["row_id"].filter(~again.rows["row_id"].is_in(wrong.implode()))


def _refused(issues: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """The issues with what was refused told as such."""
    if refused.is_empty():
        return issues
    marks = refused.select("row_id", "field", "code", pl.lit(REFUSED).alias("told"))
    joined = issues.join(marks, on=["row_id", "field", "code"], how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("told", "code").alias("code")).drop("told")
