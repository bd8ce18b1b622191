"""From cleaned rows to the rows of tables: numbering, and what a changed row keeps from the record it replaces.

Pure assembly, no database: ids are handed in, and so is what the base knows of the parties of changed rows. Each frame
carries `_row`, the ordinal of the line it comes from, so that a batch can be written slice by slice.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from service.core.clean.parties import PartyFrames
from service.core.columns import TYPED_NAMES

POINT = ["party_id", "kind", "value"]
ACT = ["party_id", "side", "kind", "on_date"]
PURCHASE = ["party_id", "kind", "on_date", "amount_minor", "currency", "quantity"]
EVENT = ["contact_point_id", "channel"]

_PREVIOUS = {"row_id": pl.Int64, "slot": pl.Int64, "party_id": pl.Int64, "kind": pl.String}
_POINTS = {"id": pl.Int64, "party_id": pl.Int64, "kind": pl.String, "value": pl.String}
_EVENTS = {"contact_point_id": pl.Int64, "channel": pl.String, "status": pl.String}
_ACTS = {"id": pl.Int64, "party_id": pl.Int64, "side": pl.String, "kind": pl.String, "on_date": pl.String}
_PURCHASES = {
    "id": pl.Int64,
    "party_id": pl.Int64,
    "kind": pl.String,
    "on_date": pl.String,
    "amount_minor": pl.Int64,
    "currency": pl.String,
    "quantity": pl.Int64,
}


@dataclass(frozen=True)
class Known:
    """What the base knows of the parties that changed rows speak of; empty frames for a first file.

    previous   row_id, slot, party_id, kind: parties of the records these rows supersede
    points     live contact points of those parties; `events` their latest imported status by channel
    acts, purchases  live ones of those parties
    """

    previous: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_PREVIOUS))
    points: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_POINTS))
    events: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_EVENTS))
    acts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_ACTS))
    purchases: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_PURCHASES))


@dataclass(frozen=True)
class Ids:
    """The first free id of each noun; enough are reserved (see `wanted`)."""

    records: int
    parties: int
    contact_points: int
    consent_events: int
    acts: int
    purchases: int


@dataclass(frozen=True)
class ImportFacts:
    """What every row of one import shares."""

    import_id: int
    list_id: int
    controller_id: int
    purpose_id: str
    now_us: int


@dataclass(frozen=True)
class TableRows:
    """Rows to insert by table name, and marks to set: ids of rows that this import ends. Both are sorted by `_row`."""

    inserts: dict[str, pl.DataFrame]
    ended: dict[str, pl.DataFrame]


def wanted(rows: pl.DataFrame, frames: PartyFrames) -> dict[str, int]:
    """How many ids of each noun a batch can need at most."""
    return {
        "records": rows.height,
        "parties": frames.parties.height,
        "contact_points": frames.contact_points.height,
        "consent_events": frames.consents.height,
        "acts": frames.acts.height,
        "purchases": frames.purchases.height,
    }


def assemble(rows: pl.DataFrame, frames: PartyFrames, known: Known, ids: Ids, facts: ImportFacts) -> TableRows:
    """The rows of every table for one batch.

    In      rows: cleaned rows with row_hash, source_key and supersedes; frames: their parties and what hangs on them.
    Out     inserts for records, parties, contact_points, consent_events, acts, purchases, links; marks for
            records, contact_points, acts, purchases.
    """
    parties = _parties(frames.parties, known.previous, ids.parties)
    records = _records(rows, parties, ids.records, facts)
    by_slot = parties.join(records.select(pl.col("_row").alias("row_id"), pl.col("id").alias("record_id")), on="row_id")
    owner = by_slot.select("row_id", "slot", "party_id", "record_id")
    points, ended_points = _reconciled(frames.contact_points.join(owner, on=["row_id", "slot"]), known.points, POINT)
    points = _numbered(points.unique(POINT, keep="first", maintain_order=True), ids.contact_points)
    acts, ended_acts = _reconciled(frames.acts.join(owner, on=["row_id", "slot"]), known.acts, ACT)
    bought, ended_bought = _reconciled(frames.purchases.join(owner, on=["row_id", "slot"]), known.purchases, PURCHASE)
    events = _events(frames.consents.join(owner, on=["row_id", "slot"]), points, known)
    given: dict[str, int | str | None] = {"import_id": facts.import_id, "evidence": "import", "ended_by": None}
    inserts = {
        "records": records,
        "parties": _new_parties(parties, facts),
        "contact_points": _stamped(points, given),
        "links": _links(frames.links, owner, facts),
        "acts": _stamped(_numbered(acts, ids.acts), given),
        "purchases": _stamped(_numbered(bought, ids.purchases), given),
        "consent_events": _stamped_events(_numbered(events, ids.consent_events), facts),
    }
    superseded = rows.filter(pl.col("supersedes").is_not_null())
    rows_of = known.previous.select("party_id", pl.col("row_id").alias("_row")).unique("party_id")
    ended = {
        "records": superseded.select(pl.col("supersedes").alias("id"), pl.col("row_id").alias("_row")),
        "contact_points": ended_points.join(rows_of, on="party_id").select("id", "_row"),
        "acts": ended_acts.join(rows_of, on="party_id").select("id", "_row"),
        "purchases": ended_bought.join(rows_of, on="party_id").select("id", "_row"),
    }
    by_row = ({name: _by_row(f) for name, f in some.items()} for some in (inserts, ended))
    return TableRows(*by_row)


def _by_row(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame by `_row`; most are so already, and looking is cheaper than moving every column."""
    return frame if frame["_row"].is_sorted() else frame.sort("_row", maintain_order=True)


