"""The quality of an import and of the base is counted by a job, and is what a person would count by hand."""

from __future__ import annotations

from typing import Any

from service.core.insight.costs import Prices
from service.flows.quality import base_quality, import_quality
from service.store.session import reading

HEADER = (
    "Code;Raison sociale;Civilité;Nom de famille;Prénom;Email;Téléphone;Adresse;CP;Ville;Pays;SIREN;"
    "TVA intracommunautaire;Dernier achat"
)
ROWS = """\
C1;;Mme;Martin;Jeanne;jeanne.martin@canary.example;01 99 00 12 34;4 rue des Lilas;69003;Lyon;France;;;2026-03-14
C2;;M;Bernard;Luc;luc.bernard@gmial.com;01 99 00 56 78;12 quai du Port;13002;Lyon;France;;;2024-11-30
C3;;M;Petit;Jeanne;pas une adresse;;;;;;;;
C4;Durand SARL;;;;contact@durand.example;;1 place du Port;35400;Saint-Malo;France;732829320;FR40303265045;2021-01-05"""


def quality(house: Any, import_id: int | None = None, prices: Prices | None = None) -> dict[str, Any]:
    with reading(house.database) as work:
        chosen = prices or Prices()
        told = base_quality(work, chosen) if import_id is None else import_quality(work, import_id, chosen)
    assert told is not None
    return told


def of(told: list[dict[str, Any]], key: str, name: str) -> dict[str, Any]:
    return next(each for each in told if each[key] == name)


def test_an_import_is_counted_as_by_hand(house: Any) -> None:
    told = quality(house, house.import_(f"{HEADER}\n{ROWS}\n"))
    assert told["records"] == 4
    reach = {each["channel"]: (each["records"], each["given_but_unusable"]) for each in told["reach"]}
    assert reach == {"email": (2, 1), "mobile": (0, 0), "phone": (2, 0), "post": (2, 1), "any": (3, 0)}
    email = of(told["fields"], "field", "email")
    assert (email["said"], email["valid"], email["to_decide"], email["invalid"]) == (4, 2, 1, 1)
    pairs = {each["pair"]: (each["checked"], each["conflicts"]) for each in told["consistency"]}
    assert pairs["postcode_city"] == (3, 1)
    assert pairs["siren_vat"] == (1, 1)
    assert pairs["civility_first_name"] == (3, 1)
    assert pairs["country_phone"] == (2, 0)
    assert sum(told["age"].values()) == 4
    assert told["age"]["unknown"] == 1
    assert told["duplicates"]["parties"] == 4


def test_scores_are_ratios_with_their_formulas_and_nothing_unchecked_is_scored(house: Any) -> None:
    told = quality(house, house.import_(f"{HEADER}\n{ROWS}\n"))
    for each in told["dimensions"]:
        if each["name"] == "accuracy":
            assert each["score"] is None
            assert each["why"]["fr"]
            continue
        assert each["score"] == 1000 * each["good"] // each["checked"] / 10
        assert each["formula"]["fr"].startswith("100 x")
        assert each["formula"]["en"].startswith("100 x")
    bare = quality(house, house.import_("Nom\nMartin\nBernard\n", list_name="bare"))
    score = {each["name"]: each["score"] for each in bare["dimensions"]}
    assert score["completeness"] == 25.0
    assert [score[n] for n in ("validity", "consistency", "currentness", "accuracy")] == [None] * 4


def test_costs_follow_the_prices_that_are_asked_with(house: Any) -> None:
    import_id = house.import_(f"{HEADER}\n{ROWS}\n")
    told = quality(house, import_id, Prices(letter=2.0, email=0.5, record_year=1.0))["costs"]
    lines = {each["what"]: (each["count"], each["amount"]) for each in told["lines"]}
    assert lines["returned_letters"] == (1, 2.0)
    assert lines["undelivered_emails"] == (2, 1.0)
    assert lines["unreachable_storage"] == (1, 1.0)
    assert told["total"] == sum(amount for _, amount in lines.values())


def test_the_base_follows_imports_and_reverts_and_a_list_has_its_trend(house: Any) -> None:
    first = house.import_(f"{HEADER}\n{ROWS}\n")
    assert quality(house)["records"] == 4
    better = ROWS.replace("luc.bernard@gmial.com", "luc.bernard@gmail.com").replace("13002;Lyon", "13002;Marseille")
    second = house.import_(f"{HEADER}\n{better}\n")
    now = quality(house, second)
    assert now["records"] == 4, "rows that the list has unchanged are counted with those that changed"
    assert {each["channel"]: each["records"] for each in now["reach"]}["email"] == 3
    assert [each["import_id"] for each in now["trend"]] == [first, second]
    assert now["trend"][0]["validity"] < now["trend"][1]["validity"]
    assert quality(house)["records"] == 4
    assert len(quality(house)["trend"]) == 1, "one row a day"
    house.revert(second)
    with reading(house.database) as work:
        assert import_quality(work, second, Prices()) is None
    assert {each["channel"]: each["records"] for each in quality(house)["reach"]}["email"] == 2


def test_a_vat_number_of_monaco_is_held_against_no_siren(house: Any) -> None:
    row = "C4;Durand SARL;;;;contact@durand.example;;1 place du Port;98000;Monaco;Monaco;732829320;FR53000004605;2021-01-05"
    told = quality(house, house.import_(f"{HEADER}\n{row}\n{ROWS.splitlines()[3]}\n"))
    pairs = {each["pair"]: (each["checked"], each["conflicts"]) for each in told["consistency"]}
    assert pairs["siren_vat"] == (1, 1)
