"""How a file is understood before anything is kept of it: settings, mapping, values of each column before and after.

A large file is looked at by its head (core/survey/head.py): what is told then is provisional.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import polars as pl

from service.core.clean import options_of
from service.core.columns import TYPED_NAMES, TYPED_OF, TYPED_SCHEMA
from service.core.pipeline import Prepared, prepare
from service.core.plan import Column, Container, Plan
from service.core.read import read_batches
from service.core.reasons import REASONS
from service.core.recipes import NO_RECIPES, Recipes
from service.core.survey import FirstLook, first_look, require_customers
from service.core.survey.encodings import Blocks
from service.core.survey.whole_file import PLAIN
from service.errors import Fact, FileUnusable
from service.flows.inspect import columns_of, detected

SAMPLES = 20
"""Rows shown before and after."""

VALUES = 10
"""Values of each column shown before and after."""

EXAMINED = 1_000
"""Rows at the beginning of the file that are cleaned, for the samples and the issues to expect."""

# fields whose cell is told apart into several typed columns
_SPLIT = {
    "full_name": ("salutation", "first_name", "last_name"),
    "address_full": ("address_line1", "address_line2", "address_line3", "postal_code", "city"),
}


@dataclass(frozen=True)
class Preview:
    """A first look at a file, and its first rows cleaned."""

    look: FirstLook
    first: Prepared

    @property
    def plan(self) -> Plan:
        """What was decided."""
        return self.look.survey.plan


def preview(
    open_blocks: Blocks,
    *,
    today: date,
    mapping: Mapping[str, str | None] | None = None,
    recipes: Recipes = NO_RECIPES,
    container: Container = PLAIN,
) -> Preview:
    """Look at a file.

    Raises  FileUnusable, BadQuery, RecipeMismatch: as the survey does.
    """
    look = first_look(open_blocks, overrides=mapping, recipes=recipes, container=container)
    plan = look.survey.plan
    batch = next(read_batches(look.blocks(), plan, rows_per_batch=EXAMINED))
    return Preview(look, prepare(batch, plan, options_of(plan, today=today)))


def preview_told(seen: Preview, *, size: int) -> dict[str, Any]:
    """What was detected, the mapping with its confidence, values and rows before and after, the issues to expect.

    In      size: bytes of the file. Counters speak of the bytes that were read; `rows_estimated` of the whole file.
    """
    found = seen.look.survey
    names = ("lines", "header", "preamble", "footer", "blank", "rows")
    return {
        "size": size,
        "provisional": seen.look.provisional,
        "bytes_read": min(seen.look.size, size),
        "rows_estimated": round(found.counters.rows * size / max(1, seen.look.size))
        if seen.look.provisional
        else found.counters.rows,
        "detected": detected(found.plan),
        "recipe": None if found.recipe is None else asdict(found.recipe),
        "counters": {name: getattr(found.counters, name) for name in names},
        "problem": _problem(seen.look),
        "columns": [
            told | {"key": c.key, "values": column_values(c, seen.first)}
            for told, c in zip(columns_of(found.plan), found.plan.columns, strict=True)
        ],
        "rows_examined": seen.first.rows.height,
        "samples": _samples(found.plan, seen.first),
        "expected_issues": _expected(seen.first),
    }


def _problem(look: FirstLook) -> dict[str, Fact] | None:
    """Why an import would fail; that no row has a name can be said of the whole file only."""
    try:
        require_customers(look.survey)
    except FileUnusable as problem:
        known = not look.provisional or problem.facts.get("reason") == "no-party-column"
        return problem.problem() if known else None
    return None


def column_values(column: Column, first: Prepared) -> list[dict[str, str | None]]:
    """The first different values of a column: as they came, and as they would be kept.

    Out     `after` null: nothing usable in it, or the column is not used (it has no field).
    """
    cells = pl.col("cells").list.get(column.index, null_on_oob=True)
    readable = first.rows.filter(pl.col("code").ne_missing(pl.lit("row.unreadable")))
    seen = readable.select(cells.alias("before"), _after(column.field, cells).alias("after"))
    shown = seen.filter(pl.col("before").str.strip_chars() != "").unique("before", keep="first", maintain_order=True)
    return shown.head(VALUES).to_dicts()


def _after(field: str | None, cell: pl.Expr) -> pl.Expr:
    if field is None:
        return pl.lit(None, pl.String)
    if field in _SPLIT:
        parts = pl.concat_str([pl.col(name) for name in _SPLIT[field]], separator=" ", ignore_nulls=True)
        whole = pl.when(parts != "").then(parts)
        return pl.coalesce(whole, pl.col("company_name")) if field == "full_name" else whole
    typed = TYPED_OF.get(field, field)
    if typed not in TYPED_NAMES:
        return cell.str.strip_chars()
    if typed.endswith("_minor"):
        return _amount(pl.col(typed))
    return pl.col(typed).cast(TYPED_SCHEMA[typed]).cast(pl.String)


def _amount(minor: pl.Expr) -> pl.Expr:
    """Minor units as an amount with two decimals."""
    sign = pl.when(minor < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    whole, cents = (minor.abs() // 100).cast(pl.String), (minor.abs() % 100).cast(pl.String).str.zfill(2)
    return pl.when(minor.is_not_null()).then(sign + whole + pl.lit(".") + cents)


def _samples(plan: Plan, first: Prepared) -> list[dict[str, Any]]:
    """Each row as it came, by column key, and as it would be kept: the typed columns that have a value."""
    keys = [c.key for c in plan.columns]
    shown = []
    for row in first.rows.head(SAMPLES).iter_rows(named=True):
        cells = row["cells"]
        before = {key: cells[i] if i < len(cells) else None for i, key in enumerate(keys)}
        after = {name: row[name] for name in TYPED_NAMES if row[name] is not None}
        told = {name: row[name] for name in ("row_id", "line", "outcome", "code")}
        shown.append(told | {"before": before, "after": after})
    return shown


def _expected(first: Prepared) -> list[dict[str, Any]]:
    """Issues of the examined rows by field and code, the most frequent first."""
    named = first.issues.with_columns(pl.col("field").fill_null(""))  # of the row as a whole
    counted = named.group_by("field", "code").agg(rows=pl.col("row_id").n_unique())
    return [
        issue | reason_told(str(issue["code"]))
        for issue in counted.sort("rows", "field", "code", descending=[True, False, False]).iter_rows(named=True)
    ]


def reason_told(code: str) -> dict[str, str]:
    """What is known of an issue code: severity, typology, repair, texts."""
    reason = REASONS[code]
    return {
        "severity": reason.severity,
        "typology": reason.typology,
        "repair": reason.repair,
        "fr": reason.fr,
        "en": reason.en,
    }
