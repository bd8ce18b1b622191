"""What is read from the base when metrics are asked for: true of the house, whichever process did it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from service.errors import Busy, StoreUnreachable
from service.flows.daily_purge import KIND as DAILY_PURGE
from service.observe.metrics import REGISTERED
from service.store.figures import Figures, figures
from service.store.session import Database, reading

Values = dict[tuple[str, ...], float]


class HouseCollector(Collector):
    """Reads the base once a scrape, in one short transaction; a base that is away is a metric, not an error."""

    def __init__(self, database: Database, data_dir: Path, now_us: Callable[[], int]) -> None:
        self._database, self._data_dir, self._now_us = database, data_dir, now_us

    def collect(self) -> Iterator[Family]:
        """The families of all metrics of source `base`."""
        disk = shutil.disk_usage(self._data_dir)
        yield _family("limpide_disk_free_ratio", {(): disk.free / disk.total})
        try:
            with reading(self._database) as work:
                found = figures(work, daily_purge=DAILY_PURGE, now_us=self._now_us())
        except (Busy, StoreUnreachable):
            yield _family("limpide_store_up", {(): 0})
            return
        yield _family("limpide_store_up", {(): 1})
        for name, values in _values(found, self._now_us()).items():
            yield _family(name, values)


def _values(found: Figures, now_us: int) -> dict[str, Values]:
    return {
        "limpide_jobs": {(state,): n for state, n in found.jobs.items()},
        "limpide_jobs_oldest_queued_seconds": {(): _age(found.oldest_waiting_us, now_us)},
        "limpide_jobs_ended_total": {(kind, outcome): n for (kind, outcome), n in found.ended.items()},
        "limpide_imports": {(state,): n for state, n in found.imports.items()},
        "limpide_rows_total": {(outcome,): n for outcome, n in found.rows.items()},
        "limpide_purge_last_success_timestamp_seconds": {(): (found.purged_us or 0) / 1e6},
        "limpide_purge_last_refusal_timestamp_seconds": {(): (found.refused_us or 0) / 1e6},
        "limpide_erasure_waiting_seconds": {(): _age(found.erasing_since_us, now_us)},
        "limpide_audit_last_entry_timestamp_seconds": {(): (found.audited_us or 0) / 1e6},
    }


def _age(since_us: int | None, now_us: int) -> float:
    return 0.0 if since_us is None else max(0.0, (now_us - since_us) / 1e6)


def _family(name: str, values: Values) -> Family:
    metric = REGISTERED[name]
    family_type = CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily
    family = family_type(name, metric.help, labels=metric.labels)
    for labels, value in values.items():
        family.add_metric(labels, value)
    return family
