"""Deliver a segment: the answer is frozen once, and every page and file of it is cut from that.

A delivery says at what moment it was decided. Who objects afterwards is not in the next one; this one stays as it was,
because pages and ranges of one file must fit together. Its files expire; the ledger of who was in it stays.

    ready = prepare(…)                          decided and on disk, under a name nobody knows yet
    with kept_or_gone(data, ready):
        record(work, ready, …)                  the ledger: from the commit on it is a delivery
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import polars as pl

from service.core.deliver.manifest import DeliveredFile, manifest_of, moment
from service.core.deliver.shapes import SHAPES, Shape, opening, piece
from service.core.govern.rules import RuleSet
from service.core.ids import parse_id
from service.errors import DeliveryExpired, NotFound
from service.flows.contactable import Answer, answer
from service.flows.segments import question
from service.store import deliveries, exports
from service.store.deliveries import DeliveryRow, delivery_name
from service.store.exports import ExportFile
from service.store.files import DataDir
from service.store.saved_segments import SavedSegment
from service.store.secrets import installation_secret
from service.store.session import Database, Work, reading, unit_of_work

EXPORT_US = 7 * 86_400_000_000
"""How long the files of a delivery are kept: a week to fetch them."""

_ABANDONED_US = 86_400_000_000  # of a delivery that was never recorded: its maker was killed
_ROWS = 20_000


@dataclass(frozen=True)
class Ready:
    """A delivery that is decided and on disk, and not yet in the ledger."""

    delivery_id: int
    segment: SavedSegment
    answer: Answer
    manifest: dict[str, Any]


def prepare(
    database: Database, data: DataDir, segment: SavedSegment, *, at_us: int, rules: RuleSet, now_us: int
) -> Ready:
    """Decide, and put the rows on disk; no transaction is open meanwhile but for reading and for the id.

    Raises  BadQuery (the definition no longer holds), NotFound, Busy, StorageFull.
    """
    expire_exports(database, data, now_us=now_us)
    found = answer(database, question(segment, at_us), rules=rules, secret=installation_secret(data.keys))
    with unit_of_work(database) as work:
        delivery_id = deliveries.new_delivery_id(work)
    name = delivery_name(delivery_id)
    exports.freeze(data, name, found.rows)
    written = _made(data, name, SHAPES["csv"])
    told = DeliveredFile(found.rows.height, written.size, written.sha256)
    manifest = manifest_of(found.masked, found.chosen, told, rules, delivery=name, now_us=now_us)
    manifest |= {
        "segment": {"id": segment.id, "name": segment.name},
        "files_until": moment(now_us + EXPORT_US),
    }
    return Ready(delivery_id, segment, found, manifest)


@contextmanager
def kept_or_gone(data: DataDir, ready: Ready) -> Iterator[None]:
    """Around the transaction that records the delivery: where it fails, the files go."""
    try:
        yield
    except BaseException:
        exports.forget(data.exports, delivery_name(ready.delivery_id))
        raise


def record(work: Work, ready: Ready, *, now_us: int) -> DeliveryRow:
    """The delivery and its ledger, in the caller's transaction."""
    asked = ready.answer.question
    return deliveries.add_delivery(
        work,
        ready.answer.chosen.members,
        delivery_id=ready.delivery_id,
        channel=asked.channel,
        purpose=asked.purpose,
        controller_id=asked.controller_id,
        at_us=asked.at_us,
        manifest=ready.manifest,
        now_us=now_us,
        segment_id=ready.segment.id,
    )


def delivery_of(work: Work, segment_id: int, name: str) -> DeliveryRow:
    """A delivery of a segment by its public id.

    Raises  NotFound.
    """
    return deliveries.get_delivery(work, parse_id(name, "DEL"), segment_id)


def members(data: DataDir, delivery: DeliveryRow, *, start: int, limit: int) -> list[dict[str, Any]]:
    """Some rows of a delivery, from the place `start` (from 0).

    Raises  DeliveryExpired.
    """
    return list(_rows(data, delivery).slice(start, limit).collect().iter_rows(named=True))


def file_in_shape(data: DataDir, delivery: DeliveryRow, shape: Shape) -> ExportFile:
    """The whole delivery in one shape; made at the first request, the same bytes at every other.

    Raises  DeliveryExpired, StorageFull.
    """
    name = delivery_name(delivery.id)
    _rows(data, delivery)
    return exports.file_of(data.exports, name, shape.key) or _made(data, name, shape)


def expire_exports(database: Database, data: DataDir, *, now_us: int) -> int:
    """Delete the files of deliveries that are older than a week, and of those that were never recorded; how many."""
    with reading(database) as work:
        made = deliveries.made_at(work)
    gone = 0
    for name in exports.names(data.exports):
        try:
            made_us = made.get(parse_id(name, "DEL"))
        except NotFound:  # not ours
            continue
        age_us = now_us - (exports.touched_us(data.exports, name) if made_us is None else made_us)
        if age_us > (_ABANDONED_US if made_us is None else EXPORT_US):
            exports.forget(data.exports, name)
            gone += 1
    return gone


def forget_exports_of_erased(database: Database, data: DataDir, review_id: int) -> None:
    """Erased means erased: files of deliveries that had people whom a purge has erased go with them."""
    with reading(database) as work:
        touched = deliveries.with_people_erased_by(work, review_id)
    for delivery_id in touched:
        exports.forget(data.exports, delivery_name(delivery_id))


def _rows(data: DataDir, delivery: DeliveryRow) -> pl.LazyFrame:
    found = exports.frozen(data.exports, delivery_name(delivery.id))
    if found is None:
        raise DeliveryExpired(delivery=delivery_name(delivery.id))
    return found


def _made(data: DataDir, name: str, shape: Shape) -> ExportFile:
    rows = exports.frozen(data.exports, name)
    if rows is None:
        raise DeliveryExpired(delivery=name)
    return exports.keep_file(data, name, shape.key, _pieces(rows, shape))


def _pieces(rows: pl.LazyFrame, shape: Shape) -> Iterator[bytes]:
    yield opening(shape, rows.collect_schema().names())
    start = 0
    while (some := rows.slice(start, _ROWS).collect()).height:
        yield piece(shape, some)
        start += _ROWS
