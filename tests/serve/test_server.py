"""How the server ends: SIGTERM with open streams, answers under way, and a second signal."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time

import pytest
from fastapi import FastAPI
from serving import Served, read_all, read_until, wait_for

from service.observe.watch import Watch
from service.serve.clients import Patience, watched
from service.serve.server import make_server

SMALL = "tests/serve/small_service.py"
EVENTS = b"GET /events HTTP/1.1\r\nhost: x\r\n\r\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_0_though_event_streams_are_open(number: int) -> None:
    with Served([SMALL, "10", "10", "10", "1"]) as service:
        streams = [service.connect() for _ in range(3)]
        for stream in streams:
            stream.sendall(EVENTS)
            read_until(stream, b"beat")
        os.kill(service.process.pid, number)
        for stream in streams:
            assert b"retry: 2000\n\n" in read_all(stream), "told when to come back"
            stream.close()
        assert service.process.wait(25) == 0
        assert [line["event"] for line in service.log()][-5:] == [
            "stopping",
            "request",
            "request",
            "request",
            "stopped",
        ]


def test_readiness_is_denied_before_connections_are() -> None:
    with Served([SMALL, "10", "10", "10", "3"]) as service:
        assert service.get("/readyz")[0] == 200
        os.kill(service.process.pid, signal.SIGTERM)
        wait_for(lambda: service.get("/readyz")[0] == 503)
        assert service.process.wait(40) == 0


def test_an_answer_under_way_is_finished() -> None:
    with Served([SMALL, "10", "10", "10", "0"]) as service, service.connect() as connection:
        connection.sendall(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
        time.sleep(0.5)
        os.kill(service.process.pid, signal.SIGTERM)
        assert read_all(connection).endswith(b'{"slow":"answer"}')
        assert service.process.wait(40) == 0


def test_a_second_signal_ends_it_at_once_and_cleanly() -> None:
    with Served([SMALL, "10", "10", "10", "30"]) as service:
        os.kill(service.process.pid, signal.SIGTERM)
        service.told("stopping")
        assert service.end(signal.SIGTERM, seconds=10) == 0


def test_a_bug_is_told_by_type_and_place_and_request_but_not_by_its_words() -> None:
    with Served([SMALL, "10", "10", "10", "0"]) as service:
        assert service.get("/broken")[0] == 500
        bug, request = service.told("bug"), service.told("request")
        assert bug["bug"] == "builtins.ValueError"
        assert any("small_service.py" in frame for frame in bug["trace"])
        assert (request["route"], request["status"]) == ("/broken", 500)
        assert b"jeanne" not in service.said()


def test_the_body_of_an_answer_does_not_wait_for_its_head_to_be_acknowledged() -> None:
    async def no_delay() -> int:
        watch = Watch()
        server = make_server(FastAPI(), watch, watched(Patience(5, 5, read_seconds=5), watch.metrics), leave_seconds=0)
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            await server.startup([listener])
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            writer.write(b"GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
            (connection,) = server.server_state.connections
            accepted = connection.transport.get_extra_info("socket")
            found: int = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            writer.close()
            await server.shutdown([listener])
        return found

    assert asyncio.run(no_delay()) != 0
