"""`limpide inspect FILE`: what a file is. Works on the file alone; where there is a base, its recipes are taken."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer

from service.commands.terminal import FileArgument, print_json, read_mapping, tell
from service.core.recipes import NO_RECIPES, Recipes
from service.errors import NotFound, StoreUnreachable, WrongState


def inspect(
    file: FileArgument,
    rows: Annotated[bool, typer.Option("--rows", help="The rows as read instead, one JSON object a line.")] = False,
    mapping: Annotated[Path | None, typer.Option("--map", help="JSON file that forces the mapping.")] = None,
    recipe: Annotated[str | None, typer.Option(help="The recipe to read it by, of the base in the settings.")] = None,
    no_recipe: Annotated[bool, typer.Option("--no-recipe", help="Take none, though one has its headings.")] = False,
) -> None:
    """Say what a file is: encoding, layout, columns, and how many rows can be used. Nothing is kept."""
    from service.flows.inspect import inspect_file, inspect_rows

    forced = read_mapping(mapping)
    recipes = _recipes(recipe, by_itself=not no_recipe)
    if not rows:
        print_json(inspect_file(file, forced, today=datetime.now(UTC).date(), recipes=recipes))
        return
    for row in inspect_rows(file, forced):
        sys.stdout.buffer.write(orjson.dumps(row) + b"\n")
    sys.stdout.buffer.flush()


def _recipes(name: str | None, *, by_itself: bool) -> Recipes:
    """The recipes of the base, if there is one that this code knows; a recipe that is named must be there.

    Raises  NotFound, StoreUnreachable, WrongState, BadQuery: only where a recipe is named.
    """
    if name is not None:
        return _of_base(name)
    if by_itself:
        with suppress(NotFound):  # no base: a file alone
            try:
                return _of_base(None)
            except (StoreUnreachable, WrongState) as problem:
                tell(f"recipes not looked at: {problem.title}")
    return NO_RECIPES


def _of_base(name: str | None) -> Recipes:
    from service.flows.recipes import recipes_for
    from service.settings import load_settings
    from service.store.migrate import current, head
    from service.store.session import open_database, reading

    database = open_database(load_settings().database)
    try:
        if current(database) != head():
            raise WrongState("The base is of another version: run `limpide migrate`.")
        with reading(database) as work:
            return recipes_for(work, name=name)
    finally:
        database.dispose()
