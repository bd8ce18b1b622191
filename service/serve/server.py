"""uvicorn, ended as an orchestrator expects: exit 0 within 25 s of SIGTERM, also with open event streams.

What ends it, and how:

    SIGTERM     `/readyz` says 503 at once and no new job is begun; requests are still taken for `leave_seconds`, so
                that load balancers can see it; then connections are closed as their answers end
    SIGINT      the same without the wait, for a person at the terminal
    again       at once
    25 s        whatever still runs is cut off: jobs resume from their checkpoint, transactions are undone
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
import threading
from collections.abc import Generator

import uvicorn
from starlette.types import ASGIApp

from service.observe import logs
from service.observe.drain import Drain
from service.observe.watch import Watch
from service.serve.clients import WatchedProtocol

LIMIT_SECONDS = 24.0
"""From the signal to the end, whatever happens (Kubernetes kills after 30 s)."""

_ANSWERS_SECONDS = 12
"""How long answers under way may take."""


class Server(uvicorn.Server):
    """One server, which tells `drain` when it is asked to leave."""

    def __init__(self, config: uvicorn.Config, drain: Drain, *, leave_seconds: float) -> None:
        super().__init__(config)
        self._drain, self._leave_seconds = drain, leave_seconds

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Handle SIGTERM and SIGINT while serving; unlike uvicorn's own, end with exit code 0."""
        loop = asyncio.get_running_loop()
        handled = {signal.SIGTERM: self._leave_seconds, signal.SIGINT: 0.0}
        for number, seconds in handled.items():
            loop.add_signal_handler(number, self._leave, seconds)
        try:
            yield
        finally:
            gc.unfreeze()  # libraries look at their end whether they left something behind
            logs.tell("stopped")
            for number in handled:
                loop.remove_signal_handler(number)
                signal.signal(number, signal.SIG_IGN)  # a late signal shall not change the exit code

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        for listener in sockets or []:
            # accepted connections inherit it; asyncio sets it on sockets of its own making only, and without it the
            # body of an answer waits 40 ms for its head to be acknowledged (Nagle and delayed ACK, RFC 1122, 4.2.3)
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # what is loaded by now stays: looking through it would hold up an answer for a tenth of a second
        port = self.servers[0].sockets[0].getsockname()[1]
        logs.tell("serving", port=port)

    def _leave(self, seconds: float) -> None:
        if self._drain.begun:
            self.should_exit = self.force_exit = True
            return
        self._drain.leave()
        logs.tell("stopping")
        last = threading.Timer(LIMIT_SECONDS, os._exit, [0])
        last.daemon = True
        last.start()
        asyncio.get_running_loop().call_later(seconds, self._exit)

    def _exit(self) -> None:
        self.should_exit = True


def make_server(app: ASGIApp, watch: Watch, protocol: type[WatchedProtocol], *, leave_seconds: float) -> Server:
    """A server for one application: HTTP/1.1 by httptools, no websockets, logs of our own only."""
    config = uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=_ANSWERS_SECONDS,
        backlog=1024,
    )
    return Server(config, watch.drain, leave_seconds=leave_seconds)
