"""The maintenance after an erasure: the base's files still have to forget the rows, which readers may delay."""

from __future__ import annotations

from service.flows.context import JobContext
from service.flows.purge import finish_all

KIND = "finish-erasure"


def run_finish_erasure(context: JobContext) -> None:
    """Try once; the schedule asks again while an erasure waits.

    Raises  WrongState (PostgreSQL: the role may not).
    """
    finish_all(context.database, now_us=context.now_us())
