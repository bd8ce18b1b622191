"""Does everything that must hold hold? One small rule each; nothing is changed, and no personal value is read out.

for finding in examine(database, data_dir, today=…, now_us=…): …      none: the base is well
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from sqlalchemy import select
from sqlmodel import SQLModel

from service.core.govern.retention import due
from service.flows.purge import shipped_rules
from service.store import invariants, jobs
from service.store.files import uploads_in
from service.store.retention import read_clocks
from service.store.session import Database, Work, reading
from service.store.tombstones import disagreeing

SAMPLE = 5
"""Ids shown of each finding."""

GRACE = timedelta(days=31)
"""How long a customer may be past its date: purges may run monthly, and a file may bring old prospects."""

_T = SQLModel.metadata.tables
_I, _J = _T["imports"].c, _T["jobs"].c
_UNDER_WAY = ("received", "staging", "reverting")


@dataclass(frozen=True)
class Finding:
    """A rule that some rows break: how many, the first ids, and what it means in French and English."""

    rule: str
    count: int
    sample_ids: list[int]
    text_fr: str
    text_en: str


@dataclass(frozen=True)
class Patient:
    """What a rule may look at."""

    work: Work
    data_dir: Path
    today: date
    now_us: int


@dataclass(frozen=True)
class Rule:
    """A name, what its violation means, and how to find the ids that break it."""

    name: str
    text_fr: str
    text_en: str
    find: Callable[[Patient], Iterable[int]]


def examine(database: Database, data_dir: Path, *, today: date, now_us: int) -> list[Finding]:
    """Every rule that is broken, in the order of RULES.

    In      `today` says what is past its date; `now_us` whose lease has run out.
    """
    findings = []
    for rule in RULES:
        with reading(database) as work:  # a short snapshot a rule, so that no writer's log grows meanwhile
            ids = sorted(set(rule.find(Patient(work, data_dir, today, now_us))))
        if ids:
            findings.append(Finding(rule.name, len(ids), ids[:SAMPLE], rule.text_fr, rule.text_en))
    return findings


def _asks(query: Callable[[], invariants.Ids]) -> Callable[[Patient], Iterable[int]]:
    return lambda patient: patient.work.connection.execute(query()).scalars()


def _imports_nobody_works_on(patient: Patient) -> Iterable[int]:
    under_way = patient.work.connection.execute(select(_I.id).where(_I.state.in_(_UNDER_WAY))).scalars()
    return set(under_way) - jobs.imports_under_way(patient.work)


def _imports_nobody_clears(patient: Patient) -> Iterable[int]:
    over = patient.work.connection.execute(invariants.imports_with_leavings()).scalars()
    return set(over) - jobs.imports_under_way(patient.work)


def _jobs_whose_worker_is_gone(patient: Patient) -> Iterable[int]:
    late = select(_J.id).where(_J.state == "running", _J.lease_until_us < patient.now_us)
    return patient.work.connection.execute(late).scalars()


def _uploads_of(work: Work) -> dict[str, tuple[int, str]]:
    asked = select(_I.upload, _I.id, _I.state).where(_I.upload.is_not(None))
    return {name: (import_id, state) for name, import_id, state in work.connection.execute(asked)}


def _uploads_that_should_be_gone(patient: Patient) -> Iterable[int]:
    """Import ids, and 0 for files that no import names and whose receiver is dead."""
    named, busy = _uploads_of(patient.work), jobs.imports_under_way(patient.work)
    for name, receiver_lives in uploads_in(patient.data_dir).items():
        import_id, state = named.get(name, (0, ""))
        if (import_id == 0 and not receiver_lives) or (import_id and state not in _UNDER_WAY and import_id not in busy):
            yield import_id


def _uploads_that_are_missing(patient: Patient) -> Iterable[int]:
    there = uploads_in(patient.data_dir)
    waiting = _uploads_of(patient.work).items()
    return (import_id for name, (import_id, state) in waiting if state in ("received", "staging") and name not in there)


def _customers_past_their_date(patient: Patient) -> Iterable[int]:
    """Due for erasure and known here for longer than GRACE, so that a purge had its chance."""
    rules = shipped_rules()
    facts = read_clocks(patient.work, as_of=patient.today, zone=rules.timezone)
    found = due(facts, rules, as_of=patient.today)
    late = found.filter((pl.col("verdict") == "erase") & (pl.col("due_on") <= patient.today - GRACE))
    since = patient.now_us - GRACE // timedelta(microseconds=1)
    known = select(_T["customers"].c.id).where(_T["customers"].c.first_seen_us <= since)
    return set(late["customer_id"].to_list()) & set(patient.work.connection.execute(known).scalars())


def _purges_left_undone(patient: Patient) -> Iterable[int]:
    """Reviews whose rows are gone, or going, for longer than a day, and whose bytes may still be there."""
    reviews = _T["retention_reviews"].c
    since = patient.now_us - timedelta(days=1) // timedelta(microseconds=1)
    late = select(reviews.id).where(reviews.state.in_(("applying", "erasing")), reviews.applied_us < since)
    return patient.work.connection.execute(late).scalars()


def _tombstones_that_differ(patient: Patient) -> Iterable[int]:
    found: list[int] = disagreeing(patient.work, patient.data_dir / "keys")["id"].to_list()
    return found


RULES: tuple[Rule, ...] = (
    Rule(
        "counters.lines",
        "Les lignes d'un import ne font pas la somme en-tête + préambule + pied + vides + lignes de données.",
        "The lines of an import are not the sum header + preamble + footer + blank + lines of rows.",
        _asks(invariants.lines_do_not_sum),
    ),
    Rule(
        "counters.rows",
        "Les lignes lues d'un import ne font pas la somme acceptées + rejetées + en quarantaine.",
        "The rows of an import are not the sum accepted + rejected + quarantined.",
        _asks(invariants.rows_do_not_sum),
    ),
    Rule(
        "counters.accepted",
        "Les lignes acceptées d'un import ne font pas la somme nouvelles + modifiées + inchangées.",
        "The accepted rows of an import are not the sum fresh + changed + unchanged.",
        _asks(invariants.accepted_do_not_sum),
    ),
    Rule(
        "counters.stored",
        "Les compteurs d'un import publié ne correspondent pas aux lignes conservées.",
        "The counters of a published import do not match the rows that are stored.",
        _asks(invariants.stored_rows_differ),
    ),
    Rule(
        "parties.customer",
        "Une entité vivante n'appartient pas à un client et un seul.",
        "A live party does not belong to exactly one customer.",
        _asks(invariants.parties_without_one_customer),
    ),
    Rule(
        "customers.parties",
        "Un client n'a aucune entité vivante, ou pas le nombre qu'il annonce.",
        "A customer has no live party, or not as many as it says.",
        _asks(invariants.customers_without_party),
    ),
    Rule(
        "customers.id",
        "Un client ne porte pas le plus petit des identifiants de ses entités.",
        "A customer does not have the smallest id that its parties carry.",
        _asks(invariants.customers_under_another_id),
    ),
    Rule(
        "memberships.nobody",
        "Un rattachement en cours vise une entité disparue ou un client invisible.",
        "A present membership is of a party that is gone or in a customer nobody sees.",
        _asks(invariants.memberships_of_nobody),
    ),
    Rule(
        "contact_points.party",
        "Une coordonnée n'a pas d'entité vivante.",
        "A contact point has no live party.",
        _asks(invariants.contact_points_without_party),
    ),
    Rule(
        "redirects.flat",
        "Une redirection mène à une autre redirection, à aucun client, ou part d'un client existant.",
        "A redirect leads to a redirect or to no customer, or starts at an existing customer.",
        _asks(invariants.redirects_that_lead_nowhere),
    ),
    Rule(
        "feed.state",
        "Le flux des changements et les clients présents ne disent pas la même chose.",
        "The change feed and the customers that are there do not say the same.",
        _asks(invariants.feed_and_state_differ),
    ),
    Rule(
        "staged.visible",
        "Un import non publié se voit déjà : flux, paires ou liens.",
        "An import that is not published already shows: in the feed, in pairs or in links.",
        _asks(invariants.staged_rows_that_show),
    ),
    Rule(
        "rows.import",
        "Des lignes viennent d'un import qui n'existe pas.",
        "Rows come from an import that does not exist.",
        _asks(invariants.rows_of_no_import),
    ),
    Rule(
        "keys.party",
        "Des clés de rapprochement visent une entité qui n'existe pas.",
        "Match keys speak of a party that does not exist.",
        _asks(invariants.keys_of_nobody),
    ),
    Rule(
        "jobs.lease",
        "Un travail en cours n'a plus d'exécutant : relancez le service, il reprendra.",
        "A running job has lost its worker: start the service again and it will go on.",
        _jobs_whose_worker_is_gone,
    ),
    Rule(
        "imports.idle",
        "Un import est en cours, mais aucun travail ne s'en occupe.",
        "An import is under way, but no job sees to it.",
        _imports_nobody_works_on,
    ),
    Rule(
        "imports.leavings",
        "Il reste des lignes d'un import échoué ou annulé, et aucun travail ne les supprime.",
        "Rows of an import that failed or was reverted are still there, and no job deletes them.",
        _imports_nobody_clears,
    ),
    Rule(
        "uploads.kept",
        "Un fichier reçu est encore sur le disque alors que son import est terminé ou inconnu.",
        "A received file is still on the disk though its import is over or unknown.",
        _uploads_that_should_be_gone,
    ),
    Rule(
        "uploads.missing",
        "Le fichier reçu d'un import en cours a disparu.",
        "The received file of an import under way is gone.",
        _uploads_that_are_missing,
    ),
    Rule(
        "dates.past",
        "Un client à effacer l'est depuis plus de 31 jours : lancez la purge.",
        "A customer has been due for erasure for more than 31 days: run the purge.",
        _customers_past_their_date,
    ),
    Rule(
        "purge.unfinished",
        "Une purge commencée depuis plus d'un jour n'est pas terminée : des octets effacés peuvent subsister.",
        "A purge that began more than a day ago is not done: erased bytes may still be there.",
        _purges_left_undone,
    ),
    Rule(
        "tombstones.file",
        "Le fichier des personnes effacées et la base ne disent pas la même chose.",
        "The file of erased people and the base do not say the same.",
        _tombstones_that_differ,
    ),
)
