"""`limpide serve`: the API, the pages, a supervised worker and the schedule, until SIGTERM."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from prometheus_client import start_http_server

from service.app import Part, build_app, supervised
from service.errors import WrongState
from service.observe import logs
from service.observe.watch import Watch
from service.opening import prepare
from service.serve.clients import Patience, watched
from service.serve.server import make_server
from service.settings import Settings, load_settings


def serve() -> None:
    """Serve until told to stop; logs JSON lines on stderr.

    Raises  WrongState (the port is taken; PostgreSQL: run `limpide migrate` first).
    """
    settings = load_settings()
    prepare(settings)
    listener = _listen(settings)
    logs.configure()
    app = build_app(settings, parts=[supervised(settings), *_metrics_port(settings)])
    watch: Watch = app.state.watch
    patience = Patience(settings.header_seconds, settings.body_seconds, read_seconds=settings.read_seconds)
    server = make_server(app, watch, watched(patience, watch.metrics), leave_seconds=settings.leave_seconds)
    server.run([listener])


def _listen(settings: Settings) -> socket.socket:
    """The socket to serve on; taken before anything is started, so that a refusal is a plain answer."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as refused:
        listener.close()
        raise WrongState("This address cannot be listened on.", host=settings.host, port=settings.port) from refused
    return listener


def _metrics_port(settings: Settings) -> list[Part]:
    """Metrics without a key for a Prometheus on the same machine, when a port is set."""

    @asynccontextmanager
    async def part(app: FastAPI) -> AsyncIterator[None]:
        watch: Watch = app.state.watch
        server, thread = start_http_server(settings.metrics_port, "127.0.0.1", watch.metrics.registry)
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    return [part] if settings.metrics_port else []
