"""A service with three routes, served as `limpide serve` serves the real one: for what concerns the server alone.

python tests/serve/small_service.py HEADER_SECONDS BODY_SECONDS READ_SECONDS LEAVE_SECONDS
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse

from service.observe import logs
from service.observe.drain import Drain
from service.observe.metrics import Metrics
from service.observe.requests import Observed
from service.serve.clients import Patience, watched
from service.serve.server import make_server


def make_app(drain: Drain, metrics: Metrics) -> FastAPI:
    app = FastAPI()

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        return JSONResponse({}, 503 if drain.begun else 200)

    @app.get("/metrics")
    async def told() -> StreamingResponse:
        return StreamingResponse(iter([metrics.exposition()]), media_type="text/plain")

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

    app.add_middleware(Observed, metrics=metrics, drain=drain, after_write=lambda: None)
    return app


def main() -> None:
    header, body, read, leave = map(float, sys.argv[1:])
    logs.configure()
    drain, metrics = Drain(), Metrics()
    patience = Patience(header_seconds=header, body_seconds=body, read_seconds=read)
    app = make_app(drain, metrics)
    make_server(app, drain, watched(patience, metrics), host="127.0.0.1", port=0, leave_seconds=leave).run()


if __name__ == "__main__":
    main()
