"""The door of the `limpide` command. Programs call `check` for one value: it is answered before the house is loaded."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line of the process."""
    from service.commands.running import run  # noqa: PLC0415 - nothing is loaded before it is needed

    if sys.argv[1:2] == ["check"]:
        import typer  # noqa: PLC0415 - the same

        from service.commands.check import check  # noqa: PLC0415 - the same

        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command("check")(check)
        run(alone, sys.argv[2:], name="limpide check")
    else:
        from service.cli import app  # noqa: PLC0415 - the same

        run(app)


if __name__ == "__main__":
    main()
