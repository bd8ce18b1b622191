"""Segments: who, how many, who is left out and why; and the file, whose every delivery is recorded."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import FileResponse, HTMLResponse

from service.core.deliver.shapes import SHAPES
from service.core.govern.vocabulary import PURPOSES
from service.core.segment.conditions import FIELDS
from service.errors import BadQuery, NameTaken, NotFound
from service.flows import contactable, deliver, segments
from service.flows.contactable import Answer, Asked
from service.flows.segments import Viewer, Wanted, question
from service.store import audit, deliveries
from service.store.deliveries import delivery_name
from service.store.session import reading, unit_of_work
from service.web.problems import N_
from service.web.visits import Segments, Visit

router = APIRouter()
CHANNELS = ("email", "sms", "phone", "post")
MOST = 200
LAST = 20
REASONS_SHOWN = 8
NAME_LENGTH = 120
Id = Annotated[int, Path(ge=1, le=2**53 - 1)]
_FIELD_OF = {"where": "question", "channel": "canal", "purpose": "finalite"}


def _viewer(visit: Visit) -> Viewer:
    return Viewer(visit.who.principal_id, visit.who.roles)


@router.get("/segments")
def all_segments(visit: Segments) -> HTMLResponse:
    """The segments that this key may use."""
    with reading(visit.database) as work:
        rows = segments.visible_segments(work, _viewer(visit), after=0, limit=MOST)
    return visit.page("segments.html", rows=rows)


@router.get("/segments/nouveau")
def new_segment(visit: Segments, canal: str = "email") -> HTMLResponse:
    """The question."""
    typed = {"nom": "", "canal": canal if canal in CHANNELS else "email", "finalite": PURPOSES[0], "question": ""}
    return _form(visit, typed)


def _form(
    visit: Visit, typed: dict[str, str], *, status: int = 200, errors: dict[str, str] | None = None, found: Any = None
) -> HTMLResponse:
    return visit.page(
        "segment_form.html", status=status, typed=typed, errors=errors or {}, found=found,
        fields=sorted(FIELDS.items()),
        channels=[(code, visit.words.channel(code)["word"]) for code in CHANNELS],
        purposes=[(code, visit.words.word(code)) for code in PURPOSES],
    )  # fmt: skip


@router.post("/segments/nouveau")
def define(visit: Segments) -> Any:
    """Count without keeping anything, or save."""
    typed = {name: visit.one(name) for name in ("nom", "canal", "finalite", "question")}
    where = typed["question"] or None
    wanted = Wanted(typed["nom"], where, typed["canal"], typed["finalite"])
    if visit.one("acte") == "essayer":
        try:
            return _form(visit, typed, found=counted(visit, wanted.asked(visit.now_us())))
        except (BadQuery, NotFound) as problem:
            return _form(visit, typed, status=422, errors=_said(visit, problem))
    if not 0 < len(typed["nom"]) <= NAME_LENGTH:
        errors = {"nom": visit.say(N_("Donnez un nom, de 120 signes au plus."))}
        return _form(visit, typed, status=422, errors=errors)
    now_us = visit.now_us()
    try:
        with unit_of_work(visit.database) as work:
            row = segments.define_segment(work, wanted, _viewer(visit), now_us=now_us)
            audit.note(work, "segment.create", "segment", row.id, {}, at_us=now_us, principal=visit.who.name)
    except NameTaken:
        errors = {"nom": visit.say(N_("Un autre segment porte ce nom : choisissez-en un autre."))}
        return _form(visit, typed, status=409, errors=errors)
    except (BadQuery, NotFound) as problem:
        return _form(visit, typed, status=422, errors=_said(visit, problem))
    return visit.see(f"/segments/{row.id}")


def _said(visit: Visit, problem: BadQuery | NotFound) -> dict[str, str]:
    """The field that is wrong, and the remedy."""
    if isinstance(problem, NotFound):
        return {"question": visit.say(N_("Il n'y a pas encore de fichier à interroger : importez-en un d'abord."))}
    name = _FIELD_OF.get(str(problem.facts.get("option")), "question")
    if name == "question":
        text = N_(
            "Cette question n'est pas comprise. Vérifiez les noms de champs, les guillemets simples et les nombres."
        )
        return {name: visit.say(text)}
    return {name: visit.say(N_("Choisissez une valeur de la liste."))}


def counted(visit: Visit, asked: Asked) -> dict[str, Any]:
    """Counts and exclusions of a question, as templates/segment_counts.html shows them."""
    found = contactable.answer(visit.database, asked, rules=visit.house.rules, secret=visit.house.secret)
    return _counts(visit, found)


def _counts(visit: Visit, found: Answer) -> dict[str, Any]:
    counts, lang = found.chosen.counts, visit.lang
    told = contactable.exclusions_told(found.chosen, visit.house.rules)
    exclusions = [
        {"text": each[lang], "remedy": each[f"remedy_{lang}"], "customers": each["customers"]} for each in told
    ]
    bars = [(each["text"], each["customers"], visit.speech.number(each["customers"])) for each in exclusions]
    return {
        "counts": counts,
        "share": counts["allowed"] / counts["candidates"] if counts["candidates"] else 0.0,
        "exclusions": exclusions,
        "bars": bars[:REASONS_SHOWN],
    }


@router.get("/segments/{segment_id}")
def one_segment(visit: Segments, segment_id: Id) -> HTMLResponse:
    """Who, how many, who is left out and why; the deliveries so far."""
    with reading(visit.database) as work:
        row = segments.visible_segment(work, segment_id, _viewer(visit))
        made = deliveries.deliveries_of(work, segment_id, before=None, limit=LAST)
    channel = visit.words.channel(row.definition.channel)["word"]
    sentence = visit.say(
        N_("%(channel)s, pour : %(purpose)s."), channel=channel, purpose=visit.words.word(row.definition.purpose)
    )
    rows = [{"name": delivery_name(each.id), "created_us": each.created_us, "members": each.members} for each in made]
    found = counted(visit, question(row, visit.now_us()))
    return visit.page("segment.html", row=row, sentence=sentence, found=found, deliveries=rows)


@router.post("/segments/{segment_id}/livrer")
def pull(visit: Segments, segment_id: Id) -> FileResponse:
    """Freeze a delivery, record it, and send its file for a spreadsheet."""
    data, now_us = visit.house.data, visit.now_us()
    with reading(visit.database) as work:
        row = segments.visible_segment(work, segment_id, _viewer(visit))
    ready = deliver.prepare(visit.database, data, row, at_us=now_us, rules=visit.house.rules, now_us=now_us)
    with deliver.kept_or_gone(data, ready), unit_of_work(visit.database) as work:
        made = deliver.record(work, ready, now_us=now_us)
        facts = {"segment_id": segment_id, "members": made.members}
        audit.note(work, "segment.deliver", "delivery", made.id, facts, at_us=now_us, principal=visit.who.name)
    name = delivery_name(made.id)
    file = deliver.file_in_shape(data, made, SHAPES["csv-spreadsheet"])
    return FileResponse(file.path, media_type="text/csv", filename=f"{name}.csv")
