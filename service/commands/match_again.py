"""`limpide match --again`: match the whole base again."""

from __future__ import annotations

from collections.abc import Callable

from service.commands.terminal import now_us, print_json
from service.flows.matching_state import matching_state
from service.flows.rematch import ask_to_rematch
from service.opening import house
from service.settings import Settings
from service.store.jobs import JobView
from service.store.session import Database, reading, unit_of_work


def match_again(run: Callable[[Settings, Database, int], JobView]) -> JobView:
    """Run the job, or go on with one that was interrupted. In: `run` a job in a child process."""
    with house() as (settings, database, _data):
        with unit_of_work(database) as work:
            job_id = ask_to_rematch(work, now_us=now_us())
        view = run(settings, database, job_id)
        with reading(database) as work:
            found = matching_state(work).snapshot
        print_json({"state": view.state} | ({} if found is None else {"model": found.model, "snapshot": found.id}))
    return view
