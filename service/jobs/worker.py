"""The worker: claims jobs and runs them, in a process of its own.

    python -m service.jobs.worker --database-url URL --data-dir DIR --drain       every job that may run, then stop
    python -m service.jobs.worker --database-url URL --data-dir DIR --job ID      this job first, until it has ended

`--database-url -` reads the URL from the first line of stdin, so that a password is not in the list of processes.
Exit: 0 done, 1 the job failed (its problem stands in the job table), 75 the base did not answer: start again later,
130 interrupted.
Always a fresh interpreter: an open base must never cross a fork.
"""

from __future__ import annotations

import sys

from service.jobs.desk import run_worker
from service.jobs.handlers import HANDLERS

if __name__ == "__main__":
    sys.exit(run_worker(sys.argv[1:], HANDLERS))
