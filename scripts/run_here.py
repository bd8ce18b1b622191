"""`make run`: the service on this machine, ready to be tried.

    python scripts/run_here.py [--rows 1000]

Makes the base, a demonstration file that the pages offer to import, and the first key if there is none; prints that
key, once, and a one-time link to the pages, and serves until Ctrl-C. The settings of `limpide serve` hold
(LIMPIDE_DATA_DIR, LIMPIDE_PORT…).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from service.core.roles import ROLES
from service.flows.keys import create_key
from service.flows.sign_in import make_link
from service.opening import house, prepare
from service.settings import Settings, load_settings
from service.store import audit, principals
from service.store.session import unit_of_work

ROOT = Path(__file__).parent.parent
FIRST_KEY = "first"
_EVERY = 1_000_000


def offer_demonstration(settings: Settings, rows: int) -> Path:
    """The demonstration file, made if it is not there yet: cp1252, semicolons, French headings, invented people."""
    target = settings.demonstration
    if not target.is_file():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        generator = [sys.executable, str(ROOT / "scripts" / "make_demo.py"), "--rows", str(rows), "--seed", "1"]
        subprocess.run([*generator, "--out", str(target)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return target


def first_key(settings: Settings, now_us: int) -> tuple[str | None, str]:
    """The secret of the first key, with every role but router, null when there are keys already; and a one-time link
    that signs in as the oldest key that opens anything.
    """
    with house(settings) as (_settings, database, _data), unit_of_work(database) as work:
        good = [row for row in principals.page_of_keys(work, after=0, limit=_EVERY) if row.revoked_us is None]
        if good:
            return None, make_link(work, good[0].id, now_us)
        row, secret = create_key(work, FIRST_KEY, [role for role in ROLES if role != "router"], now_us=now_us)
        audit.note(work, "key.create", "key", row.id, {"roles": list(row.roles)}, at_us=now_us)
        return secret, make_link(work, row.id, now_us)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prepare, tell, and become the service."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1000, help="rows of the demonstration file")
    asked = parser.parse_args(arguments)
    settings = load_settings()
    prepare(settings)
    offered = offer_demonstration(settings, asked.rows)
    secret, link = first_key(settings, time.time_ns() // 1000)
    address = f"http://{settings.host}:{settings.port}"
    print(f"Limpide: {address}/", flush=True)
    print(f"Sign in, once, within a quarter of an hour: {address}{link}", flush=True)
    print(f"Demonstration file: {offered}", flush=True)
    if secret is None:
        print("There are keys already; `limpide keys create NAME --role ROLE` makes another.", flush=True)
    else:
        print(f"Your key, shown this once: {secret}", flush=True)
    print("Ctrl-C ends it. What follows is its log.", flush=True)
    os.execv(sys.executable, [sys.executable, "-c", "from service.cli import main; main()", "serve"])  # noqa: S606 - ours


if __name__ == "__main__":
    main()