def _parties(parties: pl.DataFrame, previous: pl.DataFrame, first_id: int) -> pl.DataFrame:
    """Parties with `party_id`: that of the superseded record's party of the same slot and kind, else a new one."""
    tied = parties.join(previous, on=["row_id", "slot", "kind"], how="left", maintain_order="left")
    new = pl.col("party_id").is_null()
    return tied.with_columns(
        new.alias("is_new"), pl.coalesce("party_id", first_id + new.cum_sum().cast(pl.Int64) - 1).alias("party_id")
    )


def _records(rows: pl.DataFrame, parties: pl.DataFrame, first_id: int, facts: ImportFacts) -> pl.DataFrame:
    sides = rows.select("row_id")
    for slot, name in ((0, "main_party_id"), (1, "contact_party_id")):
        side = parties.filter(pl.col("slot") == slot).select("row_id", pl.col("party_id").alias(name))
        sides = sides.join(side, on="row_id", how="left", maintain_order="left")
    accepted = pl.col("outcome") == "accepted"
    return (
        rows.with_columns(sides["main_party_id"], sides["contact_party_id"])
        .with_columns(
            pl.int_range(first_id, first_id + rows.height, dtype=pl.Int64).alias("id"),
            pl.lit(facts.import_id).alias("import_id"),
            pl.lit(facts.list_id).alias("list_id"),
            pl.when(accepted).then("source_key").alias("source_key"),
            pl.lit(None, dtype=pl.Int64).alias("superseded_by"),
            pl.col("row_id").alias("_row"),
            cells_json(rows["cells"]),
        )
        .select("_row", *_RECORD_COLUMNS, *TYPED_NAMES)
    )


_RECORD_COLUMNS = (
    "id",
    "import_id",
    "list_id",
    "row_id",
    "line",
    "outcome",
    "code",
    "source_key",
    "row_hash",
    "supersedes",
    "superseded_by",
    "main_party_id",
    "contact_party_id",
    "cells",
    "extra",
)


def cells_json(cells: pl.Series) -> pl.Series:
    """The cells of each row as a JSON array of strings and nulls (RFC 8259)."""
    plain = '["' + cells.list.join('","', ignore_nulls=True) + '"]'
    escaped = cells.list.join("", ignore_nulls=True).str.contains(_SPECIAL)
    holed = cells.list.eval(pl.element().is_null().any()).list.first().fill_null(value=True)
    rows = (escaped | holed | (cells.list.len() == 0)).arg_true()
    if rows.is_empty():
        return plain.alias("cells")
    return plain.scatter(rows, _careful(cells.gather(rows))).alias("cells")


_SPECIAL = r'[\x00-\x1f"\\]'
_ESCAPES = {chr(i): f"\\u{i:04x}" for i in range(32)} | {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}


