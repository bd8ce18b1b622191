"""Réglages: who may do what."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from service.web.visits import Admin

router = APIRouter()


@router.get("/reglages")
def keys(visit: Admin) -> HTMLResponse:
    """The keys and their roles."""
    return visit.page("settings.html")
