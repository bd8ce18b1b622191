"""Once a day the files of old deliveries go: they hold people, and a week is enough to fetch them."""

from __future__ import annotations

from service.flows.context import JobContext
from service.flows.deliver import expire_exports
from service.store.files import DataDir

KIND = "expire-exports"
LANE = "schedule"


def run_expire_exports(context: JobContext) -> None:
    """Safe to be called again at any point of it."""
    with DataDir(context.data_dir) as data:
        expire_exports(context.database, data, now_us=context.now_us())