def _careful(cells: pl.Series) -> pl.Series:
    """As `cells_json`, for rows with a null or a character that JSON escapes."""
    text = pl.lit('"') + pl.element().str.replace_many(_ESCAPES) + pl.lit('"')
    each = cells.list.eval(pl.when(pl.element().is_null()).then(pl.lit("null")).otherwise(text))
    return "[" + each.list.join(",") + "]"


def _new_parties(parties: pl.DataFrame, facts: ImportFacts) -> pl.DataFrame:
    return parties.filter("is_new").select(
        pl.col("row_id").alias("_row"),
        pl.col("party_id").alias("id"),
        "kind",
        "slot",
        pl.col("relation").fill_null("unknown"),
        pl.lit(facts.list_id).alias("list_id"),
        pl.lit(facts.import_id).alias("import_id"),
        pl.col("party_id").alias("carried_id"),
    )


def _reconciled(now: pl.DataFrame, before: pl.DataFrame, keys: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is new, and what of the parties' live rows is no longer said."""
    if before.is_empty():
        return now, before
    fresh = now.join(before, on=keys, how="anti", nulls_equal=True, maintain_order="left")
    return fresh, before.join(now, on=keys, how="anti", nulls_equal=True, maintain_order="left")


def _numbered(frame: pl.DataFrame, first_id: int) -> pl.DataFrame:
    return frame.with_columns(pl.int_range(first_id, first_id + frame.height, dtype=pl.Int64).alias("id"))


def _stamped(frame: pl.DataFrame, given: dict[str, int | str | None]) -> pl.DataFrame:
    """Rows with what every row of the import shares; columns the table lacks are dropped by the writer."""
    return frame.with_columns(
        pl.col("row_id").alias("_row"),
        *[pl.lit(v, dtype=pl.Int64 if v is None else None).alias(k) for k, v in given.items()],
    )


def _links(links: pl.DataFrame, owner: pl.DataFrame, facts: ImportFacts) -> pl.DataFrame:
    """works_for: from the contact person (slot 1) to the company (slot 0) of the same line."""
    side = owner.select("row_id", "slot", "party_id")
    from_ = side.filter(pl.col("slot") == 1).select("row_id", pl.col("party_id").alias("from_party_id"))
    to = side.filter(pl.col("slot") == 0).select("row_id", pl.col("party_id").alias("to_party_id"))
    both = links.join(from_, on="row_id").join(to, on="row_id")
    return both.select(
        pl.col("row_id").alias("_row"),
        "from_party_id",
        "to_party_id",
        "kind",
        pl.lit(facts.import_id).alias("import_id"),
    )


def _events(consents: pl.DataFrame, points: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Consent events on the contact points they speak of; what the file said before is not said again."""
    columns = [pl.col("id").alias("contact_point_id"), "party_id", "kind", "value"]
    every = pl.concat([points.select(columns), known.points.select(columns)])
    placed = consents.join(every, on=["party_id", "kind", "value"], how="inner", maintain_order="left")
    fresh = placed.join(known.events, on=[*EVENT, "status"], how="anti", maintain_order="left")
    return fresh.unique([*EVENT, "status", "occurred_on"], keep="first", maintain_order=True)


def _stamped_events(events: pl.DataFrame, facts: ImportFacts) -> pl.DataFrame:
    """An import's word on a consent is evidence; its moment is known only when the file dates it (design, 4.6)."""
    moment = pl.col("occurred_on").str.to_datetime("%Y-%m-%d", strict=False, time_unit="us", time_zone="UTC")
    return events.select(
        pl.col("row_id").alias("_row"),
        "id",
        "contact_point_id",
        "party_id",
        pl.lit(facts.import_id).alias("import_id"),
        "channel",
        pl.lit(facts.purpose_id).alias("purpose_id"),
        pl.lit(facts.controller_id).alias("controller_id"),
        "status",
        moment.dt.epoch("us").alias("occurred_us"),
        pl.lit(facts.now_us).alias("recorded_us"),
        pl.lit("import").alias("evidence"),
        pl.lit(None, dtype=pl.String).alias("proof"),
    )
