"""Work lists: the repairs that Limpide proposes, by kind, and what a person answers to them.

An item is a wrong value and the one proposed, whatever the number of lines that have it. An answer counts for all of
them, and for the next files of the list; it can be taken back. Rows that are stored already are cleaned again by a job
(flows/clean_again.py). Values stay in records: what is remembered is a keyed hash (core/answers.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from service.core.answers import KEY, REFUSED, SUGGESTED, AnswerWord, answered, with_digests
from service.errors import BadQuery, WrongState
from service.flows.clean_again import ask_to_clean_again
from service.flows.preview import reason_told
from service.store import answers as store
from service.store.imports import list_by_id
from service.store.session import Work

State = Literal["open", "accepted", "refused"]
STATES: tuple[State, ...] = ("open", "accepted", "refused")
Said = Literal["accepted", "refused", "open"]
"""What a person says of items; open: an answer is taken back."""


@dataclass(frozen=True)
class Told:
    """What an answer did: `values` items were answered, on `rows` lines; the job that cleans these again."""

    values: int
    rows: int
    job_id: int


def items_of(work: Work, list_id: int, secret: bytes) -> pl.DataFrame:
    """code, field, digest, before, after, state, rows: every item of a list, the most frequent first.

    Raises  NotFound.
    """
    list_by_id(work, list_id)
    found = store.suggestions_of(work, list_id)
    answers = store.answers_of(work, list_id, secret)
    fresh = answered(found, answers).with_columns(pl.col("answer").fill_null("open").alias("state")).drop("answer")
    told = with_digests(found.filter(~pl.col("code").is_in(SUGGESTED)), secret)
    known = pl.DataFrame(
        [(*key, answer) for key, answer in answers.given.items()],
        schema=dict.fromkeys((*KEY, "state"), pl.String),
        orient="row",
    )
    state = pl.when(pl.col("code") == REFUSED).then(pl.lit("refused")).otherwise(pl.lit("accepted"))
    old = (
        told.with_columns(state=state)
        .drop("code")
        .join(known, on=["field", "digest", "state"], how="inner")
        .select(fresh.columns)
    )
    every = pl.concat([fresh, old])
    counted = every.group_by(*KEY, "before", "after", "state").agg(rows=pl.col("record_id").n_unique())
    order = ["code", "rows", "field", "digest"]
    return counted.sort(order, descending=[False, True, False, False])


def kinds_of(work: Work, list_id: int, secret: bytes) -> list[dict[str, Any]]:
    """By code: values and rows that wait for an answer, values accepted and refused; and the code's texts.

    Raises  NotFound.
    """
    items = items_of(work, list_id, secret)
    told = []
    for (code,), some in items.group_by("code", maintain_order=True):
        counts = {state: some.filter(pl.col("state") == state) for state in STATES}
        told.append(
            {
                "code": str(code),
                "open": counts["open"].height,
                "rows": int(counts["open"]["rows"].sum()),
                "accepted": counts["accepted"].height,
                "refused": counts["refused"].height,
                **reason_told(str(code)),
            }
        )
    return told


def answer_items(
    work: Work,
    list_id: int,
    code: str,
    said: Said,
    *,
    secret: bytes,
    principal: str,
    now_us: int,
    ids: list[str] | None = None,
    seen: int | None = None,
) -> Told:
    """Answer items of a kind: those named by their digest, or every one that waits; `open` takes answers back.

    In      seen: how many items the person saw, so that nothing else is answered with them.
    Raises  NotFound; BadQuery (no such item); WrongState (another number waits).
    """
    items = items_of(work, list_id, secret).filter(pl.col("code") == code)
    wanted = _wanted(items, said, ids)
    if ids is not None and wanted["digest"].n_unique() < len(set(ids)):
        raise BadQuery("Some of these suggestions are not there, or not to be answered so.", option="ids")
    if seen is not None and wanted.height != seen:
        raise WrongState("Another number of suggestions waits than was seen: look again.", waiting=wanted.height)
    if wanted.is_empty():
        raise BadQuery("There is nothing to answer.", option="code")
    answer: AnswerWord | None = None if said == "open" else said
    store.put_answers(work, list_id, wanted.select(KEY).unique(), answer, principal=principal, now_us=now_us)
    job_id = ask_to_clean_again(work, list_id, now_us=now_us)
    return Told(wanted.height, int(wanted["rows"].sum()), job_id)


def _wanted(items: pl.DataFrame, said: Said, ids: list[str] | None) -> pl.DataFrame:
    """Those to answer: all that wait, or that were answered when it is taken back; of these the ones named."""
    others = items.filter(pl.col("state") != said)
    if ids is not None:
        return others.filter(pl.col("digest").is_in(ids))
    return others.filter(pl.col("state") == "open") if said != "open" else others
