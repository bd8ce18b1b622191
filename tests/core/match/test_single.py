"""One party at a time gives what columns give: the same prepared party, the same keys, the same sides of a record."""

from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.hashing import hash_one, hash_text
from service.core.match.keys import keys
from service.core.match.prepare import alone, together
from service.core.match.rarity import Frequencies, frequencies
from service.core.match.sides import sides_of_record
from service.core.match.single import Known, keys_one, prepare_one, sound
from service.core.match.sounds import sounds
from service.core.match.view import MATCH_COLUMNS, match_frame

WORDS = st.sampled_from(
    [
        "Anne",
        "MARIE-LOU",
        "d'Artagnan",
        "Le",
        "Gall",
        "Élise",
        "Œuvray",
        "Jean",
        "ET",
        "Marie",
        "Bob",
        "SAINT",
        "Sainte",
        "ST",
        "CEDEX",
        "12",
        "SARL",
        "Établissements",
        "de",
        "la",
        "L'Étoile",
        "&",
        "Cie",
        "Boulangerie",
        "S.A.",
        "rue",
        "AV.",
        "Général",
        "GAL",
        "Foch",
        "3",
        "bis",
        "69003",
        "Lyon-3e",
        "PARIS",
        "16",
        "Schmitt",
        "Eaubonne",
        "Quéré",
    ]
)
TEXTS = st.none() | st.lists(WORDS, min_size=1, max_size=4).map(" ".join) | st.text(max_size=12)
EMAILS = st.sampled_from([
    None, "anne.roussel@poste.example", "Contact@firme.example", "compta2@firme.example", "a.b+x@gmail.example",
    "longue.adresse@orange.fr", "x@y.example", "info-vente@firme.example",
])  # fmt: skip
PHONES = st.sampled_from([None, "+33199000001", "+33612345678", "+262692123456", "+32470123456", "+33199000002"])
RECORD = st.fixed_dictionaries({
    **dict.fromkeys(MATCH_COLUMNS, TEXTS),
    "salutation": st.sampled_from([None, "M", "MME"]),
    "birth_date": st.sampled_from([None, "1980-05-12", "1980-05", "1980"]),
    "siren": st.sampled_from([None, "732829320"]),
    "siret": st.sampled_from([None, "73282932000074"]),
    "postal_code": st.sampled_from([None, "69003", "SW1A 1AA"]),
    "customer_code": st.sampled_from([None, "C1", "Été 2"]),
    "email": EMAILS, "email_secondary": EMAILS,
    "phone": PHONES, "phone_mobile": PHONES, "phone_secondary": PHONES,
    "main_kind": st.sampled_from(["person", "company", "mailbox"]),
    "both": st.booleans(),
})  # fmt: skip


def _record(given: dict[str, Any], n: int) -> dict[str, Any]:
    both = given["both"] and given["main_kind"] == "company"
    return {c: given[c] for c in (*MATCH_COLUMNS, "main_kind")} | {
        "record_id": n, "list_id": 1, "main_party_id": 2 * n, "contact_party_id": 2 * n + 1 if both else None,
        "contact_kind": "person" if both else None,
    }  # fmt: skip


def _frame(records: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(records, schema={c: pl.Int64 if c.endswith("_id") else pl.String for c in records[0]})


def _known(prepared: pl.DataFrame, *, shared: bool) -> Frequencies:
    """Frequencies of the parties themselves; `shared`: some of their values are too many parties'."""
    tables = frequencies(prepared)
    if shared:
        hashes = [hash_one(text, seed="match.overshared") for text in ("33199000001", "contact@firme.example")]
        tables |= {"overshared": hashes, "hosts": ["firme.example"]}
    return tables


@given(st.lists(RECORD, min_size=1, max_size=12), st.booleans())
@settings(deadline=None, max_examples=60)
def test_prepared_and_keyed_alike(drawn: list[dict[str, Any]], shared: bool) -> None:
    records = [_record(each, n) for n, each in enumerate(drawn, start=1)]
    base = alone(match_frame(_frame(records)))
    prepared, tables = together(base, _known(base, shared=shared))
    expected = {row["party_id"]: row for row in prepared.iter_rows(named=True)}
    by_party: dict[int, set[tuple[int, int]]] = {party: set() for party in expected}
    for key, party, rule in keys(prepared).iter_rows():
        by_party[party].add((rule, key))
    known = Known.of(tables)
    seen = set()
    for record in records:
        for row in sides_of_record(record).values():
            made = prepare_one(row, known)
            seen.add(made["party_id"])
            assert made == expected[made["party_id"]]
            assert set(keys_one(made)) == by_party[made["party_id"]]
    assert seen == set(expected)


@given(st.text(max_size=80), st.sampled_from(["", "match", "search.word"]))
@settings(deadline=None)
def test_a_text_hashes_as_in_a_column(text: str, seed: str) -> None:
    assert hash_one(text, seed=seed) == hash_text(pl.Series([text]), seed=seed)[0]


@given(st.text("ABCDEGHIKLMNOPQRSTUXYZ", min_size=1, max_size=14))
@settings(deadline=None)
def test_a_surname_sounds_as_in_a_column(name: str) -> None:
    assert sound(name) == sounds(pl.Series([name]))[0]
