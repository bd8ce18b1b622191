"""Prospects past three years: rehearsed, erased, and nowhere to be found; everyone else stays whole."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel

from service.core.govern.identities import identity_hash
from service.errors import RestoreRefused, WrongState
from service.flows import purge
from service.store import erasure
from service.store.retention import Review, get_review
from service.store.secrets import KEY_NAME, installation_secret
from service.store.session import Database, open_database, reading
from service.store.tombstones import FILE_NAME, check_tombstones, erased_before

T = SQLModel.metadata.tables
RULES = purge.shipped_rules()
AS_OF = dt.date(2026, 11, 22)
NOW = 1_795_000_000_000_000
HEADER = (
    "Code client;Civilité;Nom;Prénom;Société;Adresse;Email;Mobile;Code postal;Ville;Statut;Date de création;"
    "Dernière commande;Total CA;Optin email;Note"
)


def line(code: str, name: str, **more: str) -> str:
    """A prospect collected in 2020 who wants no mail, unless it says otherwise."""
    known = {
        "Code client": code, "Civilité": "M.", "Nom": name, "Prénom": "Zoltan", "Adresse": f"3 rue {name}",
        "Email": f"{name.lower()}@courrier.example", "Code postal": "75011", "Ville": "Paris", "Statut": "Prospect",
        "Date de création": "10/01/2020", "Optin email": "non", "Note": f"voir {name}",
    } | {k.replace("_", " "): v for k, v in more.items()}  # fmt: skip
    return ";".join(known.get(h, "") for h in HEADER.split(";"))


def file_of(lines: Iterable[str]) -> str:
    return "\n".join([HEADER, *lines]) + "\n"


def purge_now(house: Any, as_of: dt.date = AS_OF) -> Review:
    review = purge.rehearse(house.database, RULES, as_of=as_of, now_us=NOW)
    view = house.run(purge.ask_to_purge(house.database, review.id, now_us=NOW))
    assert view.state == "done", view.problem
    with reading(house.database) as work:
        return get_review(work, review.id)


def count(house: Any, table: str) -> int:
    return int(house.rows(select(func.count()).select_from(T[table]))[0][0])


def names(house: Any) -> list[str]:
    asked = select(func.coalesce(T["customers"].c.last_name, T["customers"].c.company_name))
    return sorted(str(n) for (n,) in house.rows(asked))


def test_rehearsal_changes_nothing_and_says_what_would_go(house: Any) -> None:
    house.import_(
        file_of(
            [
                line("1", "Vieux"),
                line("2", "Neuf", Date_de_création="10/01/2026"),
                line("3", "Sansdate", Date_de_création=""),
            ]
        )
    )
    review = purge.rehearse(house.database, RULES, as_of=AS_OF, now_us=NOW)
    assert review.counts["verdicts"] == {"erase": 1, "keep": 1, "unknown": 1}
    assert review.counts["reasons"] == {
        "retention.clock-unknown": 1, "retention.prospect-over": 1, "retention.within": 1,
    }  # fmt: skip
    assert len(review.customer_ids) == 1
    assert count(house, "customers") == 3
    assert count(house, "tombstones") == 0
    house.is_well()


def test_the_day_before_keeps_and_the_day_itself_erases(house: Any) -> None:
    house.import_(file_of([line("1", "Vieux", Date_de_création="22/11/2023")]))
    assert purge.rehearse(house.database, RULES, as_of=dt.date(2026, 11, 21), now_us=NOW).customer_ids == []
    assert len(purge.rehearse(house.database, RULES, as_of=AS_OF, now_us=NOW).customer_ids) == 1


def test_prospects_go_with_all_that_hangs_on_them_and_customers_stay_whole(house: Any) -> None:
    stay = [
        line("10", "Bonnard", Statut="Client", Dernière_commande="01/02/2021", Total_CA="10,00"),
        line("11", "Recent", Date_de_création="01/05/2025"),
    ]
    first = house.import_(file_of([line("1", "Vieux"), line("2", "Ancien"), *stay]))
    house.import_(file_of([line("1", "Vieux"), *stay]), list_name="clients")  # seen again, unchanged
    review = purge_now(house)
    assert names(house) == ["Bonnard", "Recent"]
    assert review.state == "done"
    assert review.certificate is not None
    assert review.certificate["erased"]["customers"] == 2
    assert re.fullmatch("[0-9a-f]{64}", review.certificate["erased"]["digest"])
    for table in ("parties", "records", "memberships"):
        assert count(house, table) == 2, table
    assert house.rows(select(T["imports"].c.erased).order_by(T["imports"].c.id)) == [(2,), (1,)]
    assert house.report(first)["counters"]["rows"] == 4
    erased = select(T["changes"].c.customer_id).where(T["changes"].c.kind == "erased")
    assert len(house.rows(erased)) == 2
    house.is_well()


def test_a_cluster_with_one_customer_is_kept_whole(house: Any) -> None:
    house.import_(file_of([line("1", "Durand", Mobile="0199000101")]))
    bought = line("7", "Durand", Mobile="0199000101", Statut="Client", Dernière_commande="01/02/2021", Total_CA="9,00")
    house.import_(file_of([bought]), list_name="boutique")
    assert count(house, "customers") == 1
    assert purge.rehearse(house.database, RULES, as_of=AS_OF, now_us=NOW).customer_ids == []


def test_objections_and_identities_outlive_the_person_as_hashes_only(house: Any) -> None:
    house.import_(file_of([line("1", "Vieux"), line("2", "Muet", Optin_email="")]))
    purge_now(house)
    secret = installation_secret(house.data.keys, create=False)
    hashes = {h for (h,) in house.rows(select(T["suppressions"].c.point_hash))}
    assert hashes == {identity_hash(secret, "email:vieux@courrier.example")}
    with reading(house.database) as work:
        asked = pl.Series(["source:1:1", "email:muet@courrier.example", "email:autre@courrier.example", None])
        assert erased_before(work, secret, asked).to_list() == [True, True, False, False]
    lines = [json.loads(row) for row in (house.data.keys / FILE_NAME).read_text().splitlines()]
    assert len(lines) == count(house, "tombstones") + count(house, "suppressions")
    assert all(re.fullmatch("[0-9a-f]{64}", row["hash"]) for row in lines)
    assert (house.data.keys / FILE_NAME).stat().st_mode & 0o077 == 0


def test_a_person_who_shares_a_company_line_goes_and_the_company_stays(house: Any) -> None:
    both = line("1", "Vieux", Société="Atelier Bertin SARL", Email="vieux@atelier.example", Mobile="0639981234")
    company = line("2", "", Prénom="", Société="Atelier Bertin SARL", Email="contact@atelier.example", Civilité="",
                   Date_de_création="01/05/2026", Adresse="3 rue Vieux", Optin_email="")  # fmt: skip
    house.import_(file_of([both, company]))
    kinds = dict(house.rows(select(T["customers"].c.kind, func.count()).group_by(T["customers"].c.kind)))
    assert kinds == {"company": 1, "person": 1}
    purge_now(house)
    assert names(house) == ["Atelier Bertin SARL"]
    kept = house.rows(
        select(T["records"].c.last_name, T["records"].c.email, T["records"].c.cells).order_by(T["records"].c.row_id)
    )
    assert kept[0] == (None, None, "[]")
    assert kept[1][1] == "contact@atelier.example"
    house.is_well()


def test_applied_twice_is_applied_once(house: Any) -> None:
    house.import_(file_of([line("1", "Vieux")]))
    review = purge_now(house)
    with pytest.raises(WrongState):
        purge.ask_to_purge(house.database, review.id, now_us=NOW)
    again = purge_now(house)
    assert again.certificate is not None
    assert again.certificate["erased"]["customers"] == 0


def test_asked_for_twice_at_once_there_is_one_job(house: Any) -> None:
    house.import_(file_of([line("1", "Vieux")]))
    review = purge.rehearse(house.database, RULES, as_of=AS_OF, now_us=NOW)
    one, two = (purge.ask_to_purge(house.database, review.id, now_us=NOW) for _ in range(2))
    assert one == two


def test_an_act_after_the_rehearsal_saves(house: Any) -> None:
    house.import_(file_of([line("1", "Vieux"), line("2", "Ancien")]))
    review = purge.rehearse(house.database, RULES, as_of=AS_OF, now_us=NOW)
    assert len(review.customer_ids) == 2
    house.import_(file_of([line("1", "Vieux", Statut="Client", Dernière_commande="01/05/2026"), line("2", "Ancien")]))
    house.run(purge.ask_to_purge(house.database, review.id, now_us=NOW))
    assert names(house) == ["Vieux"]
    house.is_well()


def canaries() -> list[str]:
    """Fifty words that occur nowhere else and do not resemble one another."""
    chance = random.Random(20261122)  # noqa: S311 - seeded words, no secret
    return [
        "".join(chance.choices("bcdfghjklmnpqrstvwxz", k=3))
        + "".join(chance.choices("aeioubdgklmnprstvz", k=9)).capitalize()
        for _ in range(50)
    ]


def test_fifty_canaries_are_nowhere_in_the_files(house: Any) -> None:
    marks = canaries()
    _keep_many_segments(house)
    lines = [line(str(n), mark, Prénom=mark[4:8], Ville="Lyon") for n, mark in enumerate(marks)]
    rest = [word[::-1] for word in marks[:20]]
    stay = [line(str(900 + n), w, Prénom=w[4:8], Date_de_création="01/05/2026") for n, w in enumerate(rest)]
    house.import_(file_of([*lines, *stay]))
    house.import_(file_of([*[row.replace("Lyon", "Lyons") for row in lines[:25]], *stay]))  # and older versions of rows
    assert count(house, "customers") == 70
    folder = _files_of_base(house)
    assert _found(folder, marks), "the base has them before, else finding nothing would prove nothing"
    review = purge_now(house)
    assert review.state == "done"
    assert _found(folder, marks) == []
    assert _found([house.data.root], marks) == []
    assert count(house, "customers") == 20
    house.is_well()


def _keep_many_segments(house: Any) -> None:
    """A PostgreSQL that was busy keeps old segments of its log to fill them later; the canaries' come behind them."""
    if house.database.dialect == "postgresql":
        with house.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for _ in range(8):
                connection.exec_driver_sql("SELECT pg_switch_wal()")
                connection.exec_driver_sql("SELECT pg_logical_emit_message(false, 'limpide', 'busy')")
            connection.exec_driver_sql("CHECKPOINT")


