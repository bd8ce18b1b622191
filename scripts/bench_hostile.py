"""How fast `limpide inspect` refuses files made to harm, and with how much memory: one line a file.

    python scripts/bench_hostile.py [--small]      --small leaves out those of 1 GB and more

Seconds are those of the whole command, its start included, by the clock and of processor time; MiB the larger of the
command's own peak and of the process that reads workbooks. Fails when a file is not refused by the limit it was made
for, or not within 5 seconds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hostile import BIG, HOSTILE

SECONDS = 5.0


def measure(path: Path) -> tuple[float, float, float, dict[str, object]]:
    """Seconds by the clock and of processor time, MiB, and the problem that `limpide inspect` printed."""
    command = [sys.executable, "-c", "from service.cli import main; main()", "inspect", str(path)]
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
        said = child.stderr.read() if child.stderr else b""
        _, _, usage = os.wait4(child.pid, 0)
        child.returncode = 0
    seconds = time.perf_counter() - start
    return (
        seconds,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
        json.loads(said.splitlines()[-1]) if said else {},
    )


def main(arguments: list[str]) -> int:
    """Print the table."""
    files = HOSTILE if "--small" in arguments else HOSTILE | BIG
    late = 0
    print(f"| {'file':42} | {'MB sent':>8} | {'seconds':>7} | {'of CPU':>6} | {'MiB':>6} | stopped by |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, (make, limit) in files.items():
            path = Path(folder) / "file"
            make(path)
            seconds, busy, peak, problem = measure(path)
            told = str(problem.get("limit", problem.get("reason")))
            size = path.stat().st_size / 1e6
            path.unlink()
            wrong = "" if told == limit else f" (not {limit})"
            late += bool(wrong) or seconds > SECONDS
            print(
                f"| {name:42} | {size:8.1f} | {seconds:7.2f} | {busy:6.2f} | {peak:6.0f} | {told}{wrong} |", flush=True
            )
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
