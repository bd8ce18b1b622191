"""Build a segment: who fits a question and may be contacted (flows/contactable.py), as a CSV with a manifest.

The delivery and its ledger are committed before the file gets its name, so nothing leaves the house unrecorded, and a
file that has its name is whole.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from service.core.deliver.cells import neutralised
from service.core.deliver.manifest import DeliveredFile, manifest_of
from service.core.govern.rules import RuleSet
from service.flows.contactable import DEFAULT_COLUMNS, Answer, Asked, answer
from service.store import deliveries
from service.store.audit import note
from service.store.files import disk_may_be_full, sync_folder
from service.store.secrets import installation_secret
from service.store.session import Database, unit_of_work


def build_segment(
    database: Database, asked: Asked, out: Path, *, rules: RuleSet, keys: Path, now_us: int, bom: bool = False
) -> dict[str, Any]:
    r"""Write the CSV to `out` and its manifest to `out` + `.manifest.json`; returns the manifest.

    Out     UTF-8, `,`, `\n`; header customer_id, the contact point, the asked columns, expires_on (last day on which
            this answer holds, empty for no end); one row a customer, by customer id.
    Raises  BadQuery (condition, channel, purpose, columns, controller), NotFound (no list yet), Busy, StorageFull.
    """
    found = answer(database, asked, rules=rules, secret=installation_secret(keys))
    part = out.with_name(f".{out.name}.part")
    manifest_part = part.with_name(f".{out.name}.manifest.part")
    try:
        written = _write(found.rows, part, bom=bom)
        manifest = _record(database, found, written, rules, now_us)
        with disk_may_be_full():
            _sync(manifest_part, orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n")
            manifest_part.replace(out.with_name(out.name + ".manifest.json"))
            part.replace(out)
            sync_folder(out.parent)
    finally:
        part.unlink(missing_ok=True)
        manifest_part.unlink(missing_ok=True)
    return manifest


def _write(rows: pl.DataFrame, part: Path, *, bom: bool) -> DeliveredFile:
    texts = [c for c, kind in rows.schema.items() if kind == pl.String and c != "customer_id"]
    rows = rows.with_columns([neutralised(pl.col(c)).alias(c) for c in texts])
    with disk_may_be_full():
        descriptor = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
        with os.fdopen(descriptor, "w+b") as target:
            rows.write_csv(target, include_bom=bom)
            target.flush()
            os.fsync(target.fileno())
            target.seek(0)
            digest = hashlib.file_digest(target, "sha256").hexdigest()
    return DeliveredFile(rows.height, part.stat().st_size, digest)


def _record(database: Database, found: Answer, written: DeliveredFile, rules: RuleSet, now_us: int) -> dict[str, Any]:
    """The delivery and its ledger, committed; returns the manifest for the file."""
    with unit_of_work(database) as work:
        delivery_id = deliveries.new_delivery_id(work)
        name = deliveries.delivery_name(delivery_id)
        told, kept = (
            manifest_of(question, found.chosen, written, rules, delivery=name, now_us=now_us)
            for question in (found.question, found.masked)
        )
        deliveries.add_delivery(
            work,
            found.chosen.members,
            delivery_id=delivery_id,
            channel=found.question.channel,
            purpose=found.question.purpose,
            controller_id=found.question.controller_id,
            at_us=found.question.at_us,
            manifest=kept,
            now_us=now_us,
        )
        note(work, "segment.deliver", "delivery", delivery_id, {"members": written.rows}, at_us=now_us)
    return told


def _sync(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())


def columns_named(text: str | None) -> tuple[str, ...]:
    """Columns from a comma-separated option."""
    return DEFAULT_COLUMNS if text is None else tuple(dict.fromkeys(c.strip() for c in text.split(",") if c.strip()))
