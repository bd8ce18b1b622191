from __future__ import annotations

from datetime import date

import polars as pl

from service.core.clean import CleanOptions, PartyFrames, clean, split
from service.core.clean.parties import ACTS, CONSENTS, CONTACT_POINTS, LINKS, PARTIES, PURCHASES

OPTIONS = CleanOptions(today=date(2026, 11, 22))


def frames(*rows: dict[str, str]) -> PartyFrames:
    names = sorted({name for row in rows for name in row})
    mapped = pl.DataFrame({f"raw.{n}": pl.Series([r.get(n) for r in rows], dtype=pl.String) for n in names})
    ids = pl.Series("row_id", range(1, len(rows) + 1), dtype=pl.Int64)
    return split(clean(mapped.with_columns(ids, ids.alias("line")), OPTIONS).rows)


def test_the_frames_that_come_out() -> None:
    for found in (frames({"last_name": "PETIT"}), frames({"email": "x"})):
        assert dict(found.parties.schema) == PARTIES
        assert dict(found.contact_points.schema) == CONTACT_POINTS
        assert dict(found.consents.schema) == CONSENTS
        assert dict(found.acts.schema) == ACTS
        assert dict(found.purchases.schema) == PURCHASES
        assert dict(found.links.schema) == LINKS


def test_who_a_line_speaks_of() -> None:
    found = frames(
        {"last_name": "PETIT", "status": "Prospect"},
        {"company_name": "SARL Durand"},
        {"company_name": "SARL Durand", "last_name": "PETIT"},
        {"email": "contact@durand.example"},
        {"email": "anne.petit@durand.example"},
        {"email": "x"},
    )
    assert found.parties.rows() == [
        (1, 0, "person", "prospect"),
        (2, 0, "company", "unknown"),
        (3, 0, "company", "unknown"),
        (3, 1, "person", "unknown"),
        (4, 0, "mailbox", "unknown"),
        (5, 0, "person", "unknown"),
    ]
    assert found.links.rows() == [(3, "works_for")]


def test_whose_contact_points_they_are() -> None:
    line = {
        "company_name": "SARL Durand", "last_name": "PETIT", "email": "anne.petit@durand.example",
        "email_secondary": "contact@durand.example", "phone": "0199001234", "phone_mobile": "0612345678",
        "address_line1": "1 rue X", "postal_code": "42000", "city": "St Etienne",
    }  # fmt: skip
    points = frames(line).contact_points
    assert points.drop("row_id", "key").rows() == [
        (0, "email", "role", "contact@durand.example"),
        (0, "phone", "fixed", "+33199001234"),
        (0, "postal", "delivery", "1 RUE X\n42000 SAINT ETIENNE"),
        (1, "email", "named", "anne.petit@durand.example"),
        (1, "phone", "mobile", "+33612345678"),
    ]
    alone = frames({k: v for k, v in line.items() if k != "company_name"}).contact_points
    assert set(alone["slot"]) == {0}
    assert alone.height == 5


def test_one_point_once_and_one_key_for_one_box() -> None:
    points = frames({"last_name": "A", "phone": "0612345678"}, {"last_name": "B", "phone_mobile": "+33 6 12 34 56 78"})
    assert points.contact_points["value"].to_list() == ["+33612345678"] * 2
    assert points.contact_points["key"].n_unique() == 1
    boxes = frames({"email": "J.Petit@gmail.com"}, {"email": "jpetit+x@googlemail.com"}).contact_points
    assert boxes["key"].n_unique() == 1
    assert boxes["value"].n_unique() == 2


def test_consents_reach_the_points_of_their_channel() -> None:
    found = frames(
        {"last_name": "A", "email": "a@ville.example", "phone_mobile": "0612345678", "phone": "0199001234",
         "optin_email": "12/05/2023", "optout_sms": "oui", "optin_phone": "oui"},
        {"last_name": "B", "email": "b@ville.example"},
    ).consents  # fmt: skip
    assert found.drop("row_id", "slot").rows() == [
        ("email", "a@ville.example", "email", "granted", "2023-05-12"),
        ("phone", "+33612345678", "sms", "refused", None),
        ("phone", "+33199001234", "phone", "granted", "2023-05-12"),
        ("phone", "+33612345678", "phone", "granted", "2023-05-12"),
    ]


def test_acts_have_a_side() -> None:
    found = frames(
        {"last_name": "A", "last_contacted_at": "01/02/2026", "last_order_date": "02/02/2026",
         "last_activity_at": "03/02/2026", "record_created_at": "04/02/2020"}
    ).acts  # fmt: skip
    assert found.drop("row_id", "slot").rows() == [
        ("ours", "contact", "2026-02-01"),
        ("theirs", "order", "2026-02-02"),
        ("theirs", "reply", "2026-02-03"),
        ("theirs", "collection", "2020-02-04"),
    ]


def test_no_date_means_an_unknown_clock() -> None:
    assert frames({"last_name": "A", "order_count": "2"}).acts.height == 0
    assert frames({"last_name": "A", "last_order_date": "03/2024"}).acts.height == 0


def test_a_summary_of_purchases_when_something_was_bought() -> None:
    found = frames(
        {"last_name": "A", "order_count": "2", "total_spent": "10,50", "last_order_date": "01/02/2026"},
        {"last_name": "B", "order_count": "0", "total_spent": "0"},
        {"last_name": "C", "total_spent": "-3"},
        {"last_name": "D"},
    ).purchases
    assert found.rows() == [
        (1, 0, "summary", "2026-02-01", 1050, "EUR", 2),
        (3, 0, "summary", None, -300, "EUR", None),
    ]


def test_rejected_lines_leave_nothing() -> None:
    found = frames({"city": "Lyon", "record_created_at": "04/02/2020", "total_spent": "3"})
    assert [
        getattr(found, n).height for n in ("parties", "contact_points", "consents", "acts", "purchases", "links")
    ] == [0] * 6
