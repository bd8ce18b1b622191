"""A bare FastAPI app beside which bench_api.py measures ours: one route, one query, the same answer, no key.

python scripts/bench_bare.py FILE.sqlite [NAME]      prints its port; `answers` has the body of each id. NAME: the model
                                                     of the answer in service/api/schemas/customers.py, as a route of
                                                     FastAPI declares it; by default any object will do
"""

from __future__ import annotations

import json
import socket
import sys
from typing import Any

import uvicorn
from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from service.api.schemas import customers

engine = create_engine(f"sqlite:///{sys.argv[1] if len(sys.argv) > 1 else ':memory:'}")
app = FastAPI()
model: Any = getattr(customers, sys.argv[2]) if len(sys.argv) > 2 else dict[str, Any]


@app.get("/answers/{answer_id}", response_model=model)
def answer(answer_id: int) -> dict[str, Any]:
    """The answer of this id."""
    with Session(engine) as session:
        body: str = session.execute(text("SELECT body FROM answers WHERE id = :id"), {"id": answer_id}).scalar_one()
    told: dict[str, Any] = json.loads(body)
    return told


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as ours does: see service/serve/server.py
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(app, http="httptools", access_log=False, log_level="error")
    uvicorn.Server(config).run([listener])
