"""How any command ends: its problem as JSON on stderr and exit 1; a bug without a person's value."""

from __future__ import annotations

import sys

import orjson
import typer

from service.errors import QualityError


def run(app: typer.Typer, arguments: list[str] | None = None, *, name: str | None = None) -> None:
    """Run a command line to its end; `arguments` null: those of the process; `name` as usage shows it."""
    try:
        app(arguments, prog_name=name)
    except QualityError as problem:
        sys.stderr.buffer.write(orjson.dumps(problem.problem()) + b"\n")
        sys.exit(1)
    except Exception as bug:  # noqa: BLE001 - a bug's own words may quote a person: its type and place are told
        from service.observe.bugs import bug_as_problem, print_bug  # noqa: PLC0415 - seldom needed, and not at once

        print_bug(bug)
        sys.stderr.buffer.write(orjson.dumps(bug_as_problem(bug)) + b"\n")
        sys.exit(1)
