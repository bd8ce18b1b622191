"""Pourquoi deux clients ? Their likeliest records side by side, what they weigh, and what keeps them apart."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from service.core.ids import parse_id, public_id
from service.core.match.sentences import Language
from service.flows.explain_pair import explain_customers
from service.store.people import sides_of
from service.store.session import reading
from service.web.pages.duplicates import side_by_side
from service.web.visits import People

router = APIRouter()


@router.get("/clients/{public}/pourquoi")
def why(visit: People, public: str, avec: Annotated[str, Query(max_length=24)] = "") -> Response:
    """The explanation that the API gives under `/why`."""
    if not avec.strip():
        return visit.see(f"/clients/{public_id('CUS', parse_id(public, 'CUS'))}")
    lang: Language = "fr" if visit.lang == "fr" else "en"
    with reading(visit.database) as work:
        told = explain_customers(work, parse_id(public, "CUS"), parse_id(avec.strip(), "CUS"), language=lang)
        sides = sides_of(work, [told["left_party"], told["right_party"]])
    for side in ("left", "right"):
        told[side] = {"customer_id": told[side], **sides[told[f"{side}_party"]]}
    return visit.page("customer_why.html", why=told, pair=side_by_side(visit, told))
