"""What the page of one customer shows: values with their source, rows, history, proofs, a decision per channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from markupsafe import Markup

from service.core.ids import public_id
from service.core.match.sentences import Language
from service.errors import NotFound
from service.flows.consents import consents_of
from service.flows.correct_customer import correctable
from service.flows.decisions import Question, decide_customers
from service.flows.explain_pair import explain_customers
from service.flows.show_customer import records_of_customer, show_customer, timeline_of_customer
from service.store.session import Work
from service.web.pages.duplicates import weights_of
from service.web.problems import N_
from service.web.render import phone, shown
from service.web.visits import Visit

CHANNELS = ("email", "sms", "phone", "post")
PURPOSE = "marketing.own"
MOST_ROWS = 100
_DAYS = ("birth_date", "last_order_date", "last_contacted_on", "last_activity_on", "collected_on")
_CODES = ("customer_type", "relation", "salutation")
_PHONES = ("phone", "phone_mobile")
_EVENTS = {
    ("act", "order"): N_("Commande"),
    ("act", "invoice"): N_("Facture"),
    ("purchase", "order"): N_("Commande"),
    ("purchase", "invoice"): N_("Facture"),
    ("purchase", "total"): N_("Total des achats"),
    ("customer", "created"): N_("Fiche créée"),
    ("customer", "updated"): N_("Fiche mise à jour"),
    ("customer", "merged"): N_("Fiches réunies"),
    ("customer", "split"): N_("Fiches séparées"),
}
_WHAT = {
    "act": N_("Acte du client"),
    "action": N_("Contact de notre part"),
    "purchase": N_("Achat"),
    "consent": N_("Consentement"),
    "customer": N_("Fiche"),
    "correction": N_("Correction"),
    "delivery": N_("Dans une livraison"),
}


def customer_values(visit: Visit, work: Work, customer_id: int) -> dict[str, Any]:
    """Everything that templates/customer.html takes, and `golden`.

    Raises  NotFound.
    """
    told = show_customer(work, customer_id)
    present = told["customer_id"]
    records = records_of_customer(work, present, after=0, limit=MOST_ROWS)
    return {
        "customer_id": present,
        "public": public_id("CUS", present),
        "kind": told["kind"],
        "first_seen_us": told["first_seen_us"],
        "golden": told["values"],
        "values": _values(visit, told, records),
        "correctable": correctable(told["kind"]) if visit.may("crm") else (),
        "decisions": _decisions(visit, work, present),
        "records": records,
        "timeline": [_event(visit, each) for each in timeline_of_customer(work, present)],
        "consents": _consents(visit, work, present),
        "why": _why(visit, work, told),
        "links": [_link(visit, link) for link in told["links"]],
        "answers": [_answer(visit, answer) for answer in told["answers"]],
    }


def _values(visit: Visit, told: dict[str, Any], records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = {record["record_id"]: record for record in records}
    values = []
    for name, value in told["values"].items():
        if value is None or name == "currency":
            continue
        source = told["lineage"].get(name, {})
        row = rows.get(source.get("record_id"))
        correction = source.get("correction")
        values.append(
            {
                "field": name,
                "shown": _written(visit, name, value, told["values"]),
                "filename": source.get("filename"),
                "line": source.get("line") if source.get("import_kind") == "file" else None,
                "written": [] if row is None else _cells(row),
                "replaced": None if correction is None else correction["replaced"],
                "by": None if correction is None else correction["principal"],
                "rule": source.get("rule"),
            }
        )
    return values


def _why(visit: Visit, work: Work, told: dict[str, Any]) -> dict[str, Any] | None:
    """Why its rows were joined: the sentence and the weights of the two likeliest; null when there is one."""
    if told["parties"] == 1:
        return None
    lang: Language = "fr" if visit.lang == "fr" else "en"
    found = explain_customers(work, told["customer_id"], told["customer_id"], language=lang)
    weights = weights_of(visit, found["parts"])
    most = max((abs(each["weight"]) for each in weights), default=1.0)
    return {"sentence": found["sentence"], "weights": weights, "most": most}


_LINKS = {
    ("works_for", "to"): N_("travaille pour"), ("works_for", "from"): N_("y travaille"),
    ("household", "to"): N_("même foyer"), ("household", "from"): N_("même foyer"),
    ("establishment_of", "to"): N_("établissement de"), ("establishment_of", "from"): N_("a pour établissement"),
}  # fmt: skip


def _link(visit: Visit, link: dict[str, Any]) -> dict[str, str]:
    """A related customer: what it is to this one, its id and name."""
    person = " ".join(link[part] for part in ("first_name", "last_name") if link.get(part))
    said = visit.say(_LINKS.get((link["kind"], link["direction"]), N_("lié à")))
    public = public_id("CUS", link["customer_id"])
    return {"said": said, "public": public, "name": person or link.get("company_name") or public}


def _answer(visit: Visit, answer: dict[str, Any]) -> dict[str, Any]:
    """A person's answer that holds, and the pair under which it is taken back."""
    other = answer["other_id"]
    return {
        "pair": f"{answer['left_id']}-{answer['right_id']}",
        "said": visit.words.word(answer["decision"]),
        "by": answer["principal"],
        "on": _on(visit, answer["at_us"]),
        "other": None if other is None else public_id("CUS", other),
    }


