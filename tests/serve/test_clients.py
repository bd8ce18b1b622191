"""Slow and oversized clients, by raw sockets against a real server with short patience."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator

import pytest
from serving import Served, read_all, wait_for

SMALL = "tests/serve/small_service.py"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served([SMALL, "2", "2", "3", "0"]) as service:
        yield service


def problem_of(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert b"connection: close" in head
    problem = json.loads(body)
    assert int(head.split()[1]) == problem["status"]
    return problem["status"], problem["type"]


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: x\r\nx-half: "])
def test_a_head_that_does_not_come_is_cut(served: Served, sent: bytes) -> None:
    assert problem_of(served.ask(sent)) == (408, "/problems/request-timeout")


def test_a_head_that_drips_is_cut_all_the_same(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n")
        connection.settimeout(0.5)
        answer = b""
        for n in range(100):
            try:
                connection.sendall(b"x-%d: 1\r\n" % n)
                answer += connection.recv(4096)
            except TimeoutError:
                continue
            except ConnectionError:
                break
            break
        connection.settimeout(30)
        assert problem_of(answer + read_all(connection)) == (408, "/problems/request-timeout")


def test_the_next_head_on_a_kept_connection_is_watched_too(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(b"POST /sizes/a HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc")
        first = connection.recv(65_536)
        assert first.startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET /re")
        assert problem_of(read_all(connection)) == (408, "/problems/request-timeout")


@pytest.mark.parametrize("head", [b"content-length: 50000", b"transfer-encoding: chunked"])
def test_a_body_that_falls_silent_is_cut(served: Served, head: bytes) -> None:
    sent = b"POST /sizes/a HTTP/1.1\r\nhost: x\r\n" + head + b"\r\n\r\n5\r\nhello\r\n"
    assert problem_of(served.ask(sent)) == (408, "/problems/request-timeout")


def test_a_body_that_comes_steadily_may_take_its_time(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(b"POST /sizes/a HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 16384\r\n\r\n")
        for _ in range(8):
            connection.sendall(b"x" * 2048)
            time.sleep(0.6)
        assert read_all(connection).endswith(b'{"size":16384}')


def test_the_application_may_take_longer_than_a_client_may(served: Served) -> None:
    status, body = served.get("/slow")
    assert (status, body) == (200, b'{"slow":"answer"}')


@pytest.mark.parametrize(
    "head",
    [
        b"GET /?" + b"a" * 20_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: x\r\n" + b"x: 12345678\r\n" * 1500 + b"\r\n",
        b"GET / HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 200_000,
    ],
    ids=["address", "one header", "many headers", "endless"],
)
def test_a_head_that_is_too_long_is_refused_at_once(served: Served, head: bytes) -> None:
    assert problem_of(served.ask(head)) == (431, "/problems/headers-too-large")


def test_a_head_of_ordinary_length_passes_with_a_long_body(served: Served) -> None:
    head = b"POST /sizes/a HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx: " + b"a" * 15_000
    assert served.ask(head + b"\r\ncontent-length: 100000\r\n\r\n" + b"b" * 100_000).endswith(b'{"size":100000}')


def test_what_is_not_http_gets_a_problem(served: Served) -> None:
    assert problem_of(served.ask(b"\x16\x03\x01 hello\r\n\r\n")) == (400, "/problems/bad-request")


def test_who_does_not_take_the_answer_is_cut_off(served: Served) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", served.port))
        connection.sendall(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n")
        wait_for(lambda: b'cut_total{reason="read"} 1.0' in served.get("/metrics")[1])


def test_cuts_are_counted_and_told_without_what_was_sent(served: Served) -> None:
    served.ask(b"GET /?secret-of-jeanne HTTP/1.1\r\nx-jeanne: ")
    told = [line["reason"] for line in served.all_told("client-cut", 1)]
    assert "headers" in told
    assert b"jeanne" not in served.said()
