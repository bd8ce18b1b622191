"""Suggestions that live records carry, and what people answered to them, list by list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, and_, select
from sqlmodel import SQLModel

from service.core.answers import ACCEPTED, KEY, REFUSED, SUGGESTED, Answers, AnswerWord
from service.store.bulk import Schema, delete_frame, insert_frame, read_frame
from service.store.known import read_by_ids
from service.store.session import Work
from service.store.tables.records import Issue, Record
from service.store.tables.tallies import Answer
from service.store.visible import live_records

_T = SQLModel.metadata.tables
_A, _I, _R = (_T[t.__tablename__].c for t in (Answer, Issue, Record))
_ASKED: Schema = {
    "record_id": pl.Int64, "field": pl.String, "code": pl.String, "before": pl.String, "after": pl.String,
}  # fmt: skip
_CONCERNED: Schema = {
    "record_id": pl.Int64, "import_id": pl.Int64, "line": pl.Int64, "cells": pl.String, "source_key": pl.String,
    "row_hash": pl.Int64, "supersedes": pl.Int64,
}  # fmt: skip


def answers_of(work: Work, list_id: int, secret: bytes) -> Answers:
    """What was answered for the files of a list."""
    asked = select(_A.code, _A.field, _A.digest, _A.answer).where(_A.list_id == list_id)
    return Answers(secret, {(r.code, r.field, r.digest): r.answer for r in work.connection.execute(asked)})


def suggestions_of(work: Work, list_id: int) -> pl.DataFrame:
    """record_id, field, code, before, after: suggestions of the live records of a list, open and answered ones."""
    return read_frame(work, _asked(list_id), _ASKED)


def _asked(list_id: int) -> Any:
    columns: list[ColumnElement[Any]] = [_R.id.label("record_id"), _I.field, _I.code, _I.before, _I.after]
    return (
        select(*columns)
        .join(_T["records"], and_(_R.import_id == _I.import_id, _R.row_id == _I.row_id))
        .where(_I.code.in_([*SUGGESTED, ACCEPTED, REFUSED]), _I.after.is_not(None))
        .where(_R.list_id == list_id, live_records())
    )


def lists_with_suggestions(work: Work) -> list[int]:
    """Ids of the lists whose live records carry suggestions."""
    asked = (
        select(_R.list_id)
        .distinct()
        .select_from(_T["issues"])
        .join(_T["records"], and_(_R.import_id == _I.import_id, _R.row_id == _I.row_id))
        .where(_I.code.in_([*SUGGESTED, ACCEPTED, REFUSED]), live_records())
    )
    return sorted(work.connection.execute(asked).scalars())


def put_answers(
    work: Work, list_id: int, keys: pl.DataFrame, answer: AnswerWord | None, *, principal: str, now_us: int
) -> None:
    """Keep an answer to suggestions (code, field, digest), in the place of earlier ones; null takes them back."""
    here = keys.select(KEY).with_columns(list_id=pl.lit(list_id))
    delete_frame(work, Answer, here)
    if answer is not None:
        told = {"answer": answer, "at_us": now_us, "principal": principal}
        insert_frame(work, Answer, here.with_columns(**{k: pl.lit(v) for k, v in told.items()}))


def concerned(work: Work, records: pl.Series) -> pl.DataFrame:
    """record_id, import_id, line, cells (JSON), source_key, row_hash, supersedes of records, by id."""
    columns = [_R.id.label("record_id"), *[_R[name] for name in _CONCERNED if name != "record_id"]]
    return read_by_ids(work, columns, _CONCERNED, _R.id, records).sort("record_id")


def came_with(work: Work, records: pl.DataFrame, kinds: Iterable[str]) -> pl.DataFrame:
    """record_id, came_with: the import of a kind that first brought the line of each record, for its plan.

    In      record_id, import_id, supersedes; a line that was cleaned again supersedes the one it came from.
    """
    imports = _T["imports"].c
    known = {i for (i,) in work.connection.execute(select(imports.id).where(imports.kind.in_(list(kinds))))}
    left = records.select("record_id", "import_id", pl.col("supersedes").alias("older"))
    done = []
    while not left.is_empty():
        found = pl.col("import_id").is_in(list(known))
        done.append(left.filter(found).select("record_id", pl.col("import_id").alias("came_with")))
        left = left.filter(~found & pl.col("older").is_not_null())
        schema: Schema = {"older": pl.Int64, "import_id": pl.Int64, "next": pl.Int64}
        columns = [_R.id.label("older"), _R.import_id, _R.supersedes.label("next")]
        older = read_by_ids(work, columns, schema, _R.id, left["older"])
        left = left.drop("import_id").join(older, on="older", how="inner")
        left = left.select("record_id", "import_id", pl.col("next").alias("older"))
    return pl.concat(done) if done else pl.DataFrame(schema={"record_id": pl.Int64, "came_with": pl.Int64})
