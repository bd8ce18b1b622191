"""Build a segment: who fits a question and may be contacted, as a CSV with a manifest; the only door to such a file.

The decisions of core/govern stand between the base and the file: unknown is left out like refused. The delivery and
its ledger are committed before the file gets its name, so nothing leaves the house unrecorded, and a file that has its
name is whole.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from service.core.columns import GOLDEN_NAMES
from service.core.deliver.cells import neutralised
from service.core.deliver.manifest import DeliveredFile, Question, manifest_of
from service.core.govern.assemble import CUSTOMER_COLUMNS, facts_of
from service.core.govern.decide import decide
from service.core.govern.objections import suppressed
from service.core.govern.rules import RuleSet
from service.core.ids import public_ids
from service.core.segment.conditions import Condition, printed, without_values
from service.core.segment.members import Chosen, choose
from service.core.segment.where import parse_where
from service.errors import BadQuery
from service.store import deliveries, facts
from service.store.files import disk_may_be_full
from service.store.secrets import installation_secret
from service.store.segments import compile_where
from service.store.session import Database, reading, unit_of_work

POINT_COLUMN = {"email": "email", "sms": "phone", "phone": "phone", "autocall": "phone", "post": "address"}
"""The column of the file that carries the contact point the decision is about."""

_GOLDEN_POINTS = {"email": ("email",), "phone": ("phone", "phone_mobile"), "address": ("address_line1",)}
_CONTACT = frozenset({"email", "phone", "phone_mobile", "address_line1", "address_line2", "address_line3"})
COLUMNS = frozenset(GOLDEN_NAMES) - _CONTACT | {"customer_id", "contact_point_id", "kind", "expires_on"}
"""What a file may carry beside its contact point. Other contact points are not part of the decision, so never."""

DEFAULT_COLUMNS = ("salutation", "first_name", "last_name", "company_name", "postal_code", "city")


@dataclass(frozen=True)
class Asked:
    """A segment's question. `columns`: of COLUMNS; `controller`: its name, null for the only one."""

    where: str | None
    channel: str
    purpose: str
    at_us: int
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    controller: str | None = None
    bom: bool = False


@dataclass(frozen=True)
class _Answer:
    chosen: Chosen
    rows: pl.DataFrame
    question: Question
    masked: Question  # what the base keeps of it: values that may name a person would outlive an erasure


