"""`limpide train`: adjust the match model to labelled pairs, or refuse to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from service.commands.terminal import print_json, read_mapping
from service.errors import BadQuery, FileNotFound
from service.opening import house
from service.settings import load_settings
from service.store.session import reading


def train(
    file: Annotated[Path | None, typer.Argument(help="A file with a column that says who is who.")] = None,
    truth: Annotated[str, typer.Option(help="That column: equal on lines of one customer.")] = "",
    mapping: Annotated[Path | None, typer.Option("--map", help="JSON file that forces the mapping.")] = None,
    reviews: Annotated[bool, typer.Option("--reviews", help="Learn from the answers of reviewers instead.")] = False,
    out: Annotated[Path | None, typer.Option(help="The model; default: models/match.json in the data folder.")] = None,
) -> None:
    """Adjust the weights of matching to labelled pairs; refused unless pairs kept apart are judged better.

    `limpide match FILE --model MODEL` uses the result.
    """
    from service.flows.train_match import train_on_file, train_on_reviews  # noqa: PLC0415 - other commands start sooner

    target = out or load_settings().data_dir / "models" / "match.json"
    if reviews:
        with house() as (_settings, database, _data), reading(database) as work:
            print_json(train_on_reviews(work, target))
        return
    if file is None or not truth:
        raise BadQuery("Give a file and --truth, or --reviews.")
    if not file.is_file():
        raise FileNotFound
    print_json(train_on_file(file, truth, target, read_mapping(mapping), today=datetime.now(UTC).date()))
