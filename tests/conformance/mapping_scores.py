"""How well headings are read when their vendor is unknown: scores for test_mapping.py.

A family (service/reference/families.py) is withheld: none of its headings is known while its own are read. A heading
counts when its field is also written by another family. First: the best reading, `ignore` among them, is right. Two:
one of the first two is. A file is all headings of one program in one language, as headings.csv lists them.
"""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from service.core.folding import fold
from service.core.mapping.choose import readings
from service.core.mapping.knowledge import Knowledge, shipped, without
from service.core.plan import Plan
from service.core.read import read_batches
from service.flows.opened import blocks_of
from service.reference.families import family_of
from service.reference.heading_words import program_marks

HERE = Path(__file__).parent
Line = tuple[str, str, str]  # program, heading, field
Sample = tuple[str, Plan, pl.DataFrame]  # name, plan, one text column per heading


@dataclass(frozen=True)
class Score:
    """One column: what is right, and what was read, best first."""

    where: str
    heading: str
    right: frozenset[str]
    options: tuple[tuple[str, float], ...]

    @property
    def first(self) -> bool:
        return bool(self.options) and self.options[0][0] in self.right

    @property
    def two(self) -> bool:
        return any(f in self.right for f, _ in self.options[:2])


@cache
def known_without(family: str | None) -> Knowledge:
    return shipped() if family is None else without(family)


@cache
def lines(source: Path) -> dict[tuple[str, str], list[Line]]:
    """The lines of headings.csv by (program, language)."""
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["software"], row["locale"]].append((row["software"], row["heading"], row["canonical_field"]))
    return dict(found)


@cache
def _families_of(source: Path) -> dict[str, set[str]]:
    families: dict[str, set[str]] = defaultdict(set)
    for file in lines(source).values():
        for program, _, field in file:
            families[field].add(family_of(program))
    return dict(families)


def of_headings(source: Path, *, alone: bool = False) -> Iterator[Score]:
    """Every heading of headings.csv that counts, without values; `alone`: each in a file of its own."""
    for (program, _), file in lines(source).items():
        family = family_of(program)
        for part in [[line] for line in file] if alone else [file]:
            headings = [heading for _, heading, _ in part]
            read = readings(headings, _no_rows(len(headings)), knowledge=known_without(family))
            for (_, heading, field), reading in zip(part, read, strict=True):
                if _families_of(source)[field] - {family}:
                    yield Score(program, heading, frozenset({field}), reading.options)


def ambiguous(source: Path) -> dict[str, tuple[str, ...]]:
    """The headings (folded) that mean different things in different programs, and what they mean."""
    fields: dict[str, dict[str, None]] = defaultdict(dict)
    for file in lines(source).values():
        for _, heading, field in file:
            fields[fold(heading)][field] = None
    return {heading: tuple(of) for heading, of in sorted(fields.items()) if len(of) > 1}


def of_samples(samples: list[Sample], source: Path) -> Iterator[Score]:
    """Every column of the samples that counts, with its values.

    What is right is what headings.csv says of the file's program; else what sample_fields.json says, by eye.
    """
    for name, plan, rows in samples:
        told = truth(name, source)
        withheld = sample_fields()[name]["withheld"]
        read = readings(list(plan.headings), rows, knowledge=known_without(withheld))
        for column, reading in zip(plan.columns, read, strict=True):
            right = told.get(column.key, frozenset()) or told.get(f"={fold(column.heading)}", frozenset())
            if any(_families_of(source).get(field, set()) - {withheld} for field in right):
                yield Score(name, column.heading, right, reading.options)


@cache
def sample_fields() -> dict[str, dict[str, Any]]:
    """For each sample: the family withheld, the program whose lines of headings.csv are right, and columns by eye."""
    told: dict[str, dict[str, Any]] = json.loads((HERE / "sample_fields.json").read_text(encoding="utf-8"))
    return told


def truth(name: str, source: Path) -> dict[str, frozenset[str]]:
    """The fields that are right for a column of a sample: by its key, or by `=` and its folded heading."""
    of = sample_fields()[name]
    told: dict[str, set[str]] = defaultdict(set)
    for (program, _), file in lines(source).items():
        if program == of["program"]:
            for _, heading, field in file:
                told[f"={fold(heading)}"].add(field)
    by_eye = {key: frozenset(fields.split(" or ")) for key, fields in of["columns"].items()}
    return {key: frozenset(fields) for key, fields in told.items()} | by_eye


def sample_of(path: Path, plan: Plan) -> Sample:
    """The first rows of a sample, as the survey shows them to the mapping."""
    rows = next(read_batches(blocks_of(path), plan, rows_per_batch=500)).rows
    cells = [pl.col("cells").list.get(i, null_on_oob=True).alias(str(i)) for i in range(len(plan.columns))]
    return f"{path.parent.name}/{path.name}", plan, rows.select(cells)


def subsets(source: Path, times: int) -> Iterator[tuple[str, list[str]]]:
    """Files of each program with 60 to 100 % of its headings, in their order: (program, headings); always the same."""
    chance = random.Random(4)  # noqa: S311 - files to test with, always the same
    files = {**{k: [h for _, h, _ in v] for k, v in lines(source).items()}, **_marked()}
    for (program, _), headings in files.items():
        for _ in range(times if len(headings) >= 5 else 0):
            kept = chance.sample(range(len(headings)), max(3, round(len(headings) * chance.uniform(0.6, 1.0))))
            yield program, [headings[i] for i in sorted(kept)]


def _marked() -> dict[tuple[str, str], list[str]]:
    marked: dict[tuple[str, str], list[str]] = defaultdict(list)
    for program, heading in program_marks():
        marked[program, "marks"].append(heading)
    return dict(marked)


def _no_rows(columns: int) -> pl.DataFrame:
    return pl.DataFrame(schema={str(i): pl.String for i in range(columns)})


def of_unseen() -> Iterator[Score]:
    """Headings of programs that nothing shipped was learned from: unseen_headings.json, read in files of that program."""
    for program, columns in json.loads((HERE / "unseen_headings.json").read_text(encoding="utf-8")).items():
        read = readings(list(columns), _no_rows(len(columns)))
        for (heading, fields), reading in zip(columns.items(), read, strict=True):
            yield Score(program, heading, frozenset(fields.split(" or ")), reading.options)