def build_segment(
    database: Database, asked: Asked, out: Path, *, rules: RuleSet, keys: Path, now_us: int
) -> dict[str, Any]:
    r"""Write the CSV to `out` and its manifest to `out` + `.manifest.json`; returns the manifest.

    Out     UTF-8, `,`, `\n`; header customer_id, the contact point, the asked columns, expires_on (last day on which
            this answer holds, empty for no end); one row a customer, by customer id.
    Raises  BadQuery (condition, channel, purpose, columns, controller), NotFound (no list yet), Busy, StorageFull.
    """
    if strange := sorted(set(asked.columns) - COLUMNS):
        raise BadQuery("Some columns cannot be delivered.", columns=strange, known=sorted(COLUMNS))
    if asked.channel not in POINT_COLUMN:
        raise BadQuery("unknown channel", known=sorted(POINT_COLUMN))
    condition = parse_where(asked.where) if asked.where is not None else None
    answer = _decided(database, asked, condition, rules, installation_secret(keys))
    part = out.with_name(f".{out.name}.part")
    manifest_part = part.with_name(f".{out.name}.manifest.part")
    try:
        written = _write(answer.rows, part, bom=asked.bom)
        manifest = _record(database, answer, written, rules, now_us)
        with disk_may_be_full():
            _sync(manifest_part, orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n")
            manifest_part.replace(out.with_name(out.name + ".manifest.json"))
            part.replace(out)
            _sync_folder(out.parent)
    finally:
        part.unlink(missing_ok=True)
        manifest_part.unlink(missing_ok=True)
    return manifest


def _decided(database: Database, asked: Asked, condition: Condition | None, rules: RuleSet, secret: bytes) -> _Answer:
    """Everything read in one snapshot, decided in columns."""
    point = POINT_COLUMN[asked.channel]
    output = tuple(c for c in asked.columns if c in GOLDEN_NAMES or c == "kind")
    read = dict.fromkeys([*CUSTOMER_COLUMNS[1:], *output, *_GOLDEN_POINTS[point]])
    with reading(database) as work:
        controller = deliveries.controller_id(work, asked.controller)
        lists = facts.lists_of(work, channel=asked.channel, controller_id=controller)
        people = facts.candidates(work, None if condition is None else compile_where(condition), list(read))
        points = facts.points_of_channel(work, asked.channel)
        events = facts.events_of(work, channel=asked.channel, purpose=asked.purpose, controller_id=controller)
        barred = facts.suppressed_hashes(work, channel=asked.channel, purpose=asked.purpose, controller_id=controller)
    stated = facts_of(people, points, events, lists, at_us=asked.at_us, zone=rules.timezone)
    stated = _suppressed(stated, barred, facts.POINT_KINDS[asked.channel], secret)
    decided = decide(stated, rules, at_us=asked.at_us, channel=asked.channel, purpose=asked.purpose)
    decided = decided.with_columns(stated["value"], stated.select(_is_golden(point)).to_series())
    chosen = choose(people["customer_id"], decided)
    inner = tuple(c for c in asked.columns if c not in ("customer_id", "expires_on"))
    columns = ("customer_id", point, *inner, "expires_on")
    rows = _rows(chosen.members, people.select("customer_id", *output), point, columns)
    where, kept = (None, None) if condition is None else (printed(condition), printed(without_values(condition)))
    question = Question(where, asked.channel, asked.purpose, controller, asked.at_us, columns)
    return _Answer(chosen, rows, question, replace(question, where=kept))


def _suppressed(stated: pl.DataFrame, barred: pl.Series, kind: str, secret: bytes) -> pl.DataFrame:
    if barred.is_empty():
        return stated
    return stated.with_columns(suppressed(secret, kind, stated["value"], barred).alias("suppressed"))


def _is_golden(point: str) -> pl.Expr:
    same = [pl.col("value") == pl.col(c) for c in _GOLDEN_POINTS[point]]
    if point == "address":
        same = [pl.col("value").str.contains(pl.col("address_line1"), literal=True)]
    return pl.any_horizontal(same).fill_null(value=False).alias("golden")


def _rows(members: pl.DataFrame, people: pl.DataFrame, point: str, columns: tuple[str, ...]) -> pl.DataFrame:
    rows = members.join(people, on="customer_id", how="left", maintain_order="left").rename({"value": point})
    texts = [c for c in columns if c != "customer_id" and rows.schema[c] == pl.String]
    shown = rows.with_columns(public_ids("CUS", rows["customer_id"])).with_columns(
        [neutralised(pl.col(c)).alias(c) for c in texts]
    )
    return shown.select(columns)


def _write(rows: pl.DataFrame, part: Path, *, bom: bool) -> DeliveredFile:
    with disk_may_be_full():
        descriptor = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
        with os.fdopen(descriptor, "w+b") as target:
            rows.write_csv(target, include_bom=bom)
            target.flush()
            os.fsync(target.fileno())
            target.seek(0)
            digest = hashlib.file_digest(target, "sha256").hexdigest()
    return DeliveredFile(rows.height, part.stat().st_size, digest)


def _record(database: Database, answer: _Answer, written: DeliveredFile, rules: RuleSet, now_us: int) -> dict[str, Any]:
    """The delivery and its ledger, committed; returns the manifest for the file."""
    with unit_of_work(database) as work:
        delivery_id = deliveries.new_delivery_id(work)
        name = deliveries.delivery_name(delivery_id)
        told, kept = (
            manifest_of(question, answer.chosen, written, rules, delivery=name, now_us=now_us)
            for question in (answer.question, answer.masked)
        )
        deliveries.add_delivery(
            work,
            answer.chosen.members,
            delivery_id=delivery_id,
            channel=answer.question.channel,
            purpose=answer.question.purpose,
            controller_id=answer.question.controller_id,
            at_us=answer.question.at_us,
            manifest=orjson.dumps(kept, option=orjson.OPT_SORT_KEYS).decode(),
            now_us=now_us,
        )
    return told


def _sync(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def columns_named(text: str | None) -> tuple[str, ...]:
    """Columns from a comma-separated option."""
    return DEFAULT_COLUMNS if text is None else tuple(dict.fromkeys(c.strip() for c in text.split(",") if c.strip()))
