"""The purge for cron and systemd: `limpide purge`, one at a time, and taken up again while readers delay its end.

    python scripts/purge.py --dry-run [--as-of DATE]      say who would be erased
    python scripts/purge.py --apply [--as-of DATE]        erase them
    python scripts/purge.py --apply --most-percent 5      but nobody, if it were more than 5 % of all customers
    python scripts/purge.py --apply --attempts 6 --pause 600

The same settings as the command line (LIMPIDE_DATA_DIR, LIMPIDE_DATABASE_URL). Two runs at once do no harm: the second
waits for the first. Exit 0: done; 1: something could not be done, a problem stands on stderr; 75: readers still held
the base's log after the last attempt, nothing is lost and the next run ends it. See docs/purge.md.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from service.settings import load_settings
from service.store.retention import reviews_in
from service.store.session import open_database, reading

EXIT_TRY_LATER = 75
_CLI = "from service.cli import main; main()"


@contextmanager
def turn(data_dir: Path) -> Iterator[None]:
    """One purge at a time on this machine; the kernel ends the turn of a process that dies."""
    (data_dir / "keys").mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(data_dir / "keys" / "purge.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def waits_for_readers(database_url: str) -> bool:
    """Whether an erasure is still to be finished."""
    database = open_database(database_url)
    try:
        with reading(database) as work:
            return bool(reviews_in(work, "erasing"))
    finally:
        database.dispose()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--dry-run", action="store_true", help="say who would be erased")
    what.add_argument("--apply", action="store_true", help="erase them")
    parser.add_argument("--as-of", help="the day, such as 2026-11-22; default: today")
    parser.add_argument("--most-percent", help="erase nobody if more of all customers would go (exit 1)")
    parser.add_argument("--attempts", type=int, default=3, help="how often the end is tried while readers delay it")
    parser.add_argument("--pause", type=float, default=60.0, help="seconds between attempts")
    asked = parser.parse_args(arguments)
    settings = load_settings()
    command = [sys.executable, "-c", _CLI, "purge", "--apply" if asked.apply else "--dry-run"]
    command += ["--as-of", asked.as_of] if asked.as_of else []
    command += ["--most-percent", asked.most_percent] if asked.most_percent else []
    with turn(settings.data_dir):
        for attempt in range(asked.attempts):
            if attempt:
                time.sleep(asked.pause)
            code = subprocess.run(command, check=False).returncode
            if not asked.apply or not waits_for_readers(settings.database):
                return code
    return EXIT_TRY_LATER


if __name__ == "__main__":
    sys.exit(main())
