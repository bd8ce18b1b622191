"""The counter itself, with a clock that stands still; the frame's tests see it through HTTP."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.api.problems import QuotaExceeded
from service.api.rates import Rates


def test_a_window_begins_with_the_first_request_and_ends_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    rates = Rates(2)
    assert rates.count(1)["RateLimit"] == '"default";r=1;t=60'
    now[0] = 1059.5
    assert rates.count(1)["RateLimit"] == '"default";r=0;t=1'
    with pytest.raises(QuotaExceeded) as refused:
        rates.count(1)
    assert refused.value.headers["Retry-After"] == "1"
    assert rates.count(2)["RateLimit"] == '"default";r=1;t=60', "a window each"
    now[0] = 1060.0
    assert rates.count(1)["RateLimit"] == '"default";r=1;t=60'


def test_threads_count_every_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 5.0)
    rates = Rates(1_000_000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: rates.count(1), range(2000)))
    assert rates.count(1)["RateLimit"] == f'"default";r={1_000_000 - 2001};t=60'


def test_no_limit_tells_nothing() -> None:
    assert Rates(0).count(1) == {}
