"""What probes are answered."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.api.schemas.common import Out


class LiveOut(Out):
    """The process answers."""

    status: Literal["live"] = "live"


class ReadyOut(Out):
    """Requests may come. When they may not, the problem's `store`, `disk` and `service` say why."""

    status: Literal["ready"] = "ready"
    store: str = Field(description="The base: ok, or what is wrong with it.", examples=["ok"])
    disk: str = Field(description="The disk of the data folder.", examples=["ok"])
    service: str = Field(description="ok, or draining: it was asked to end.", examples=["ok"])
