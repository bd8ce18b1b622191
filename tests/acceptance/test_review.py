"""A person answers on a doubtful pair; it takes effect at once, and can be taken back with everything as before."""

from __future__ import annotations

from typing import Any

import pytest
from make_demo import demonstration, write_export
from sqlalchemy import select
from sqlmodel import SQLModel

from service.errors import NotFound
from service.flows.create_customer import create_customer
from service.flows.explain_pair import explain_customers
from service.flows.match_records import match_records
from service.flows.review import decide_pair, place, queue, shown, take_back
from service.store.review_queue import how_many_wait
from service.store.session import reading, unit_of_work

COUNTED = False
_T = SQLModel.metadata.tables
NOW = 1_780_500_000_000_000
HEADER = "Code client;Civilité;Nom;Prénom;Adresse;Code postal;Ville;Téléphone;E-mail"
ROWS = [
    "C1;M.;DURAND;Jean;3 rue de la Paix;75002;Paris;01 99 00 12 34;jean.durand@courrier.example",
    "C2;M.;PETIT;Paul;8 quai Sud;33000;Bordeaux;01 99 00 77 88;paul.petit@courrier.example",
]
FILE = "\n".join([HEADER, *ROWS]) + "\n"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file of 300 lines in which some pairs are doubtful."""
    path = tmp_path_factory.mktemp("demo") / "clients.csv"
    write_export(demonstration(300, 5).cells(), path)
    return path.read_bytes()


def _waiting(house: Any, **options: Any) -> list[Any]:
    with reading(house.database) as work:
        return queue(work, after=None, limit=50, **options)


def _state(house: Any) -> Any:
    customers, members, to = (_T[n].c for n in ("customers", "memberships", "customer_redirects"))
    values = [c for c in customers if c.name not in ("version", "updated_us", "first_seen_us", "import_id")]
    return (
        house.rows(select(*values).order_by(customers.id)),
        house.rows(
            select(members.party_id, members.customer_id).where(members.until_us.is_(None)).order_by(members.party_id)
        ),
        house.rows(select(to.old_id, to.customer_id)),
    )


def _decide(house: Any, pair: Any, decision: Any) -> Any:
    with unit_of_work(house.database) as work:
        return decide_pair(work, pair.left_id, pair.right_id, decision, principal="claire", now_us=NOW)


def test_same_merges_at_once_and_undo_brings_everything_back(house: Any, demo: bytes) -> None:
    house.import_(demo)
    before = _state(house)
    pair = _waiting(house)[0]
    done = _decide(house, pair, "same")
    assert done.left_customer == done.right_customer == min(pair.left_customer, pair.right_customer)
    assert pair not in _waiting(house)
    changes = _T["changes"].c
    told = house.rows(select(changes.kind, changes.customer_id, changes.into_id).where(changes.cause == "review"))
    assert ("merged", max(pair.left_customer, pair.right_customer), done.left_customer) in told
    house.is_well()
    with unit_of_work(house.database) as work:
        take_back(work, pair.left_id, pair.right_id, now_us=NOW + 1)
    assert _state(house) == before
    assert pair in _waiting(house)
    house.is_well()


def test_different_leaves_the_queue_for_ever_and_later_comes_back(house: Any, demo: bytes) -> None:
    house.import_(demo)
    first, *rest = _waiting(house)
    before = _state(house)
    _decide(house, first, "different")
    assert _state(house) == before
    assert first not in _waiting(house)
    _decide(house, first, "later")
    assert [p.left_id for p in _waiting(house, later=True)] == [first.left_id]
    assert len(_waiting(house)) == len(rest)
    house.is_well()


def test_two_that_an_import_joined_are_parted_by_different(house: Any) -> None:
    house.import_(FILE)
    house.import_(FILE, list_name="salon")
    pairs, members = _T["pairs"].c, _T["memberships"].c
    joined = house.rows(select(pairs.left_id, pairs.right_id).where(pairs.probability > 990_000).limit(1))[0]
    with unit_of_work(house.database) as work:
        parted = decide_pair(work, joined[0], joined[1], "different", principal="claire", now_us=NOW)
    assert parted.left_customer != parted.right_customer
    assert parted.right_customer == joined[1], "its own number answers for it again"
    assert len({c for (c,) in house.rows(select(members.customer_id).where(members.until_us.is_(None)))}) == 3
    house.is_well()


def test_both_sides_are_shown_with_weights_that_sum_to_the_whole(house: Any, demo: bytes) -> None:
    house.import_(demo)
    with reading(house.database) as work:
        pairs = queue(work, after=None, limit=50)
        sides = shown(work, pairs, "fr")
    for pair, side in zip(pairs, sides, strict=True):
        assert sum(part["weight"] for part in side["parts"]) == side["weight"] == pair.weight
        assert round(side["probability"] * 1_000_000) == pair.probability
        assert side["sentence"].endswith(".")
        assert side["left"]["kind"] == side["right"]["kind"]
    useful = [pair.usefulness for pair in pairs]
    assert useful == sorted(useful, reverse=True)
    assert len({frozenset((p.left_customer, p.right_customer)) for p in pairs}) == len(pairs), "each two once"


def test_pages_of_the_queue_are_the_queue(house: Any, demo: bytes) -> None:
    house.import_(demo)
    whole = _waiting(house)
    paged: list[Any] = []
    while True:
        with reading(house.database) as work:
            page = queue(work, after=place(paged[-1]) if paged else None, limit=1)
        if not page:
            break
        paged += page
    assert paged == whole
    assert len(whole) >= 2


def test_an_answer_on_nothing_or_taken_back_twice_is_refused(house: Any, demo: bytes) -> None:
    house.import_(demo)
    with pytest.raises(NotFound), unit_of_work(house.database) as work:
        decide_pair(work, 1, 999, "same", principal="claire", now_us=NOW)
    pair = _waiting(house)[0]
    with pytest.raises(NotFound), unit_of_work(house.database) as work:
        take_back(work, pair.left_id, pair.right_id, now_us=NOW)


def _jean(**more: str) -> dict[str, str | None]:
    return {"first_name": "Jean", "last_name": "Durand", "email": "JEAN.DURAND@courrier.example", **more}


def test_who_exists_is_found_before_and_joined_by_creating(house: Any) -> None:
    house.import_(FILE)
    with reading(house.database) as work:
        found, nobody, bad = match_records(
            work, [_jean(phone="0199001234"), {"last_name": "Inconnu", "email": "x@ailleurs.example"}, {"email": "?"}],
            now_us=NOW,
        )  # fmt: skip
    best = found.candidates[0]
    assert best.believed
    assert best.probability > 0.9
    assert "même e-mail" in best.sentence
    assert nobody.candidates == []
    assert "email" in bad.refused
    with unit_of_work(house.database) as work:
        made = create_customer(work, _jean(phone="0199001234"), secret=b"s" * 32, now_us=NOW)
    assert made.existing
    assert made.customer_id == best.customer_id
    house.is_well()
    house.revert(made.import_id)
    house.is_well()


def test_a_new_customer_is_made_with_its_contact_person(house: Any) -> None:
    house.import_(FILE)
    given = {
        "company_name": "Atelier Neuf SAS",
        "first_name": "Noé",
        "last_name": "Neuf",
        "phone_mobile": "06 99 00 00 01",
    }
    with unit_of_work(house.database) as work:
        made = create_customer(work, given, secret=b"s" * 32, now_us=NOW)
    assert (made.existing, made.contact_id is not None) == (False, True)
    customers = _T["customers"].c
    rows = house.rows(select(customers.kind, customers.employer_id).where(customers.id == made.contact_id))
    assert rows == [("person", made.customer_id)]
    house.is_well()


def test_the_first_customer_of_an_empty_base(house: Any) -> None:
    with unit_of_work(house.database) as work:
        made = create_customer(work, _jean(), secret=b"s" * 32, now_us=NOW)
        again = create_customer(work, _jean(), secret=b"s" * 32, now_us=NOW)
    assert (made.existing, again.existing, again.customer_id) == (False, True, made.customer_id)
    house.is_well()


def test_why_not_says_what_speaks_for_and_against(house: Any, demo: bytes) -> None:
    house.import_(demo)
    pair = _waiting(house)[0]
    with reading(house.database) as work:
        told = explain_customers(work, pair.left_customer, pair.right_customer)
        far = explain_customers(work, 1, max(p.left_customer for p in queue(work, after=None, limit=50)))
    assert (told["verdict"], told["shared_key"]) == ("doubtful", True)
    assert told["weight"] == pair.weight
    assert far["verdict"] in ("unlike", "contradict")
    assert far["shared_key"] is False


def test_waiting_pairs_are_counted_as_far_as_asked(house: Any, demo: bytes) -> None:
    house.import_(demo)
    n = len(_waiting(house))
    assert n > 3
    with reading(house.database) as work:
        for most in (0, 1, n - 1, n, n + 1, 1000):
            assert how_many_wait(work, most=most) == min(n, most + 1)
