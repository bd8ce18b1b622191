"""`limpide train`: adjust the match model to labelled pairs, or refuse to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from service.commands.terminal import now_us, print_json, read_mapping, tell
from service.errors import BadQuery, FileNotFound
from service.opening import house
from service.settings import load_settings
from service.store.session import reading, unit_of_work

COMMAND = "command line"


def train(  # noqa: PLR0917 - options of a command are named on the command line
    file: Annotated[Path | None, typer.Argument(help="A file with a column that says who is who.")] = None,
    truth: Annotated[str, typer.Option(help="That column: equal on lines of one customer.")] = "",
    mapping: Annotated[Path | None, typer.Option("--map", help="JSON file that forces the mapping.")] = None,
    reviews: Annotated[bool, typer.Option("--reviews", help="Learn from the answers of reviewers instead.")] = False,
    out: Annotated[Path | None, typer.Option(help="The model; default: models/match.json in the data folder.")] = None,
    use: Annotated[bool, typer.Option("--use", help="Keep the model in the base, for its next re-match.")] = False,
    shipped: Annotated[bool, typer.Option("--shipped", help="Go back to the shipped model instead.")] = False,
) -> None:
    """Adjust the weights of matching to labelled pairs; refused unless pairs kept apart are judged better.

    `limpide match FILE --model MODEL` uses the result. With --use imports do, once `limpide match --again` has run.
    """
    from service.flows.train_match import train_on_file, train_on_reviews  # noqa: PLC0415 - other commands start sooner

    if shipped:
        _choose(None)
        return
    target = out or load_settings().data_dir / "models" / "match.json"
    if reviews:
        with house() as (_settings, database, _data), reading(database) as work:
            report = train_on_reviews(work, target)
    elif file is None or not truth:
        raise BadQuery("Give a file and --truth, or --reviews.")
    elif not file.is_file():
        raise FileNotFound
    else:
        report = train_on_file(file, truth, target, read_mapping(mapping), today=datetime.now(UTC).date())
    if use:
        _choose(target.read_text(encoding="utf-8"))
    print_json(report)


def _choose(text: str | None) -> None:
    """The base's next snapshot is made with this model; null: with the shipped one."""
    from service.flows.base_models import keep_trained  # noqa: PLC0415 - other commands start sooner
    from service.store.audit import note  # noqa: PLC0415 - as above
    from service.store.models import choose  # noqa: PLC0415 - as above

    at_us = now_us()
    with house() as (_settings, database, _data), unit_of_work(database) as work:
        version = None if text is None else keep_trained(work, text, principal=COMMAND, now_us=at_us)
        choose(work, version, now_us=at_us)
        note(work, "matching.choose", "match_model", None, {"version": version}, at_us=at_us, principal=COMMAND)
    tell(f"the next re-match is made with {version or 'the shipped model'}: limpide match --again")