def _cells(row: dict[str, Any]) -> list[dict[str, str]]:
    return [each for each in row["cells"] if each["cell"]]


def _written(visit: Visit, name: str, value: Any, values: dict[str, Any]) -> str | Markup:
    """A golden value as its reader writes it."""
    if name == "total_spent_minor":
        return visit.speech.amount(value, values["currency"])
    if name == "order_count":
        return visit.speech.number(value)
    if name in _DAYS:
        return visit.speech.day(value)
    if name in _PHONES:
        return shown(phone(value))
    return visit.words.word(value) if name in _CODES else shown(value)


def _decisions(visit: Visit, work: Work, customer_id: int) -> list[dict[str, Any]]:
    lang, decisions = visit.lang, []
    for channel in CHANNELS:
        asked = Question(channel, PURPOSE, visit.now_us())
        try:
            house = visit.house
            told = decide_customers(work, [customer_id], asked, rules=house.rules, secret=house.secret)[0]
        except NotFound:  # no controller: nothing was imported yet
            return []
        refused = told["verdict"] != "allowed"
        reasons = [
            {"text": each[lang], "remedy": each[f"remedy_{lang}"] if refused else "", "articles": each["articles"]}
            for each in told["reasons"]
        ]
        decisions.append({"channel": channel, "verdict": told["verdict"], "reasons": reasons})
    return decisions


def _event(visit: Visit, each: dict[str, Any]) -> dict[str, Any]:
    """One line of the history: when, and what."""
    said = visit.say(_EVENTS.get((each["what"], each.get("kind", "")), _WHAT.get(each["what"], N_("Fiche"))))
    if each["what"] == "purchase" and each.get("amount_minor") is not None:
        said += f" · {visit.speech.amount(each['amount_minor'], each['currency'])}"
    if each["what"] in ("consent", "delivery"):
        said += f" · {visit.words.channel(each['channel'])['word']}"
    if each["what"] == "consent":
        said += f" · {visit.words.state(each['status'])['word']}"
    if each["what"] == "correction":
        said += f" · {visit.words.field(each['field'])}"
    return {"on": _day(visit, each["at"]), "said": said}


def _day(visit: Visit, at: str | None) -> str | None:
    """The firm's day of a moment or a day."""
    if at is None or "T" not in at:
        return at
    moment = datetime.fromisoformat(at).astimezone(visit.house.rules.timezone)
    return moment.date().isoformat()


def _consents(visit: Visit, work: Work, customer_id: int) -> list[dict[str, Any]]:
    told = consents_of(work, customer_id, at_us=visit.now_us(), zone=visit.house.rules.timezone)
    place = {each["contact_point_id"]: each["value"] for each in told["state"]}
    return [
        {
            "on": None if each["occurred_us"] is None else _on(visit, each["occurred_us"]),
            "channel": each["channel"],
            "status": each["status"],
            "evidence": each["evidence"],
            "value": place.get(each["contact_point_id"]),
        }
        for each in told["events"]
    ]


def _on(visit: Visit, us: int) -> str:
    return datetime.fromtimestamp(us / 1_000_000, visit.house.rules.timezone).date().isoformat()
