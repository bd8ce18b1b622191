"""Look at a file without keeping anything of it: what it is, what its columns mean, how many rows can be used.

A table of other things than customers is shown like any other, its rows all rejected; only what cannot be read as a
table at all is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from service.core.classify import traits_of
from service.core.clean import options_of
from service.core.pipeline import prepare
from service.core.plan import Column, Plan
from service.core.read import Counters, RawBatch, read_batches
from service.core.recipes import NO_RECIPES, Recipes
from service.core.survey import Survey, survey
from service.errors import FileNotFound
from service.flows.opened import Opened, opened

_OUTCOMES = ("accepted", "rejected", "quarantined")


def inspect_file(
    path: Path,
    mapping: Mapping[str, str | None] | None = None,
    *,
    today: date | None = None,
    recipes: Recipes = NO_RECIPES,
) -> dict[str, Any]:
    """What a file is: the object that `limpide inspect` prints (DESIGN.md, section 6).

    Out     `recipe` is there when one was taken.
    Raises  FileNotFound; FileUnusable, BadQuery and RecipeMismatch as the survey does.
    """
    counters, outcomes = Counters(), dict.fromkeys(_OUTCOMES, 0)
    with _surveyed(path, mapping, recipes) as (file, found):
        plan = found.plan
        options = options_of(plan, today=today)
        for batch in read_batches(file.blocks(), plan):
            counters += batch.counters
            for outcome, count in prepare(batch, plan, options).rows["outcome"].value_counts().iter_rows():
                outcomes[outcome] += count
    return {
        **detected(plan),
        **({} if found.recipe is None else {"recipe": asdict(found.recipe)}),
        "counters": {
            "lines": counters.lines,
            "header": counters.header,
            "preamble": counters.preamble,
            "footer": counters.footer,
            "blank": counters.blank,
            "rows": counters.rows,
            **outcomes,
        },
        "columns": columns_of(plan),
    }


def detected(plan: Plan) -> dict[str, Any]:
    """What the survey says of the file as a whole. What is no delimited text has no delimiter and no quote; a workbook
    names itself where a text names its encoding.
    """
    was, delimited = plan.container, plan.container.kind == "text"
    return {
        "encoding": plan.dialect.encoding if delimited else was.encoding or was.kind,
        "delimiter": plan.dialect.delimiter if delimited else None,
        "quote": plan.dialect.quote if delimited else None,
        "header_row": plan.layout.header_row,
        "preamble_rows": plan.layout.preamble,
        "software": plan.software,
        "software_evidence": list(plan.software_evidence),
        "grain": plan.grain,
        "container": was.kind,
        "archive": was.archive,
        "sheet": was.sheet,
        "merged": list(was.merged),
    }


def columns_of(plan: Plan) -> list[dict[str, Any]]:
    """What the survey says of each column: its heading, the field it is taken for, how surely, what else it may be."""
    return [_column(c) for c in plan.columns]


def inspect_rows(path: Path, mapping: Mapping[str, str | None] | None = None) -> Iterator[dict[str, Any]]:
    """The rows as read, in file order: row_id, line, cells; a line that cannot be read is one cell, its text."""
    with _surveyed(path, mapping) as (file, found):
        for batch in read_batches(file.blocks(), found.plan):
            yield from _all_rows(batch).iter_rows(named=True)


@contextmanager
def _surveyed(
    path: Path, mapping: Mapping[str, str | None] | None, recipes: Recipes = NO_RECIPES
) -> Iterator[tuple[Opened, Survey]]:
    if not path.is_file():
        raise FileNotFound
    with opened(path) as file:
        yield file, survey(file.blocks, overrides=mapping, recipes=recipes, container=file.container)


def _all_rows(batch: RawBatch) -> pl.DataFrame:
    if not batch.unreadable.height:
        return batch.rows
    unread = batch.unreadable.select("row_id", "line", pl.concat_list("text").alias("cells"))
    return pl.concat([batch.rows, unread]).sort("row_id")


def _column(column: Column) -> dict[str, Any]:
    traits = traits_of(column)
    return {
        "index": column.index,
        "heading": column.heading,
        "field": column.field,
        "confidence": column.confidence,
        "alternatives": list(column.alternatives),
        "class": column.data_class,
        "strength": column.strength,
        "evidence": list(column.evidence),
        "sensitivity": traits.sensitivity,
        "trait": traits.trait,
        "origin": traits.origin,
    }
