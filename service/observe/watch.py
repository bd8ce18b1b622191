"""What a service is watched by, made before anything is opened: metrics, the word that it leaves, the word that a job
was put.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from service.observe.drain import Drain
from service.observe.metrics import Metrics


@dataclass(frozen=True)
class Watch:
    """One service's. `woken` is set when a job may have been put: the supervisor looks then."""

    metrics: Metrics = field(default_factory=Metrics)
    drain: Drain = field(default_factory=Drain)
    woken: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.drain.when_begun(lambda: self.metrics.draining.set(1))
