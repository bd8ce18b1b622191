"""`limpide keys`: the first key comes from here, since the API needs one to make another."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from service.commands.terminal import now_us, print_json
from service.core.roles import ROLES
from service.errors import NotFound
from service.flows import keys as flow
from service.flows.sign_in import LINK_US, make_link
from service.opening import house
from service.store import audit, principals
from service.store.principals import KeyRow
from service.store.session import Work, reading, unit_of_work

app = typer.Typer(help="Named keys and their roles.", no_args_is_help=True)

_BY = "limpide"
_EVERY = 1_000_000
"""Nobody has that many keys."""


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What the audit calls it.")],
    role: Annotated[list[str], typer.Option(help=f"One or more of {', '.join(ROLES)}.")],
) -> None:
    """Make a key; its secret is printed this once."""
    at = now_us()
    with house() as (_settings, database, _data), unit_of_work(database) as work:
        row, secret = flow.create_key(work, name, role, now_us=at)
        audit.note(work, "key.create", "key", row.id, {"roles": list(row.roles)}, at_us=at, principal=_BY)
    print_json(_told(row) | {"secret": secret})


@app.command("list")
def list_() -> None:
    """Every key, revoked ones too."""
    with house() as (_settings, database, _data), reading(database) as work:
        print_json([_told(row) for row in principals.page_of_keys(work, after=0, limit=_EVERY)])


@app.command()
def revoke(name: Annotated[str, typer.Argument(help="The key's name or id.")]) -> None:
    """From now on the key opens nothing."""
    at = now_us()
    with house() as (_settings, database, _data), unit_of_work(database) as work:
        row = flow.revoke_key(work, _named(work, name).id, now_us=at)
        audit.note(work, "key.revoke", "key", row.id, {}, at_us=at, principal=_BY)
    print_json(_told(row))


@app.command()
def link(name: Annotated[str, typer.Argument(help="The key's name or id.")]) -> None:
    """Make a link that signs its holder in to the pages, once, within a quarter of an hour."""
    at = now_us()
    with house() as (settings, database, _data), unit_of_work(database) as work:
        row = _named(work, name)
        path = make_link(work, row.id, at)
        audit.note(work, "key.link", "key", row.id, {}, at_us=at, principal=_BY)
    print_json(
        {"name": row.name, "link": f"http://{settings.host}:{settings.port}{path}", "minutes": LINK_US // 60_000_000}
    )


def _named(work: Work, name: str) -> KeyRow:
    found = principals.by_name(work, name)
    if found is None and name.isdecimal():
        found = principals.by_id(work, int(name))
    if found is None:
        raise NotFound("There is no key of this name.")
    return found


def _told(row: KeyRow) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name != "key_sha256"}
