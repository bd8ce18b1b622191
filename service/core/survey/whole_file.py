"""The survey: one look at the whole file, and a Plan that every later stage follows.

    scan      all bytes: encoding, line ends, number of lines
    dialect   the head: delimiter and quote
    layout    the head and the tail: preamble, header, footer
    mapping   headings and a sample of rows: fields
    profiles  all rows: date order, decimal sign, name order

It reads the file three times at most and keeps half a million characters of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from service.core.classify import classify
from service.core.containers.text import BREAK, MADE
from service.core.fields import PARTY_FIELDS
from service.core.limits import COLUMNS, FAR_TOO_MANY, beyond
from service.core.mapping import CUSTOMER_ACCOUNTS, apply, choose, derive, recognise, recognised
from service.core.plan import Column, Container, Dialect, FieldClass, Plan, column_keys
from service.core.read import Counters, read_batches
from service.core.recipes import NO_RECIPES, Placed, Recipes, SavedRecipe, Taken, forced_by, otherwise, place
from service.core.survey.dialect import DELIMITERS, LOOKED_AT, choose_dialect, head_lines, unquoted
from service.core.survey.encodings import Blocks, Encoding
from service.core.survey.grain import by_name, grain_of
from service.core.survey.layout import find_footer, find_layout
from service.core.survey.profiles import Profiler
from service.core.survey.scan import Scan, scan
from service.errors import FileUnusable

SAMPLE = 500  # rows that headings are checked against
ROWS_PER_BATCH = 16_000  # few enough that their memory is used again and again
PLAIN = Container()


@dataclass(frozen=True)
class Survey:
    """The plan, and what was seen on the way: `nul` characters removed, `undefined` cp1252 bytes kept as controls."""

    plan: Plan
    counters: Counters
    line_end: str
    nul: int
    undefined: int
    party_rows: bool  # whether any row fills a column that a party can come from
    recipe: Taken | None = None  # the one that was taken


def survey(
    open_blocks: Blocks,
    *,
    overrides: Mapping[str, str | None] | None = None,
    recipes: Recipes = NO_RECIPES,
    container: Container = PLAIN,
) -> Survey:
    """Decide how a file is to be read.

    In      `open_blocks` gives the file's blocks from the beginning, each time it is called; `overrides` is a forced
            mapping: column key to field, or to null for none; it beats a recipe, and a recipe what we would choose;
            `container`: what the blocks were before they were text.
    Raises  FileUnusable: empty, not text, not decodable, too many columns. BadQuery: a forced mapping of columns or
            fields that do not exist. RecipeMismatch: columns of the recipe that was asked for are not there. A table
            of other things than customers is no error here: see `require_customers`.
    """
    made = container.kind != "text"
    seen = scan(open_blocks, Encoding(MADE.encoding) if made else None)
    plan = replace(_structure(seen, made), container=container)
    headings, own = list(plan.headings), dict(overrides or {})
    saved = recipes.of(headings)
    placed = Placed({}) if saved is None else place(saved, headings)
    forced, changed = forced_by(placed, headings, own)
    program = recognised(headings)
    if program is not None:
        plan = replace(plan, software=program.software, software_evidence=program.evidence)
    sample = _sample(seen, plan)
    columns = choose(headings, sample, software=plan.software, forced=forced)
    plan = _settled(plan, _credited(columns, placed, own), sample, placed.classes)
    profiler = Profiler(plan.columns)
    counters, parties = Counters(), False
    for batch in read_batches(open_blocks(), plan, rows_per_batch=ROWS_PER_BATCH):
        counters += batch.counters
        profiler.add(batch.rows)
        parties = parties or _fills_a_party(plan, batch.rows)
    writing = () if saved is None else saved.recipe.writing
    plan = replace(plan, profiles=profiler.profiles(writing))
    taken = None if saved is None else _taken(saved, recipes, placed, plan, changed)
    return Survey(plan, counters, seen.line_end, seen.nul, seen.encoding.undefined, parties, taken)


def _settled(
    plan: Plan, columns: tuple[Column, ...], sample: pl.DataFrame, confirmed: Mapping[int, FieldClass]
) -> Plan:
    """The plan with its columns and what follows from them: classes, grain, derived fields."""
    columns = classify(columns, sample, confirmed)
    grain = grain_of(columns, sample)
    return replace(plan, columns=columns, derived=derive(columns) + by_name(columns, grain), grain=grain)


def _credited(columns: tuple[Column, ...], placed: Placed, own: Mapping[str, str | None]) -> tuple[Column, ...]:
    """The columns, with the recipe as evidence where it decided."""

    def by_recipe(c: Column) -> bool:
        return c.index in placed.at and c.key not in own and f"@{c.index}" not in own

    return tuple(replace(c, evidence=("recipe",)) if by_recipe(c) else c for c in columns)


def _taken(saved: SavedRecipe, recipes: Recipes, placed: Placed, plan: Plan, changed: tuple[str, ...]) -> Taken:
    return Taken(
        saved.id,
        saved.recipe_id,
        saved.name,
        saved.version,
        "headings" if recipes.named is None else "name",
        added=tuple(plan.columns[i].key for i in placed.added),
        missing=placed.missing,
        changed=changed,
        otherwise=otherwise(saved.recipe.writing, plan.profiles),
    )


def require_customers(found: Survey) -> None:
    """Refuse a file that no customer can come from.

    Raises  FileUnusable with a reason and facts: number of rows and columns, the fields found, what would be needed.
    """
    plan, rows = found.plan, found.counters.rows - found.counters.unreadable
    fields = sorted(f for f in plan.fields if f != "ignore")
    if rows <= 0:
        what = "has headings but no row" if plan.layout.header_row else "has no row that can be read"
        raise FileUnusable(
            f"The file {what}. Export it again with your customers in it.",
            reason="no-rows",
            columns=len(plan.columns),
            fields=fields,
        )
    if not _party_columns(plan):
        headed = plan.layout.header_row > 0
        raise FileUnusable(
            "No column gives a name, a company, an email or a phone number: no customer can be made from these rows. "
            + ("Add such a column to the export" if headed else "The file has no line of headings: add one")
            + ", or say which column is which.",
            reason="no-party-column",
            rows=rows,
            columns=len(plan.columns),
            fields=fields,
            needed=["full_name", "last_name", "company_name", "email", "phone"],
        )
    if not found.party_rows:
        raise FileUnusable(
            "These accounting entries name no customer: no line of a customer account (411) carries a name. Export the "
            "list of your customers instead."
            if plan.derived
            else "Names, companies, emails and phone numbers are empty in every row. Export these columns filled.",
            reason="no-party-row",
            rows=rows,
            columns=len(plan.columns),
            fields=fields,
        )


def _party_columns(plan: Plan) -> list[str]:
    """Mapped and derived fields that a party can come from; official numbers only where a heading or a person says so.

    Account names of entries (FEC) count only as derived: those of banks are no parties.
    """
    named = [
        c.field
        for c in plan.columns
        if c.field in PARTY_FIELDS or (c.field in {"siren", "siret"} and c.evidence[:1] in _said_of(c.field))
    ]
    derived = [d.field for d in plan.derived if d.field in PARTY_FIELDS]
    return list(dict.fromkeys([f for f in named if f is not None] + derived))


def _said_of(field: str) -> tuple[tuple[str], ...]:
    """Evidence that is somebody's word, not what values look like."""
    return (f"heading:{field}",), ("recipe",), ("forced",)


