"""Golden rows computed piece by piece are those computed at once, and an import by small pieces is the same import."""

from __future__ import annotations

from functools import reduce
from typing import Any

import polars as pl
import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from service.flows import ingest
from service.flows.neighbours import neighbourhood
from service.flows.resolving import Resolution, resolve, resolve_in_pieces, with_employers
from service.store.session import reading

_T = SQLModel.metadata.tables
FILE = """Code client;Civilité;Nom;Prénom;Société;Code postal;Ville;Téléphone;E-mail
C1;M.;Durand;Jean;;75002;Paris;01 99 00 12 34;jean.durand@courrier.example
C2;Mme;Durand;Marie;;75002;Paris;01 99 00 12 34;marie.durand@courrier.example
C3;M;Durand;Jean;;75002;Paris;0199001234;jean.durand@courrier.example
C4;M.;Petit;Paul;Atelier Clair SAS;33000;Bordeaux;01 99 00 77 88;paul.petit@atelier.example
"""
NEXT = FILE.replace("Petit", "Grand")


@pytest.mark.parametrize("most", [1, 2, 3])
def test_pieces_are_the_whole(house: Any, most: int) -> None:
    house.import_(FILE)
    with reading(house.database) as work:
        parties = pl.Series([row.id for row in work.connection.execute(select(_T["parties"].c.id))])
        area = neighbourhood(work, parties)
        whole = with_employers(work, resolve(area))
        pieces = [with_employers(work, piece) for piece in resolve_in_pieces(area, most=most)]
    assert len(pieces) > 1
    assert any(piece.members.height > piece.customers.height for piece in pieces), "a customer of several parties"
    together = reduce(Resolution.with_piece, pieces)
    assert together.customers.equals(whole.customers)
    assert together.members.sort("party_id").equals(whole.members)
    assert whole.customers["employer_id"].null_count() < whole.customers.height, "somebody has an employer"


def test_an_import_by_small_pieces_is_well(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "PARTIES_PER_PIECE", 1)
    house.import_(FILE)
    first = _names(house)
    house.is_well()
    house.import_(NEXT)  # customers that exist move in the publishing transaction, gathered from every piece
    house.is_well()
    assert [name and name.replace("Petit", "Grand") for name in first] == _names(house)


def _names(house: Any) -> list[str | None]:
    customers = _T["customers"].c
    return [name for (name,) in house.rows(select(customers.last_name).order_by(customers.id))]
