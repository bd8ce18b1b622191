"""The register of metrics: all there are, what they mean, and the ones this process counts itself.

Two sorts: what this process sees (requests, cut clients, workers that died) is counted here; what is true of the house
(queue, rows, purge) is read from the base when asked for (observe/house.py), so that it holds across processes and
restarts: of several services on one base each tells the same, take the maximum. Labels have few values and never name
a person, a file or a path. docs/metrics.md is generated from METRICS; a test compares it with what is really told.
"""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.exposition import generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 60.0)
"""Upper bounds of the histogram of durations."""

disable_created_metrics()  # type: ignore[no-untyped-call]  # one series less for each counter and histogram
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(frozen=True)
class Metric:
    """One metric. `source`: process (counted here), base (read from the base), or library."""

    name: str
    kind: str
    help: str
    labels: tuple[str, ...] = ()
    source: str = "process"


METRICS: tuple[Metric, ...] = (
    Metric("limpide_http_requests_total", "counter", "Requests answered.", ("method", "route", "status")),
    Metric("limpide_http_problems_total", "counter", "Answers from 400 on, by exact status.", ("status",)),
    Metric("limpide_http_request_seconds", "histogram", "From the request's head to the end of the answer.",
           ("method", "route")),
    Metric("limpide_http_in_flight", "gauge", "Requests being answered now."),
    Metric("limpide_http_cut_total", "counter", "Connections ended: headers, body, read (too slow), head_size.",
           ("reason",)),
    Metric("limpide_worker_deaths_total", "counter", "Worker children of this service that died or failed to start."),
    Metric("limpide_draining", "gauge", "1 once the service was asked to end."),
    Metric("limpide_disk_free_ratio", "gauge", "Free part of the disk of the data folder, 0 to 1.", source="base"),
    Metric("limpide_store_up", "gauge", "1 when the base answered this scrape; else what is read from it is absent.",
           source="base"),
    Metric("limpide_jobs", "gauge", "Jobs that wait (their time has come) or run.", ("state",), "base"),
    Metric("limpide_jobs_oldest_queued_seconds", "gauge", "For how long the oldest waiting job could have run.",
           source="base"),
    Metric("limpide_jobs_ended_total", "counter", "Jobs that ended.", ("kind", "outcome"), "base"),
    Metric("limpide_imports", "gauge", "Imports of files.", ("state",), "base"),
    Metric("limpide_rows_total", "counter", "Rows of files that were imported, also of reverted ones.", ("outcome",),
           "base"),
    Metric("limpide_purge_last_success_timestamp_seconds", "gauge", "When a purge last came to its end; 0: never.",
           source="base"),
    Metric("limpide_purge_last_refusal_timestamp_seconds", "gauge", "When the daily purge was last refused; 0: never.",
           source="base"),
    Metric("limpide_purge_enabled", "gauge", "1 when this service runs the purge once a day."),
    Metric("limpide_erasure_waiting_seconds", "gauge", "Age of the oldest erasure that files have still to forget.",
           source="base"),
    Metric("limpide_audit_last_entry_timestamp_seconds", "gauge", "When the last entry of the audit was written.",
           source="base"),
    Metric("process_cpu_seconds_total", "counter", "Processor time of this process.", source="library"),
    Metric("process_max_fds", "gauge", "Files it may open.", source="library"),
    Metric("process_open_fds", "gauge", "Files it has open.", source="library"),
    Metric("process_resident_memory_bytes", "gauge", "Memory it holds.", source="library"),
    Metric("process_start_time_seconds", "gauge", "When it started.", source="library"),
    Metric("process_virtual_memory_bytes", "gauge", "Memory it has mapped.", source="library"),
)  # fmt: skip
REGISTERED = {metric.name: metric for metric in METRICS}


class Metrics:
    """The metrics of one service, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = self._counter("limpide_http_requests_total")
        self._problems = self._counter("limpide_http_problems_total")
        self._cut = self._counter("limpide_http_cut_total")
        self._deaths = self._counter("limpide_worker_deaths_total")
        self.in_flight = self._gauge("limpide_http_in_flight")
        self.draining = self._gauge("limpide_draining")
        self.purge_enabled = self._gauge("limpide_purge_enabled")
        seconds = REGISTERED["limpide_http_request_seconds"]
        self._seconds = Histogram(seconds.name, seconds.help, seconds.labels, registry=self.registry, buckets=SECONDS)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """One answered request. `route` is a template; `status` is kept by class, so that series stay few."""
        known = known_method(method)
        self._requests.labels(known, route, f"{status // 100}xx").inc()
        self._seconds.labels(known, route).observe(seconds)
        if status >= 400:
            self._problems.labels(str(status)).inc()

    def cut(self, reason: str) -> None:
        """A connection was ended because of its client: headers, body, read, head_size."""
        self._cut.labels(reason).inc()

    def worker_died(self) -> None:
        """A worker child died."""
        self._deaths.inc()

    def exposition(self) -> bytes:
        """All metrics in the text format of Prometheus."""
        return generate_latest(self.registry)

    def _counter(self, name: str) -> Counter:
        metric = REGISTERED[name]
        return Counter(name, metric.help, metric.labels, registry=self.registry)

    def _gauge(self, name: str) -> Gauge:
        metric = REGISTERED[name]
        return Gauge(name, metric.help, metric.labels, registry=self.registry)


def known_method(method: str) -> str:
    """The method, or `other`: a client may invent as many as it likes."""
    return method if method in _METHODS else "other"
