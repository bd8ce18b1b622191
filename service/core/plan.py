"""The Plan: everything the survey decided about one file, frozen, so that every later stage and every replay agrees.

A Plan holds no cell of the file except its headings. It travels as canonical JSON (the import keeps it, recipes will).
Physical lines count from 1 and end at LF with any CR before it (`newline` "lf"), or at CR, LF or CRLF ("cr").
Column keys are how a person names a column in a forced mapping: `heading`, `heading#2` for its second use, and
`@index` (from 0) where the heading is empty.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

FieldClass = Literal["personal", "action", "reaction"]
Strength = Literal["proved", "indicated", "undetermined"]
"""How surely a column has its class: by a checksum, an official list or a person's word; by its heading or the form of
its values; or not at all."""
Grain = Literal["customer", "invoice", "invoice_line", "entry", "address", "contact"]
"""What one row stands for."""
HAPPENED: frozenset[Grain] = frozenset({"invoice", "invoice_line", "entry"})
"""Grains of what happened: such rows never change, others come after them."""


@dataclass(frozen=True)
class Dialect:
    """How bytes become cells. `delimiter` one character, or one and a blank; `quote` null: no character quotes;
    `newline` as the module says; `fallback` the code of lines that are not valid UTF-8 in a file that mostly is, null
    when all are: "cp1252"; `escape` null: a quote within a quoted cell is doubled.
    """

    encoding: str = "utf-8"
    newline: Literal["lf", "cr"] = "lf"
    delimiter: str = ","
    quote: str | None = '"'
    fallback: Literal["cp1252"] | None = None
    escape: Literal["\\"] | None = None


@dataclass(frozen=True)
class Container:
    """What the file was before it was text: `kind` "text" when it always was, xlsx, xls, xlsb, ods, dbf or fixed-width;
    `archive` zip or gzip around it; `sheet`: the one that was read, `merged` its merged ranges ("A1:C1"); `encoding` of
    what lies in a dbf or in columns of fixed width. Lines are rows of the sheet or of the table then.
    """

    kind: str = "text"
    archive: str | None = None
    sheet: str | None = None
    merged: tuple[str, ...] = ()
    encoding: str | None = None


@dataclass(frozen=True)
class Layout:
    """Which physical lines are what. Lines before the header are preamble, blank ones included."""

    preamble: int = 0
    header_row: int = 0  # physical line of the header, 0: none
    header_lines: int = 0  # physical lines it covers
    header_text: str | None = None  # the header as one line, to find it again among the rows
    footer_from: int | None = None  # first physical line of totals and closing words
    width: int = 1  # cells of a full row

    @property
    def first_line(self) -> int:
        """The first physical line that may hold a row."""
        return self.preamble + self.header_lines + 1


@dataclass(frozen=True)
class Column:
    """One column of the file: what it says, and what we take it for."""

    index: int
    key: str
    heading: str
    field: str | None = None
    confidence: float = 0.0
    alternatives: tuple[str, ...] = ()
    data_class: FieldClass | None = None
    evidence: tuple[str, ...] = ()
    strength: Strength = "undetermined"  # of the class


@dataclass(frozen=True)
class Derived:
    """A field filled from another column's cell, only in rows where the cell of `where` starts with `prefix` and holds
    `pattern`. Of several for one field the first that has a cell speaks.
    """

    field: str
    source: int  # column index
    where: int | None = None  # column index
    prefix: str = ""
    pattern: str = ""  # regular expression, "": any


@dataclass(frozen=True)
class Profile:
    """What the whole column says about how its values are written."""

    field: str
    date_order: str | None = None  # DMY | MDY | YMD
    decimal: str | None = None  # "," | "."
    surname_first: bool | None = None


@dataclass(frozen=True)
class Plan:
    """The frozen result of a survey."""

    dialect: Dialect = Dialect()
    layout: Layout = Layout()
    columns: tuple[Column, ...] = ()
    derived: tuple[Derived, ...] = ()
    profiles: tuple[Profile, ...] = ()
    software: str | None = None
    grain: Grain = "customer"
    version: int = 1
    software_evidence: tuple[str, ...] = ()  # on what grounds: core/mapping/programs.Recognised.evidence
    container: Container = Container()

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings as the file has them; empty texts where it has none."""
        return tuple(c.heading for c in self.columns)

    @property
    def fields(self) -> dict[str, int]:
        """Each mapped canonical field and the index of its column; derived fields are not among them."""
        return {c.field: c.index for c in self.columns if c.field is not None}

    def profile(self, field: str) -> Profile:
        """How values of this field are written; all null where the survey could not tell."""
        return next((p for p in self.profiles if p.field == field), Profile(field))

    @property
    def mapping_sha256(self) -> str:
        """Two plans map alike when this is equal: which column is which field, and which fields are derived."""
        defines = [[c.index, c.key, c.field] for c in self.columns], [asdict(d) for d in self.derived]
        return hashlib.sha256(canonical_json(defines).encode()).hexdigest()

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no blanks, characters as they are."""
        return canonical_json(asdict(self))

    @staticmethod
    def from_json(text: str) -> Plan:
        """The plan of `to_json`; raises KeyError or TypeError when the text is not one."""
        d: dict[str, Any] = json.loads(text)
        return Plan(
            dialect=Dialect(**d["dialect"]),
            layout=Layout(**d["layout"]),
            columns=tuple(Column(**_strengthened({k: _frozen(v) for k, v in c.items()})) for c in d["columns"]),
            derived=tuple(Derived(**x) for x in d["derived"]),
            profiles=tuple(Profile(**p) for p in d["profiles"]),
            software=d["software"],
            grain=d.get("grain", "customer"),  # plans of before 2026-11-27 have none
            version=d["version"],
            software_evidence=tuple(d.get("software_evidence", ())),
            container=Container(**{k: _frozen(v) for k, v in d.get("container", {}).items()}),
        )


def column_keys(headings: list[str]) -> list[str]:
    """The key of each column, in order: unique, and stable as long as the headings before it are."""
    seen: dict[str, int] = {}
    keys = []
    for index, heading in enumerate(headings):
        name = heading.strip()
        seen[name] = seen.get(name, 0) + 1
        keys.append(f"@{index}" if not name else name if seen[name] == 1 else f"{name}#{seen[name]}")
    return keys


def _strengthened(column: dict[str, Any]) -> dict[str, Any]:
    """Columns of before 2026-11-27 do not say how surely they have their class: no check was made."""
    return {"strength": "undetermined" if column.get("data_class") is None else "indicated"} | column


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def canonical_json(value: Any) -> str:
    """Sorted keys, no blanks, characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
