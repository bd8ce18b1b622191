"""Cluster a CSV file with goldenmatch as it comes, without any configuration. Run by an interpreter that has it.

    PYTHON scripts/goldenmatch_lines.py FILE OUT        OUT: cluster of each row as a JSON list, seconds, peak memory

Its own pins do not stand beside ours, so scripts/bench_match.py is told where that interpreter is.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path


def main() -> None:
    """Read, cluster, write."""
    import goldenmatch  # type: ignore[import-not-found]  # noqa: PLC0415 - only the other interpreter has it

    start = time.perf_counter()
    made = goldenmatch.dedupe(sys.argv[1]).clusters
    seconds = time.perf_counter() - start
    of_row = {row: cluster for cluster, found in made.items() for row in found["members"]}
    status = Path("/proc/self/status").read_text(encoding="ascii")
    told = re.search(r"VmHWM:\s+(\d+)", status)
    peak = int(told.group(1)) / 1024 if told else 0.0
    body = {"clusters": list(of_row.items()), "seconds": seconds, "peak_mib": peak}
    Path(sys.argv[2]).write_text(json.dumps(body), encoding="utf-8")


if __name__ == "__main__":
    main()
