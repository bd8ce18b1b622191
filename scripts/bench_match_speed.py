"""Seconds and peak memory of matching alone, from cleaned records in memory to clusters in memory, beside Splink on the
same rows, each in a process of its own. Writing pairs and clusters to SQLite is measured apart.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from bench_report import Measured, measure, peak_mib
from make_demo import demonstration, write_export
from match_contestants import SPLINK_DEFAULT, splink_models
from match_model.sets import demo

FOLDER = Path(__file__).parents[1] / "build" / "bench_match"
SMALL = 200_000  # rows of a file up to which three runs are made, and their median taken
WIDE_FROM = 500_000  # rows from which blocks are also raised, to about nine times as many candidate pairs as rows
WIDE_ROOM = 12_000_000
STEPS = ("prepare", "keys and block", "pair, compare, weigh", "cluster")
HEADS = [
    "who", "rows", "candidate pairs", *(f"{step}, s" for step in STEPS), "whole, s", "of processor, s", "peak MiB",
    "to SQLite, s",
]  # fmt: skip
Speed = dict[str, list[Any]]


def measured_speed(rows: int, *, with_splink: bool) -> Speed:
    """The table of one size: ours, ours with blocks raised, Splink. Files stay in FOLDER, for the next time."""
    cells, frame = _files(rows)
    runs = 3 if rows <= SMALL else 1
    lines = [_line("Limpide", rows, [measure(_ours, frame, 0) for _ in range(runs)])]
    if rows >= WIDE_FROM:
        lines.append(_line("Limpide, larger blocks", rows, [measure(_ours, frame, WIDE_ROOM)]))
    if with_splink:
        ran = [measure(_splink, cells, imports=("splink_settings",)) for _ in range(runs)]
        lines.append(_line("Splink, tuned", rows, ran))
    return {"heads": HEADS, "lines": lines}


def _files(rows: int) -> tuple[Path, Path]:
    """A generated file, and the match frame of its parties."""
    cells, frame = FOLDER / f"demo_{rows}.csv", FOLDER / f"frame_{rows}.arrow"
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not cells.is_file():
        write_export(demonstration(rows, 1).cells(), cells)
    if not frame.is_file():
        measure(_frame, cells, frame)
    return cells, frame


def _line(who: str, rows: int, runs: list[Measured]) -> list[str]:
    """Medians of the runs, the most memory of all."""
    told = [run.result for run in runs]

    def middle(step: str) -> str:
        seconds = [one[step] for one in told if step in one]
        return f"{statistics.median(seconds):.2f}" if seconds else ""

    whole = statistics.median(one["whole"] for one in told)
    pairs, peak = told[0]["pairs"], max(one["peak"] for one in told)
    figures = [f"{whole:.2f}", middle("processor"), f"{peak:,.0f}", middle("written")]
    line = [who, f"{rows:,}", f"{pairs:,}", *map(middle, STEPS), *figures]
    print("  ".join(line), flush=True)
    return line


def _frame(cells: Path, out: Path) -> None:
    """The match frame of a file, as the clean stage leaves it."""
    from service.flows.match_file import file_parties  # noqa: PLC0415 - only the child needs it

    file_parties(cells).parties.write_ipc(out)


class _Clock:
    """Seconds of each step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor = 0.0

    def __call__(self, step: str, work: Callable[[], Any]) -> Any:
        start, processor = time.perf_counter(), time.process_time()
        made = work()
        self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - start
        self.processor += time.process_time() - processor
        return made

    def told(self) -> dict[str, Any]:
        """The steps so far, all of them together, and the most memory."""
        whole = sum(self.seconds.values())
        return {**self.seconds, "whole": whole, "processor": self.processor, "peak": peak_mib()}


def _ours(path: Path, room: int) -> dict[str, Any]:
    """Match one import's parties as engines/match.py does, without a base."""
    from service.core.match.keys import rule_keys  # noqa: PLC0415 - only the child needs them
    from service.core.match.prepare import guards  # noqa: PLC0415 - as above
    from service.core.match.weights import load  # noqa: PLC0415 - as above
    from service.core.resolve.components import clusters  # noqa: PLC0415 - as above
    from service.engines.cores import Cores  # noqa: PLC0415 - as above
    from service.engines.match import believable, prepared_parties  # noqa: PLC0415 - as above
    from service.engines.pairs import Candidates  # noqa: PLC0415 - as above
    from service.reference.matching import match_model_text  # noqa: PLC0415 - as above

    given, model = [pl.read_ipc(path)], load(match_model_text())
    clock = _Clock()
    prepared, known = clock("prepare", lambda: prepared_parties(given.pop()))
    candidates = clock(
        "keys and block",
        lambda: Candidates(rule_keys(prepared, each=Cores(prepared.height).map), parties=prepared.height, room=room),
    )
    pairs, compared = clock(
        "pair, compare, weigh", lambda: believable(prepared, candidates, model, parties=known["parties"], floor=50_000)
    )
    members = clock("cluster", lambda: clusters(guards(prepared), pairs))
    told = clock.told()
    clock("written", lambda: _write(pairs, members))
    return {**told, "pairs": compared, "written": clock.seconds["written"]}


def _write(pairs: pl.DataFrame, members: pl.DataFrame) -> None:
    """Pairs and clusters as rows of a new SQLite file, in one transaction."""
    with tempfile.TemporaryDirectory() as folder:
        base = sqlite3.connect(Path(folder) / "out.db")
        base.execute("pragma journal_mode = wal")
        base.execute(
            "create table pairs (left_id integer, right_id integer, levels integer, weight integer, "
            "probability integer, primary key (left_id, right_id)) without rowid"
        )
        base.execute("create table members (party_id integer primary key, cluster integer)")
        with base:
            base.executemany("insert into pairs values (?, ?, ?, ?, ?)", pairs.iter_rows())
            base.executemany("insert into members values (?, ?)", members.iter_rows())
        base.close()


def _splink(cells: Path) -> dict[str, Any]:
    """Splink from its cleaned lines in memory: load, train, predict, cluster; persons and firms one after the other."""
    from splink_settings import Trained  # noqa: PLC0415 - the bench group may be absent

    _, models = splink_models(demo(cells))
    clock, trained = _Clock(), []
    for _, frame, model in models:
        made = clock("prepare", partial(Trained, frame, model))
        clock("pair, compare, weigh", partial(made.predict, SPLINK_DEFAULT))
        clock("cluster", made.clusters)
        trained.append(made)
    return clock.told() | {"pairs": sum(made.pairs().height for made in trained)}
