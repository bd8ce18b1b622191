"""A service with three routes, served as `limpide serve` serves the real one: for what concerns the server alone.

python tests/serve/small_service.py HEADER_SECONDS BODY_SECONDS READ_SECONDS LEAVE_SECONDS
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse

from service.observe import logs
from service.observe.requests import Observed
from service.observe.watch import Watch
from service.serve.clients import Patience, watched
from service.serve.server import make_server


def make_app(watch: Watch) -> FastAPI:
    app = FastAPI()

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        return JSONResponse({}, 503 if watch.drain.begun else 200)

    @app.get("/metrics")
    async def told() -> StreamingResponse:
        return StreamingResponse(iter([watch.metrics.exposition()]), media_type="text/plain")

    @app.post("/sizes/{name}")
    async def size(name: str, request: Request) -> dict[str, int]:
        return {"size": sum([len(chunk) async for chunk in request.stream()])}

    @app.get("/slow")
    async def slow() -> dict[str, str]:
        await asyncio.sleep(1.5)
        return {"slow": "answer"}

    @app.get("/broken")
    async def broken() -> None:
        raise ValueError("jeanne.martin@courrier.example")

    @app.get("/large")
    async def large() -> StreamingResponse:
        return StreamingResponse(bytes(1 << 20) for _ in range(400))

    @app.get("/events")
    async def events() -> StreamingResponse:
        async def beats() -> AsyncIterator[bytes]:
            while True:
                yield b": beat\n\n"
                await asyncio.sleep(3600)

        return StreamingResponse(beats(), media_type="text/event-stream")

    app.add_middleware(Observed, watch)
    return app


def main() -> None:
    header, body, read, leave = map(float, sys.argv[1:])
    logs.configure()
    watch = Watch()
    patience = Patience(header_seconds=header, body_seconds=body, read_seconds=read)
    server = make_server(make_app(watch), watch, watched(patience, watch.metrics), leave_seconds=leave)
    server.run([socket.create_server(("127.0.0.1", 0))])


if __name__ == "__main__":
    main()