def _fills_a_party(plan: Plan, rows: pl.DataFrame) -> bool:
    """Some cell names somebody; of accounting entries only those of customers count."""
    columns = [f"raw.{field}" for field in _party_columns(plan)]
    accounts = tuple(d if d.where is None else replace(d, prefix=CUSTOMER_ACCOUNTS) for d in plan.derived)
    mapped = apply(replace(plan, derived=accounts), rows).select(columns)
    return any(bool((mapped[c].str.strip_chars() != "").any()) for c in columns)


def _structure(seen: Scan, made: bool) -> Plan:
    """Dialect and layout; columns carry headings only. `made`: the text was made, so its dialect is known."""
    lines = head_lines(seen.head, seen.whole)
    _refuse_wide(lines)
    head = unquoted(lines, MADE.delimiter) if made else choose_dialect(lines, whole=seen.whole)
    layout, headings = find_layout(head, lines)
    if recognise(headings) == "FEC" and '"' not in (layout.header_text or ""):
        head = unquoted(lines, head.delimiter)
        layout, headings = find_layout(head, lines)
    footer = find_footer(seen.tail, seen.lines, layout.header_row, head.delimiter, head.quote)
    layout = replace(layout, footer_from=footer)
    headings = [heading.replace(BREAK, " ") for heading in headings] if made else headings
    if len(headings) > COLUMNS.most:
        raise beyond(COLUMNS, len(headings))
    code = seen.encoding
    dialect = Dialect(code.name, seen.newline, head.delimiter, head.quote, code.fallback, head.escape)
    columns = tuple(
        Column(i, k, h.strip()) for i, (h, k) in enumerate(zip(headings, column_keys(headings), strict=True))
    )
    return Plan(dialect=dialect, layout=layout, columns=columns)


def _refuse_wide(lines: list[str]) -> None:
    """Refuse a line of far more cells than a table has, before anything counts them one by one."""
    for line in lines[:LOOKED_AT]:
        if len(line) > FAR_TOO_MANY and (most := max(map(line.count, (*DELIMITERS, MADE.delimiter)))) > FAR_TOO_MANY:
            raise beyond(COLUMNS, most + 1)


def _sample(seen: Scan, plan: Plan) -> pl.DataFrame:
    """The first rows as one text column per heading."""
    text = seen.head if seen.whole else seen.head[: seen.head.rfind("\n") + 1]
    head_plan = replace(plan, dialect=replace(plan.dialect, encoding="utf-8", newline="lf", fallback=None))

    def blocks() -> Iterator[bytes]:
        yield text.encode()

    batch = next(read_batches(blocks(), head_plan, rows_per_batch=SAMPLE))
    cells = [pl.col("cells").list.get(i, null_on_oob=True).alias(str(i)) for i in range(len(plan.columns))]
    return batch.rows.select(cells)
