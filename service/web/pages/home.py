"""Accueil: is my file healthy, and what must I do today."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from service.web.visits import Anyone

router = APIRouter()


@router.get("/")
def home(visit: Anyone) -> HTMLResponse:
    """Reachability per channel, what waits for a person, the last imports."""
    return visit.page("home.html")
