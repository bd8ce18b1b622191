"""`limpide …`: parse the command line, call a flow, print.

Results go to stdout as JSON or CSV in UTF-8, messages and progress to stderr. Exit 0: done; 1: the input cannot be used
(a problem as JSON on stderr) or the doctor found something; 2: wrong usage.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from service.commands import check, inspect, keys, train
from service.commands.running import run
from service.commands.terminal import now_us, print_json, read_mapping, tell
from service.errors import AlreadyImported, Busy, FileNotFound
from service.opening import house
from service.settings import Settings, load_settings
from service.store.files import DataDir
from service.store.jobs import JobView, live_job
from service.store.migrate import current, head, upgrade
from service.store.session import Database, open_database, reading

if TYPE_CHECKING:
    from service.flows.receive import Reading

app = typer.Typer(
    name="limpide",
    help="Makes a French firm's customer file clean, lawful and usable.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(keys.app, name="keys")
app.command("check")(check.check)
app.command("inspect")(inspect.inspect)
app.command("train")(train.train)


def main() -> None:
    """The command line from Python; the command itself enters by `service/__main__.py`."""
    run(app)


@app.command("import")
def import_command(
    file: Annotated[Path | None, typer.Argument(help="The file to import.")] = None,
    list_name: Annotated[str, typer.Option("--list", help="The list it goes into, new or known.")] = "clients",
    kind: Annotated[str, typer.Option(help="Of a new list: owned, collected or purchased.")] = "owned",
    audience: Annotated[str | None, typer.Option(help="Of a new list: b2c or b2b, when all of it is one.")] = None,
    basis: Annotated[str | None, typer.Option(help="Of a new list: how its consents were collected, attested.")] = None,
    controller: Annotated[str, typer.Option(help="Of a new list: in whose name people are contacted.")] = "default",
    mapping: Annotated[Path | None, typer.Option("--map", help="JSON file that forces the mapping.")] = None,
    recipe: Annotated[str | None, typer.Option(help="The recipe to read it by; else the one of its headings.")] = None,
    no_recipe: Annotated[bool, typer.Option("--no-recipe", help="Take none, though one has its headings.")] = False,
    revert: Annotated[int | None, typer.Option(help="Undo this import instead.")] = None,
) -> None:
    """Import a file into a list, or undo an import."""
    if (file is None) == (revert is None):
        raise typer.BadParameter("give a file, or --revert with an import's id")
    with house() as (settings, database, data):
        edits: dict[str, Any] = {}
        if revert is not None:
            from service.flows.revert import ask_to_revert

            edits = _edits(database, revert)
            job_id = _interrupted(database, "revert", revert) or ask_to_revert(database, revert, now_us=now_us())
            import_id = revert
        else:
            from service.flows.receive import Reading

            import_id, job_id = _receive(
                database, data, Path(str(file)), list_name, Reading(read_mapping(mapping), recipe, not no_recipe),
                kind=kind, audience=audience, basis=basis, controller=controller,
            )  # fmt: skip
        view = _run(settings, database, job_id)
        print_json({"import_id": import_id, "state": view.state} | _summary(database, import_id) | edits)
    _fail_with(view)


def _edits(database: Database, import_id: int) -> dict[str, Any]:
    """What people did since the import that is to be undone."""
    from service.flows.import_report import edits_told
    from service.store.imports import get_import
    from service.store.session import reading

    with reading(database) as work:
        row = get_import(work, import_id)
        return {"edits": edits_told(work, row)} if row.state == "published" else {}


def _fail_with(view: JobView) -> None:
    """Exit 1 with the problem of a failed job."""
    if view.problem is not None:
        sys.stderr.buffer.write(orjson.dumps(view.problem) + b"\n")
        raise typer.Exit(1)


def _receive(
    database: Database, data: DataDir, file: Path, list_name: str, how: Reading, **terms: Any
) -> tuple[int, int]:
    from service.flows.receive import Terms, receive

    choices = {"kind": ("owned", "collected", "purchased"), "audience": (None, "b2c", "b2b")}
    for name, allowed in choices.items():
        if terms[name] not in allowed:
            raise typer.BadParameter(f"--{name} is one of {', '.join(str(a) for a in allowed if a)}")
    if not file.is_file():
        raise FileNotFound
    with file.open("rb") as stream:
        try:
            received = receive(
                database, data, stream, list_name=list_name, terms=Terms(**terms), filename=file.name,
                mapping=how.mapping, recipe=how.recipe, by_itself=how.by_itself, now_us=now_us(),
            )  # fmt: skip
        except AlreadyImported as problem:
            first = int(str(problem.facts["import_id"]))
            job_id = _interrupted(database, "import", first)
            if job_id is None:
                raise
            return first, job_id
    return received.import_id, received.job_id


def _interrupted(database: Database, kind: str, import_id: int) -> int | None:
    """The job of an import or a revert that was not finished: asked for again, it goes on."""
    with reading(database) as work:
        job_id = live_job(work, f"{kind}:{import_id}")
    if job_id is not None:
        tell("under way already: going on with it")
    return job_id


def _run(settings: Settings, database: Database, job_id: int) -> JobView:
    """Run a job in a child process, telling how far it is."""
    from service.jobs.supervise import run_child

    def show(view: JobView) -> None:
        if view.step and sys.stderr.isatty():
            typer.echo(f"\r{view.step:10} {view.done:>12,}", err=True, nl=False)

    view = run_child(database.url, settings.data_dir, job_id, show)
    if sys.stderr.isatty():
        tell("")
    return view


def _summary(database: Database, import_id: int) -> dict[str, Any]:
    from service.flows.report import import_summary

    return import_summary(database, import_id)


@app.command("match")
def match_command(
    file: Annotated[Path | None, typer.Argument(help="The file.")] = None,
    mapping: Annotated[Path | None, typer.Option("--map", help="JSON file that forces the mapping.")] = None,
    pairs: Annotated[Path | None, typer.Option(help="Also write the pairs, with probability and levels, here.")] = None,
    model: Annotated[Path | None, typer.Option(help="Weights of `limpide train`; default: those we ship.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Match the whole base again instead.")] = False,
) -> None:
    """Find the lines of a file that speak of one customer: CSV of row_id, cluster_id. Nothing is kept.

    Which model and which columns were used goes to stderr. With --again and no file, the base is matched again by the
    model of today and by how frequent names are in it now.
    """
    if (file is None) != again:
        raise typer.BadParameter("give a file, or --again")
    if file is None:
        from service.commands.match_again import match_again

        _fail_with(match_again(_run))
        return
    from service.flows.match_file import match_file_fully
    from service.flows.train_match import read_model

    if not file.is_file():
        raise FileNotFound
    weights = None if model is None else read_model(model)
    found = match_file_fully(file, read_mapping(mapping), today=datetime.now(UTC).date(), model=weights)
    if pairs is not None:
        found.pairs.write_csv(pairs)
    sys.stdout.buffer.write(found.rows.select("row_id", "cluster_id").write_csv().encode())
    sys.stdout.buffer.flush()
    tell(found.told())
    for left in found.result.left_out:
        tell(f"not compared: {left.blocks} groups of rows that share a common value ({left.rule})")


@app.command()
def segment(
    channel: Annotated[str, typer.Option(help="email, sms, phone or post.")],
    out: Annotated[Path, typer.Option(help="The CSV to write; its manifest lies beside it.")],
    where: Annotated[str | None, typer.Option(help="Condition, such as: city = 'Lyon' and total_spent >= 100")] = None,
    at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day asked about; default: now.")] = None,
    purpose: Annotated[str, typer.Option(help="What people are contacted for.")] = "marketing.own",
    columns: Annotated[str | None, typer.Option(help="Columns beside the contact point, with commas.")] = None,
    controller: Annotated[str | None, typer.Option(help="In whose name, when there are several.")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin with a byte order mark, for spreadsheets.")] = False,
) -> None:
    """Write who fits a condition and may be contacted; unknown is left out like refused."""
    from service.flows.build_segment import build_segment, columns_named
    from service.flows.contactable import Asked
    from service.flows.purge import shipped_rules

    rules = shipped_rules()
    moment = now_us() if at is None else int(at.replace(hour=12, tzinfo=rules.timezone).timestamp() * 1_000_000)
    asked = Asked(where, channel, purpose, moment, columns_named(columns), controller)
    with house() as (_settings, database, data):
        print_json(build_segment(database, asked, out, rules=rules, keys=data.keys, now_us=now_us(), bom=bom))


@app.command()
def purge(
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Default: today.")] = None,
    apply: Annotated[bool | None, typer.Option("--apply/--dry-run", help="Erase, or say what would be.")] = None,
    most_percent: Annotated[
        float | None, typer.Option(min=0, max=100, help="With --apply: nobody, if more of all customers would go.")
    ] = None,
) -> None:
    """Erase prospects past their date, or say who would be; exit 1 while readers delay the last step."""
    from service.flows import purge as purging
    from service.flows.daily_purge import Guard
    from service.flows.reviews import told

    if apply is None:
        raise typer.BadParameter("say --dry-run or --apply")
    rules = purging.shipped_rules()
    with house() as (settings, database, _data):
        day = (as_of or datetime.now(rules.timezone)).date()
        review = purging.rehearse(database, rules, as_of=day, now_us=now_us())
        if apply and most_percent is not None:
            Guard(most_percent).check_share(review)
        if apply:
            view = _run(settings, database, purging.ask_to_purge(database, review.id, now_us=now_us()))
            waiting = purging.finish_all(database, now_us=now_us())
        print_json(told(purging.review_of(database, review.id)))
    if apply:
        _fail_with(view)
    if apply and waiting:
        raise Busy("Readers hold the base's log: the next purge ends this one.", reviews=waiting)


@app.command()
def doctor(
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Default: today.")] = None,
) -> None:
    """Check that everything that must hold holds; exit 1 and a list when something does not."""
    from service.flows.doctor import examine
    from service.flows.matching_state import matching_state

    with house() as (settings, database, _data):
        day = (today or datetime.now(UTC)).date()
        findings = examine(database, settings.data_dir, today=day, now_us=now_us())
        with reading(database) as work:
            advised = matching_state(work).advice
    if advised:
        tell(f"the base is better matched again (limpide match --again): {', '.join(advised)}")
    for found in findings:
        print_json(found.__dict__)
    tell("nothing found" if not findings else f"{len(findings)} rules are broken")
    if findings:
        raise typer.Exit(1)


@app.command()
def serve() -> None:
    """Serve the API and the pages until told to stop; logs JSON lines on stderr."""
    from service.commands.serve import serve as run

    run()


@app.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    from service.commands.openapi import openapi as show

    show()


@app.command()
def migrate() -> None:
    """Bring the base to the newest schema."""
    settings = load_settings()
    database = open_database(settings.database, create=True)
    try:
        before = current(database)
        upgrade(database)
        print_json({"from": before, "to": head()})
    finally:
        database.dispose()