def _files_of_base(house: Any) -> list[Path]:
    """All of SQLite's files, or the whole data directory of the PostgreSQL server."""
    if house.database.path is not None:
        return [house.database.path.parent]
    with reading(house.database) as work:
        return [Path(work.connection.exec_driver_sql("SHOW data_directory").scalar_one())]


def _found(places: list[Path], marks: list[str]) -> list[str]:
    """Which marks (in any case, also as UTF-16) occur in the bytes of any file below the places."""
    wanted = [m.lower().encode() for m in marks]
    found: set[str] = set()
    for path in (p for place in places for p in place.rglob("*") if p.is_file()):
        content = (
            path.read_bytes().replace(b"\0", b"").lower()
        )  # a mark has no NUL: it stays as it is, and UTF-16 shows
        found |= {m.decode() for m in wanted if m in content}
    return sorted(found)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_reader_delays_the_last_step_and_the_next_attempt_ends_it(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.import_(file_of([line("1", "Zyqxvieux")]))
    review = purge.rehearse(house.database, RULES, as_of=AS_OF, now_us=NOW)
    hurried = open_database(house.database.url, busy_ms=200)
    with reading(house.database) as work:
        work.connection.execute(select(T["customers"].c.id)).all()
        monkeypatch.setattr(purge, "PATIENCE_SECONDS", 0.2)
        type(house)(hurried, house.data).run(purge.ask_to_purge(hurried, review.id, now_us=NOW))
        assert purge.finish_all(hurried, now_us=NOW) == [review.id]
    hurried.dispose()
    assert purge.finish_all(house.database, now_us=NOW) == []
    assert purge.review_of(house.database, review.id).state == "done"
    assert _found([house.database.path.parent], ["Zyqxvieux"]) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_backup_older_than_an_erasure_is_refused(house: Any, tmp_path: Path) -> None:
    house.import_(file_of([line("1", "Vieux")]))
    assert erasure.erase_physically(house.database)
    old = tmp_path / "backup" / "limpide.sqlite"
    old.parent.mkdir()
    shutil.copyfile(house.database.path, old)
    purge_now(house)
    check_tombstones(house.database, house.data.keys)
    restored: Database = open_database(f"sqlite:///{old}")
    with pytest.raises(RestoreRefused) as refused:
        check_tombstones(restored, house.data.keys)
    assert refused.value.facts["missing"] == count(house, "tombstones") + count(house, "suppressions")
    restored.dispose()
    for lost in (KEY_NAME, FILE_NAME):
        (house.data.keys / lost).unlink()
        with pytest.raises(RestoreRefused):
            check_tombstones(house.database, house.data.keys)


def test_a_file_of_tombstones_cut_short_by_a_crash_is_mended(house: Any) -> None:
    house.import_(file_of([line("1", "Vieux")]))
    purge_now(house)
    path = house.data.keys / FILE_NAME
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    check_tombstones(house.database, house.data.keys)
    assert path.read_bytes() == whole


def test_a_purge_under_other_rules_is_not_carried_out_and_may_be_rehearsed_again(house: Any) -> None:
    house.import_(file_of([line("1", "Vieux")]))
    review = purge.rehearse(house.database, replace(RULES, version="1999"), as_of=AS_OF, now_us=NOW)
    view = house.run(purge.ask_to_purge(house.database, review.id, now_us=NOW))
    assert view.problem is not None
    assert view.problem["type"] == "/problems/wrong-state"
    assert purge.review_of(house.database, review.id).state == "rehearsed"
    assert names(house) == ["Vieux"]
    assert purge_now(house).state == "done"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_script_for_cron_rehearses_and_erases(house: Any) -> None:
    house.import_(file_of([line("1", "Vieux"), line("2", "Neuf", Date_de_création="10/01/2026")]))
    house.database.dispose()
    script = Path(__file__).parents[2] / "scripts" / "purge.py"
    told = {}
    for what in ("--dry-run", "--apply"):
        ran = subprocess.run(
            [sys.executable, script, what, "--as-of", "2026-11-22", "--pause", "0"],
            env=os.environ | {"LIMPIDE_DATA_DIR": str(house.data.root), "LIMPIDE_DATABASE_URL": house.database.url},
            capture_output=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr.decode()
        told[what] = json.loads(ran.stdout)
    assert (told["--dry-run"]["state"], told["--dry-run"]["due"]) == ("rehearsed", 1)
    assert (told["--apply"]["state"], told["--apply"]["certificate"]["erased"]["customers"]) == ("done", 1)
    assert names(house) == ["Neuf"]


def test_the_erased_do_not_come_back_with_the_next_file(house: Any) -> None:
    house.import_(
        file_of([line("P1", "Zorglub"), line("P2", "Quenelle", Statut="Client", **{"Dernière commande": "01/02/2026"})])
    )
    assert purge_now(house).state == "done"
    again = house.import_(file_of([line("P1", "Zorglub"), line("P9", "Zorglub"), line("P3", "Barnabe")]))
    counters = house.report(again)["counters"]
    assert (counters["accepted"], counters["quarantined"]) == (1, 2), "known again by code and by address"
    assert house.report(again)["issues"]["row.erased-before"] == 2
    assert count(house, "customers") == 2
    house.is_well()


def test_the_erased_are_known_however_their_address_is_written(house: Any) -> None:
    kept = line("P2", "Quenelle", Email="QUENELLE@courrier.example", Statut="Client", Dernière_commande="01/02/2026")
    shared = line("P4", "Barnabe", Civilité="Mme", Prénom="Berthe", Email="Quenelle@courrier.example", Ville="Lyon")
    house.import_(file_of([line("P1", "Zorglub", Email="ZORGLUB@Courrier.EXAMPLE"), shared, kept]))
    assert purge_now(house).certificate["erased"]["customers"] == 2  # type: ignore[index]  # a certificate has it
    secret = installation_secret(house.data.keys, create=False)
    objected = house.rows(select(T["suppressions"].c.point_hash))
    assert (identity_hash(secret, "email:zorglub@courrier.example"),) in objected
    with reading(house.database) as work:
        asked = pl.Series(["email:zorglub@courrier.example", "email:quenelle@courrier.example"])
        assert erased_before(work, secret, asked).to_list() == [True, False], "who stays has the second one"
    again = house.import_(
        file_of([line("P8", "Zorglub", Email="Zorglub@courrier.example"), line("P9", "Zorglub"), kept])
    )
    assert house.report(again)["issues"]["row.erased-before"] == 2
    assert names(house) == ["Quenelle"]
    house.is_well()


def _script(house: Any, *options: str) -> subprocess.Popen[bytes]:
    script = Path(__file__).parents[2] / "scripts" / "purge.py"
    return subprocess.Popen(
        [sys.executable, script, "--apply", "--as-of", "2026-11-22", "--pause", "0", *options],
        env=os.environ | {"LIMPIDE_DATA_DIR": str(house.data.root), "LIMPIDE_DATABASE_URL": house.database.url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_the_script_run_twice_at_once_erases_once(house: Any) -> None:
    house.import_(file_of([line("1", "Vieux"), line("2", "Neuf", Date_de_création="10/01/2026")]))
    house.database.dispose()
    pair = [_script(house), _script(house)]
    told = []
    for script in pair:
        out, err = script.communicate(timeout=200)
        assert script.returncode == 0, err.decode()
        told.append(json.loads(out))
    assert [t["state"] for t in told] == ["done", "done"]
    assert sorted(t["certificate"]["erased"]["customers"] for t in told) == [0, 1]
    assert names(house) == ["Neuf"]
    house.is_well()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_script_erases_nobody_when_it_were_too_many(house: Any) -> None:
    house.import_(file_of([line("1", "Vieux"), line("2", "Neuf", Date_de_création="10/01/2026")]))
    house.database.dispose()
    script = _script(house, "--most-percent", "5")
    _, err = script.communicate(timeout=200)
    assert script.returncode == 1
    assert json.loads(err)["type"] == "/problems/purge-refused"
    assert names(house) == ["Neuf", "Vieux"]
