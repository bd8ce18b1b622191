"""What differs between two versions of a recipe, for people to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from service.core.recipes import SETTINGS, Recipe


@dataclass(frozen=True)
class Change:
    """One difference between two versions: of a column (`field`), or of how a field is written (`setting`)."""

    what: Literal["column-added", "column-removed", "field", "class", "writing", "software"]
    subject: str  # a column's key, a field, or empty
    before: str | None
    after: str | None
    setting: str | None = None


def changes(before: Recipe, after: Recipe) -> tuple[Change, ...]:
    """What differs between two versions: columns in the later one's order, then removed ones, then writing."""
    was, now = (dict(zip(r.keys, (c.field for c in r.columns), strict=True)) for r in (before, after))
    told = [
        Change("field" if key in was else "column-added", key, was.get(key), name)
        for key, name in now.items()
        if key not in was or was[key] != name
    ]
    told += [Change("column-removed", key, name, None) for key, name in was.items() if key not in now]
    classes = ({k: c.data_class for k, c in zip(r.keys, r.columns, strict=True)} for r in (before, after))
    once, today = classes
    told += [Change("class", key, once.get(key), said) for key, said in today.items() if once.get(key) != said]
    told += _written(before, after)
    if before.software != after.software:
        told.append(Change("software", "", before.software, after.software))
    return tuple(told)


def _written(before: Recipe, after: Recipe) -> list[Change]:
    was, now = ({(p.field, s): getattr(p, s) for p in r.writing for s in SETTINGS} for r in (before, after))
    names = sorted(was.keys() | now.keys())
    return [
        Change("writing", name, _said(was.get((name, setting))), _said(now.get((name, setting))), setting)
        for name, setting in names
        if was.get((name, setting)) != now.get((name, setting))
    ]


def _said(value: object) -> str | None:
    return None if value is None else str(value)
