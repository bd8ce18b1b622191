"""How well the matcher does on labelled sets that it never saw: public ones, and generated ones of other seeds; beside
Splink, recordlinkage's ECM and goldenmatch.

    python scripts/bench_match.py                                    all sets at hand, one after the other
    python scripts/bench_match.py --only febrl1 demo-10k             these alone
    python scripts/bench_match.py --only demo-1m --large --who Limpide Splink
    python scripts/bench_match.py --goldenmatch /opt/gm/bin/python   goldenmatch too, by an interpreter that has it
    python scripts/bench_match.py --speed                            seconds and memory from records to clusters
    python scripts/bench_match.py --show --write                     the table of what was measured so far

Each figure is kept in build/bench_match.json as soon as it is measured, so that a run can be made in parts; what is
measured again takes the place of the older one. The table is made of all that is kept there.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench_match_speed import measured_speed
from bench_match_tables import told
from bench_report import add_write_option, conditions, publish
from match_contestants import contestants
from match_model.sets import Recipe, generated, labelled_sets

KEPT = Path(__file__).parents[1] / "build" / "bench_match.json"


def load() -> dict[str, Any]:
    """What was measured: set -> who -> figures, and `speed`."""
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}


def keep(kept: dict[str, Any]) -> None:
    """Write what was measured."""
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, print, and write when asked."""
    options = _options()
    kept = load()
    if options.speed:
        for rows in options.rows:
            kept.setdefault("speed", {})[str(rows)] = measured_speed(rows, with_splink="Splink" in options.who)
            keep(kept)
    elif not options.show:
        known = contestants(options.goldenmatch)
        with tempfile.TemporaryDirectory() as folder:
            for recipe in _sets(options.shared, Path(folder), options.only, large=options.large):
                one = recipe.made()
                for who in (who for who in options.who if who in known):
                    busy = round(os.getloadavg()[0], 1)
                    figures = {**known[who](one), "on": str(datetime.now(UTC).date()), "load": busy}
                    print(f"{one.name}: {who}: {_short(figures)}", flush=True)
                    kept.setdefault(one.name, {"rows": one.truth.height})[who] = figures
                    keep(kept)
                one.forget()
    publish("match-sets", f"{told(kept)}\n{conditions('bench_match.py')}", write=options.write)


def _short(figures: dict[str, Any]) -> str:
    if "note" in figures:
        return str(figures["note"])
    best = f", at best {figures['oracle']:.4f}" if "oracle" in figures else ""
    return f"F1 {figures['f1']:.4f}{best}, {figures['seconds']:.1f} s, {figures['peak_mib']:,.0f} MiB"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--only", nargs="*", help="names of sets")
    parser.add_argument("--who", nargs="*", default=["Limpide", "Splink", "ECM", "goldenmatch"])
    parser.add_argument("--large", action="store_true", help="also a generated file of a million rows")
    parser.add_argument("--goldenmatch", type=Path, help="an interpreter that has goldenmatch")
    parser.add_argument("--speed", action="store_true", help="measure speed and memory, not the sets")
    parser.add_argument("--rows", type=int, nargs="*", default=[100_000, 1_000_000], help="of the files for --speed")
    parser.add_argument("--show", action="store_true", help="measure nothing")
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    add_write_option(parser)
    return parser.parse_args()


def _sets(shared: Path, folder: Path, only: list[str] | None, *, large: bool) -> Iterator[Recipe]:
    for one in (*labelled_sets(shared, folder), *generated(folder, large=large)):
        if not only or one.name in only:
            yield one


if __name__ == "__main__":
    main()
