"""`make run`: the main job on the demonstration file, in a fresh base, told as a story.

    python scripts/tell_story.py [--rows 1000] [--folder build/demo]

Makes a file as an accounting software would export it, imports it through the command line, matches, asks for a segment
that may be written to, and says what was read, repaired, merged and refused, and where the segment lies.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from service.core.reasons import REASONS

ROOT = Path(__file__).parent.parent


def limpide(folder: Path, *arguments: str) -> dict[str, Any]:
    """Run a `limpide` command on the demonstration base; its JSON answer."""
    environment = os.environ | {"LIMPIDE_DATA_DIR": str(folder / "data")}
    environment.pop("LIMPIDE_DATABASE_URL", None)
    command = [sys.executable, "-c", "from service.cli import main; main()", *arguments]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, cwd=ROOT)
    answer: dict[str, Any] = json.loads(done.stdout) if done.stdout.strip() else {}
    return answer


def made_file(folder: Path, rows: int) -> Path:
    """The demonstration export: cp1252, semicolons, French headings, invented people."""
    target = folder / "export-clients.csv"
    generator = [sys.executable, str(ROOT / "scripts" / "make_demo.py"), "--rows", str(rows), "--seed", "1"]
    subprocess.run([*generator, "--out", str(target)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return target


def say(text: str = "") -> None:
    """A line of the story."""
    print(text, flush=True)


def tell_import(report: dict[str, Any]) -> None:
    """What was read, repaired and merged."""
    read = report["counters"]
    say(f"\n2. What was read: {read['lines']} lines = {read['header']} header + {read['row_lines']} of rows"
        f" + {read['preamble']} before + {read['footer']} after + {read['blank']} blank")  # fmt: skip
    say(f"   {read['rows']} rows = {read['accepted']} accepted + {read['rejected']} rejected"
        f" + {read['quarantined']} to decide")  # fmt: skip
    say("\n3. What was found in the cells (the original is always kept):")
    for code, count in sorted(report["issues"].items(), key=lambda item: -item[1]):
        reason = REASONS[code]
        say(f"   {count:5}  {reason.en} [{code}, {reason.repair}]")
    say("\n4. Who they are: one golden record per customer")
    say(f"   {report['customers'].get('created', 0)} customers from {read['accepted']} rows")


def tell_segment(manifest: dict[str, Any], out: Path) -> None:
    """Who may be contacted, and why the others may not."""
    counts = manifest["counts"]
    say(f"   allowed {counts['allowed']}, refused {counts['refused']}, unknown {counts['unknown']}"
        " (unknown is not yes)")  # fmt: skip
    for code, count in sorted(manifest["exclusions"].items(), key=lambda item: -item[1]):
        say(f"   {count:5}  left out: {code}")
    say(f"\nThe segment lies in {out}\nand says what it rests on in {out}.manifest.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "demo")
    asked = parser.parse_args(arguments)
    folder: Path = asked.folder
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    file = made_file(folder, asked.rows)
    say(f"1. The file: {file.relative_to(ROOT) if file.is_relative_to(ROOT) else file}, {file.stat().st_size:,} bytes,"
        " as an accounting software exports it (invented people)")  # fmt: skip
    seen = limpide(folder, "inspect", str(file))
    say(f"   encoding {seen['encoding']}, delimiter {seen['delimiter']!r}, header in line {seen['header_row']}")
    for column in seen["columns"]:
        say(f"   {column['heading']:22} -> {column['field'] or '(kept, unused)':22} {column['class'] or ''}")
    tell_import(limpide(folder, "import", str(file), "--list", "clients", "--audience", "b2c"))
    say("\n5. Who may be written to by email today, for marketing of our own:")
    out = folder / "segment-email.csv"
    day = date.today().isoformat()  # noqa: DTZ011 - the day on the clerk's calendar
    tell_segment(limpide(folder, "segment", "--channel", "email", "--at", day, "--out", str(out)), out)
    limpide(folder, "doctor")
    say("\nThe doctor looked at the base and found nothing.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
