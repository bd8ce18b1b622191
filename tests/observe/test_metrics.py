"""What is registered is told, what is told is registered, and its series stay few."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

from apis import Api, serving
from starlette.testclient import TestClient

from service.app import build_app
from service.flows.receive import Terms, receive
from service.observe.metrics import REGISTERED, Metrics
from service.settings import Settings
from service.store.session import Database

_FAMILY = re.compile(r"^# TYPE (\S+) (\S+)$", re.MULTILINE)
_SAMPLE = re.compile(r"^([a-z_]+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)


def told(api: Api) -> str:
    answer = api.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    text: str = answer.text
    return text


def value(api: Api, sample: str) -> float:
    found = [line for line in told(api).splitlines() if line.startswith(f"{sample} ")]
    assert found, f"{sample} is not told"
    return float(found[0].rpartition(" ")[2])


def bring(api: Api, content: bytes) -> None:
    stream = io.BytesIO(content)
    receive(
        api.database, api.house.data, stream, list_name="l", terms=Terms(), filename="f.csv", mapping=None,
        now_us=time.time_ns() // 1000 - 90_000_000,
    )  # fmt: skip


def test_told_and_registered_are_the_same(api: Api) -> None:
    assert api.get("/v1/nothing").status_code == 404
    bring(api, b"Nom;Email\nMartin;a@courrier.example\n")
    api.work()
    api.house.watch.metrics.cut("body")
    families = dict(_FAMILY.findall(told(api)))
    assert families == {metric.name: metric.kind for metric in REGISTERED.values()}


def test_labels_are_those_registered(api: Api) -> None:
    assert api.get("/v1/nothing").status_code == 404
    bring(api, b"Nom;Email\nMartin;a@courrier.example\n")
    api.work()
    api.house.watch.metrics.cut("body")
    for name, labels, _ in _SAMPLE.findall(told(api)):
        family = name if name in REGISTERED else re.sub(r"_(bucket|count|sum)$", "", name)
        named = tuple(re.findall(r'(\w+)="', labels))
        assert tuple(n for n in named if n != "le") == REGISTERED[family].labels


def test_requests_are_counted_by_template_and_never_by_path(api: Api) -> None:
    for n in range(1, 4):
        assert api.get(f"/v1/lists/{n}").status_code == 404
        assert api.get(f"/v1/jeanne-{n}").status_code == 404
        assert api.ask("HEAD", "/v1/lists").status_code == 200
    text = told(api)
    assert 'requests_total{method="GET",route="/v1/lists/{list_id}",status="4xx"} 3.0' in text
    assert 'requests_total{method="GET",route="unmatched",status="4xx"} 3.0' in text
    assert 'requests_total{method="HEAD",route="/v1/lists",status="2xx"} 3.0' in text
    assert 'problems_total{status="404"} 6.0' in text
    assert "jeanne" not in text


def test_invented_methods_make_no_series() -> None:
    metrics = Metrics()
    for n in range(50):
        metrics.request(f"M{n}", "/v1/lists", 405, 0.001)
    assert b'method="other",route="/v1/lists",status="4xx"} 50.0' in metrics.exposition()
    assert metrics.exposition().count(b"limpide_http_requests_total{") == 1


def test_a_thousand_requests_on_every_route_stay_below_two_thousand_series(api: Api) -> None:
    metrics = Metrics()
    routes = list(api.client.app.openapi()["paths"])  # type: ignore[attr-defined]  # the app is ours
    assert routes
    for n in range(90):
        for status in (200, 302, 404, 500):
            metrics.request("GET", f"route {n}", status, 1.0)
    assert len(routes) < 90
    assert metrics.exposition().count(b"\n") - metrics.exposition().count(b"\n#") < 2000


def test_the_queue_and_the_rows_are_read_from_the_base(api: Api) -> None:
    bring(api, b"Nom;Email\nMartin;a@courrier.example\n;\nPetit;b@courrier.example\n")
    assert value(api, 'limpide_jobs{state="waiting"}') == 1
    assert value(api, "limpide_jobs_oldest_queued_seconds") >= 90
    assert value(api, 'limpide_rows_total{outcome="accepted"}') == 0
    api.work()
    assert value(api, 'limpide_jobs{state="waiting"}') == 0
    assert value(api, "limpide_jobs_oldest_queued_seconds") == 0
    assert value(api, 'limpide_jobs_ended_total{kind="import",outcome="done"}') == 1
    assert value(api, 'limpide_imports{state="published"}') == 1
    assert value(api, 'limpide_rows_total{outcome="accepted"}') == 2


def test_another_service_on_the_same_base_tells_the_same(database: Database, tmp_path: Path) -> None:
    with serving(database.url, tmp_path / "data") as api:
        bring(api, b"Nom;Email\nMartin;a@courrier.example\n")
        api.work()
        other = api.client.app.state.watch.metrics  # type: ignore[attr-defined]  # the app is ours
        key = api.keys["admin"]
        app = build_app(Settings(data_dir=tmp_path / "data", database_url=database.url))
        with TestClient(app) as client:
            text = client.get("/metrics", headers={"Authorization": f"Bearer {key}"}).text
        assert 'limpide_rows_total{outcome="accepted"} 1.0' in text
        assert app.state.watch.metrics is not other


def test_metrics_are_for_the_admin(api: Api) -> None:
    assert api.get("/metrics", None).status_code == 401
    for role in ("crm", "marketing", "router", "dpo"):
        assert api.get("/metrics", role).status_code == 403
