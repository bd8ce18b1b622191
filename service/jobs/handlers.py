"""Which flow does which kind of job."""

from __future__ import annotations

from service.flows import base_models, daily_purge, expire_exports, finish_erasure, recompute, rematch
from service.flows.discard import run_discard
from service.flows.ingest import abandon_import, run_import
from service.flows.purge import abandon_purge, run_purge
from service.flows.revert import run_revert
from service.flows.tally import run_tally
from service.jobs.handler import Handler
from service.store import tallies

HANDLERS: dict[str, Handler] = {
    "import": Handler(run_import, abandon_import),
    "discard": Handler(run_discard),
    "revert": Handler(run_revert),
    "purge": Handler(run_purge, abandon_purge),
    recompute.KIND: Handler(recompute.run_recompute),
    rematch.KIND: Handler(rematch.run_rematch, rematch.abandon_rematch),
    base_models.KIND: Handler(base_models.run_train),
    tallies.KIND: Handler(run_tally),
    daily_purge.KIND: Handler(daily_purge.run_daily_purge),
    expire_exports.KIND: Handler(expire_exports.run_expire_exports),
    finish_erasure.KIND: Handler(finish_erasure.run_finish_erasure),
}
