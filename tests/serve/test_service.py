"""`limpide serve`, from outside: starting on every kind of base, ending while it works, and what it never says."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from databases import PostgresServer
from serving import ROOT, Served, read_all, read_until, wait_for

from service.flows.keys import create_key
from service.jobs.desk import BEHIND
from service.store.migrate import current, downgrade, head, upgrade
from service.store.session import Database, open_database, reading, unit_of_work

CLI = ["-c", "from service.cli import main; main()"]
SERVE = [*CLI, "serve"]


def settings_of(database: Database, folder: Path) -> dict[str, str]:
    return {
        "LIMPIDE_DATA_DIR": str(folder / "data"), "LIMPIDE_DATABASE_URL": database.url, "LIMPIDE_PORT": "0",
        "LIMPIDE_RATE_PER_MINUTE": "0", "LIMPIDE_LEAVE_SECONDS": "0.5",
    }  # fmt: skip


def key_for(database: Database, *roles: str) -> str:
    with unit_of_work(database) as work:
        return create_key(work, f"test {roles}", list(roles), now_us=1)[1]


def refused(environment: dict[str, str]) -> dict[str, Any]:
    """The problem of a service that does not start."""
    done = subprocess.run(
        [sys.executable, *SERVE], env=os.environ | {"PYTHONPATH": str(ROOT)} | environment, cwd=ROOT,
        capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1
    problem: dict[str, Any] = json.loads(done.stderr)
    return problem


class Client:
    """A kept connection that speaks JSON with a key."""

    def __init__(self, service: Served, key: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
        self._key = key

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        self._connection.request(method, path, body, {"Authorization": f"Bearer {self._key}"} | (headers or {}))
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def served(database: Database, tmp_path: Path) -> Iterator[Served]:
    with Served(SERVE, settings_of(database, tmp_path)) as service:
        yield service


def test_it_starts_and_is_ready_and_ends_with_0(served: Served) -> None:
    wait_for(lambda: served.get("/readyz")[0] == 200)
    assert served.get("/livez") == (200, b'{"status":"live"}')
    assert served.end() == 0
    assert [line["event"] for line in served.log()][-2:] == ["stopping", "stopped"]


def test_it_makes_an_empty_sqlite_and_brings_an_older_one_up(tmp_path: Path) -> None:
    environment = {"LIMPIDE_DATA_DIR": str(tmp_path / "data"), "LIMPIDE_PORT": "0", "LIMPIDE_DATABASE_URL": ""}
    with Served(SERVE, environment) as service:
        wait_for(lambda: service.get("/readyz")[0] == 200)
    database = open_database(f"sqlite:///{tmp_path / 'data' / 'limpide.db'}")
    assert current(database) == head()
    downgrade(database, "base")
    with Served(SERVE, environment) as service:
        wait_for(lambda: service.get("/readyz")[0] == 200)
    assert current(database) == head()
    with unit_of_work(database) as work:
        work.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert refused(environment)["type"] == "/problems/wrong-state"
    database.dispose()


def test_postgresql_is_migrated_by_a_person_first(postgres_server: PostgresServer, tmp_path: Path) -> None:
    name = postgres_server.create()
    environment = {
        "LIMPIDE_DATA_DIR": str(tmp_path), "LIMPIDE_PORT": "0", "LIMPIDE_DATABASE_URL": postgres_server.url(name),
    }  # fmt: skip
    problem = refused(environment)
    assert (problem["type"], problem["found"]) == ("/problems/wrong-state", None)
    database = open_database(postgres_server.url(name))
    upgrade(database)
    database.dispose()
    with Served(SERVE, environment) as service:
        wait_for(lambda: service.get("/readyz")[0] == 200)
    postgres_server.drop(name)


def test_an_address_that_is_taken_is_a_plain_refusal(tmp_path: Path, migrated_sqlite: Path) -> None:
    environment = {"LIMPIDE_DATA_DIR": str(tmp_path / "a"), "LIMPIDE_PORT": "0", "LIMPIDE_DATABASE_URL": ""}
    with Served(SERVE, environment) as service:
        problem = refused(environment | {"LIMPIDE_PORT": str(service.port)})
        assert (problem["type"], problem["port"]) == ("/problems/wrong-state", service.port)


def test_metrics_without_a_key_only_on_a_port_of_loopback(database: Database, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Served(SERVE, settings_of(database, tmp_path) | {"LIMPIDE_METRICS_PORT": str(port)}) as service:
        assert service.get("/metrics")[0] == 401
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/metrics")
        assert b"limpide_store_up 1.0" in connection.getresponse().read()
        connection.close()
        assert service.end() == 0


def import_states(database: Database) -> list[str]:
    with reading(database) as work:
        return list(work.connection.exec_driver_sql("SELECT state FROM imports ORDER BY id").scalars())


def people(first: int, n: int) -> bytes:
    """A file of canaries, whose every value has a mark of its own."""
    lines = ["Code client;Nom;Prénom;Email;Mobile;Ville"]
    for i in range(first, first + n):
        word = "".join("bcdfghjkmn"[int(d)] for d in f"{i:04}")
        lines.append(f"KANARI{i:04};Kanari{word};Zef{word};kanari{i}@kanari.example;06 39 98 {i:04};Kanariville{word}")
    return ("\n".join(lines) + "\n").encode()


def post_import(client: Client, content: bytes, list_name: str = "clients") -> dict[str, Any]:
    status, body = client.ask(
        "POST", f"/v1/imports?filename=kanari.csv&list={list_name}", content, {"Content-Type": "text/csv"}
    )
    assert status == 202, body
    told: dict[str, Any] = json.loads(body)
    return told


def test_an_import_goes_on_after_the_service_was_ended_in_the_middle(database: Database, tmp_path: Path) -> None:
    environment = settings_of(database, tmp_path)
    key = key_for(database, "crm", "admin")
    with Served(SERVE, environment) as service:
        client = Client(service, key)
        import_id = post_import(client, people(0, 9000))["id"]
        client.close()
        service.told("job-begun")
        with service.connect() as stream:
            asked = f"GET /v1/imports/{import_id}/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\r\n"
            stream.sendall(asked.encode())
            read_until(stream, b"event: progress")
            os.kill(service.process.pid, signal.SIGTERM)
            assert b"retry: 2000" in read_all(stream), "closed, and told when to come back"
        assert service.process.wait(25) == 0
        assert import_states(database) in (["received"], ["staging"])
        assert service.told("job-begun")["attempt"] == 1
    with Served(SERVE, environment) as service:
        wait_for(lambda: import_states(database) == ["published"], 120)
        assert service.told("job-done")["attempt"] == 2
        assert service.end() == 0


def test_jobs_are_worked_on_behind_answers(database: Database, tmp_path: Path) -> None:
    with Served(SERVE, settings_of(database, tmp_path)) as service:
        client = Client(service, key_for(database, "crm"))
        post_import(client, people(0, 10))
        service.told("job-begun")
        child = service.told("worker-started")["pid"]
        asked = os.getpriority(os.PRIO_PROCESS, service.process.pid)
        assert os.getpriority(os.PRIO_PROCESS, child) == min(asked + BEHIND, 19)
        client.close()
        assert service.end() == 0


# no canary in logs and metrics


def _filled(template: str, canary: str) -> str:
    filled = template
    while "{" in filled:
        before, _, rest = filled.partition("{")
        filled = before + canary + rest.partition("}")[2]
    return filled


def test_no_value_of_a_hundred_people_is_in_logs_or_metrics(database: Database, tmp_path: Path) -> None:
    """Imported, then sent as path, query, header and body of every operation there is."""
    key = key_for(database, "crm", "marketing", "dpo", "admin")
    with Served(SERVE, settings_of(database, tmp_path)) as service:
        client = Client(service, key)
        post_import(client, people(0, 100))
        wait_for(lambda: import_states(database) == ["published"], 120)
        client.close()  # kept connections end while nothing comes; the next question opens another
        document = json.loads(client.ask("GET", "/openapi.json")[1])
        asked = 0
        for template, methods in document["paths"].items():
            for method in methods:
                asked += _walk(client, method.upper(), template)
        assert asked >= len(document["paths"])
        bytes_of_metrics = client.ask("GET", "/metrics")[1]
        client.close()
        assert service.end() == 0
        service.told("stopped")
        said = service.said() + bytes_of_metrics
        assert len(service.log()) > asked
        assert b"kanari" not in said.lower()
        canary = re.search(rb"(?<![0-9a-f])(?:0|\+?33)63998\d{4}|Zef[a-z]{4}", said.replace(b" ", b""))
        assert canary is None, "a phone or a first name (five digits alone also occur in a trace id by chance)"
        assert not any(word in said for word in (b"lmp_", key.encode()))


def _walk(client: Client, method: str, template: str) -> int:
    """One operation with canaries in every place; returns how many requests were made."""
    body = json.dumps({"name": "Kanaribbbb", "email": "kanari1@kanari.example", "kanari2@kanari.example": 1}).encode()
    places = {"Content-Type": "application/json", "X-Kanari": "0639980001", "If-Match": '"kanari3"',
              "Idempotency-Key": "kanari4@kanari.example", "X-Request-Id": "kanari5", "User-Agent": "Kanari"}  # fmt: skip
    n = 0
    for canary in ("1", "kanari1%40kanari.example", "0639980001"):
        path = _filled(template, canary)
        if path.endswith("/events"):
            continue
        for query in ("", "?email=kanari6%40kanari.example", "?limit=1&cursor=Kanaribbbc"):
            status, _ = client.ask(method, path + query, body if method != "GET" else None, places)
            assert status < 500 or status == 503, (method, template, status)
            n += 1
    return n or 1
