"""The demonstration file is the same everywhere, says the truth about itself, and is damaged as its register says."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import phonenumbers
import polars as pl
import pytest
import stdnum.fr.siret
from demo.behaviour import behaviour
from demo.chance import Chance
from demo.damage import as_float, as_scientific, misspell, mistype, mistype_mailbox, struck, unaccented
from demo.lines import lines
from demo.models import ERROR_MODELS, Damage, ErrorModel
from demo.names import family_names
from demo.numbers import FICTION_BLOCKS, MOBILE_BLOCKS, mobiles, spread
from demo.places import places
from demo.writing import HEADINGS
from make_demo import Demonstration, demonstration, write_export
from phonenumbers.carrier import name_for_number

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_demo.py"
GOLDEN = {
    "clients.csv": "43dbd7a5de85adfd561af30bae1b3254c732dfc6b5011f95848b5e449629d1e3",
    "truth.csv": "c7a46b41323ed16db0853b2482905b993b2a6844f803376a4a386f59c8654799",
    "next.csv": "7c2b29321609c106d3231397c407e68f849e3bff6239bc82177831f5cf758d44",
    "next.truth.csv": "2d2661907b50c790a0eaa7d04a656a2b39a55e148ea515b6ca161b09993c99e3",
}


@pytest.fixture(scope="module")
def demo() -> Demonstration:
    return demonstration(6_000, 7)


@pytest.fixture(scope="module")
def clean() -> pl.DataFrame:
    """Lines before any cell is written: no error model strikes."""
    chance = Chance(7)
    return lines(chance, 6_000, Damage(chance, 0.0), fiction=True)


def test_the_same_seed_gives_the_same_bytes_on_every_machine(tmp_path: Path) -> None:
    command: list[str | Path] = [
        sys.executable,
        SCRIPT,
        "--rows",
        "1000",
        "--seed",
        "1",
        "--out",
        tmp_path / "clients.csv",
    ]
    command += ["--truth", tmp_path / "truth.csv", "--next-month", tmp_path / "next.csv"]
    subprocess.run(command, check=True)
    found = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in tmp_path.iterdir()}
    assert found == GOLDEN


def test_another_seed_gives_other_people(demo: Demonstration) -> None:
    other = demonstration(6_000, 8).cells()
    assert (demo.cells()["Nom"] == other["Nom"]).mean() < 0.02  # type: ignore[operator]  # polars: a number here


def test_a_stream_of_chance_is_drawn_once() -> None:
    chance = Chance(1)
    chance.uniform("a", 3)
    with pytest.raises(ValueError, match="already drawn"):
        chance.uniform("a", 3)


def test_every_line_has_its_truth(demo: Demonstration) -> None:
    cells, truth = demo.cells(), demo.truth()
    assert cells.columns == list(HEADINGS.values())
    assert cells.width == 21
    assert cells.height == truth.height == 6_000
    assert truth["row_id"].to_list() == list(range(1, 6_001))
    assert truth["entity_id"].null_count() == 0
    company = cells["Société"].is_not_null()
    assert ((truth["kind"] == "company") == company).all()
    assert (truth.filter(pl.col("kind") == "company")["group_id"].null_count()) == 0
    assert (truth.filter(pl.col("kind") == "person")["household_id"].null_count()) == 0
    assert truth.filter(pl.col("kind") == "person")["contact_id"].null_count() == (truth["kind"] == "person").sum()


def test_a_third_or_more_of_the_lines_repeat_a_customer(demo: Demonstration) -> None:
    size = demo.truth().select(pl.len().over("entity_id")).to_series()
    assert 0.33 < (size > 1).mean() < 0.42  # type: ignore[operator]  # polars: a number here
    assert (size.max() or 0) >= 5  # type: ignore[operator]  # polars: a number here


def test_codes_are_there_and_some_customers_stand_on_several_lines_under_one(demo: Demonstration) -> None:
    codes = demo.cells()["Code client"]
    assert codes.str.contains(r"^C\d{7}$").all()
    both = demo.truth().with_columns(code=codes)
    shared = both.filter(pl.len().over("code") > 1)
    assert 0.01 < shared.height / both.height < 0.09
    assert shared.group_by("code").agg(pl.col("entity_id").n_unique())["entity_id"].max() == 1


def test_households_twins_and_establishments_are_kept_apart(clean: pl.DataFrame) -> None:
    person = clean.filter(pl.col("kind") == "person").unique("entity_id", maintain_order=True)
    homes = person.filter(pl.len().over("household_id") > 1)
    assert homes.height > 500
    same_street = homes.group_by("household_id").agg(pl.col("street").drop_nulls().n_unique())
    assert same_street["street"].max() == 1
    initials = homes.group_by("household_id", "last_name", pl.col("first_name").str.head(1)).len()
    assert initials.filter(pl.col("len") > 1).height > 30
    firm = clean.filter(pl.col("kind") == "company").drop_nulls("siret").unique("siret")
    sirens = firm.group_by(pl.col("siret").str.head(9)).agg(
        pl.col("entity_id").n_unique(), pl.col("group_id").n_unique()
    )
    assert sirens.filter(pl.col("entity_id") > 1).height > 20
    assert sirens["group_id"].max() == 1


def test_before_damage_every_number_is_valid(clean: pl.DataFrame) -> None:
    numbers = pl.concat([clean["phone"], clean["mobile"].rename("phone")]).drop_nulls().unique()
    assert len(numbers) > 3_000
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(n, "FR")) for n in numbers)
    blocks = tuple(f"{b:06d}" for b in FICTION_BLOCKS.values())
    assert clean["phone"].drop_nulls().str.head(6).is_in(blocks).all()
    sirets = clean["siret"].drop_nulls().unique()
    assert len(sirets) > 500
    assert all(stdnum.fr.siret.is_valid(s) for s in sirets)
    pairs = clean.select("postcode", "city").drop_nulls().unique()
    assert pairs.join(places(), on=["postcode", "city"], how="anti").height == 0


def test_large_files_have_valid_landlines_too() -> None:
    chance = Chance(3)
    made = lines(chance, 4_000, Damage(chance, 0.0), fiction=False)["phone"].drop_nulls().unique()
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(n, "FR")) for n in made)
    assert made.str.head(2).n_unique() == 5


@pytest.mark.parametrize("whose", MOBILE_BLOCKS)
def test_no_operator_holds_the_mobiles(whose: str) -> None:
    for number in mobiles(Chance(5), whose, 200):
        parsed = phonenumbers.parse(number, "FR")
        assert phonenumbers.is_valid_number(parsed)
        assert name_for_number(parsed, "fr") == ""


def test_strangers_share_no_number_and_no_mailbox() -> None:
    chance = Chance(3)
    made = lines(chance, 30_000, Damage(chance, 0.0), fiction=False).with_columns(
        circle=pl.coalesce("household_id", "group_id", "entity_id")
    )
    fillers = pl.col("email").str.contains(r"@(sans-adresse|aucun)\.example$")
    for column in ("phone", "mobile", "email"):
        known = made.drop_nulls(column).filter(~fillers.fill_null(False))
        assert known.group_by(column).agg(pl.col("circle").n_unique())["circle"].max() == 1
    assert len(set(spread(Chance(1), "s", 2_500, 2_500).tolist())) == 2_500


def test_mailboxes_are_all_under_example_even_damaged_ones(demo: Demonstration) -> None:
    for following in (False, True):
        boxes = demo.cells(following=following)["E-mail"].drop_nulls()
        assert boxes.str.ends_with(".example").all()
        assert boxes.str.contains(r"^[^@]+@[a-z0-9-]+\.example$").mean() > 0.9  # type: ignore[operator]  # polars: a number here
        everything = demo.cells(following=following).unpivot()["value"].drop_nulls()
        assert everything.filter(everything.str.contains("@") & ~everything.str.ends_with(".example")).is_empty()


def test_without_noise_the_later_lines_of_a_person_repeat_the_first(clean: pl.DataFrame) -> None:
    person = clean.filter(pl.col("kind") == "person")
    for column in ("last_name", "first_name", "street", "email", "mobile", "phone", "birth"):
        assert person.group_by("entity_id").agg(pl.col(column).n_unique())[column].max() == 1


@pytest.mark.parametrize("model", ERROR_MODELS, ids=lambda m: m.name)
def test_each_model_strikes_at_its_rate(model: ErrorModel) -> None:
    damage = Damage(Chance(11), 1.0)
    hit = damage.everywhere(model.name, 60_000)
    assert hit.mean() == pytest.approx(model.rate, abs=0.15 * model.rate + 0.001)
    doubled = Damage(Chance(11), 2.0).everywhere(model.name, 60_000)
    assert doubled.mean() == pytest.approx(min(2 * model.rate, 0.9), abs=0.3 * model.rate + 0.001)


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(KeyError):
        Damage(Chance(1), 1.0).everywhere("no_such_model", 3)


def test_the_mangled_cells_are_in_the_file(demo: Demonstration) -> None:
    cells = demo.cells()
    filled = cells["Téléphone"].drop_nulls()
    for pattern in (r"^\d,\d{8}E\+08$", r"^\d{9}\.0$", r"^[1-9]\d{8}$"):
        assert 0.004 < filled.str.contains(pattern).mean() < 0.035  # type: ignore[operator]  # polars: a number here
    created = cells["Date création"].drop_nulls()
    assert 0.04 < created.str.contains(r"^\d{4}-\d{2}-\d{2}$").mean() < 0.08  # type: ignore[operator]  # polars: a number here
    assert created.str.contains(r"^(\d{2}/\d{2}/\d{4}|\d{4}-\d{2}-\d{2})$").all()
    assert cells["Code postal"].drop_nulls().str.contains(r"^[1-9]\d{3}$").sum() > 3
    assert cells["E-mail"].str.starts_with("contact@").sum() > 100
    assert cells["Adresse"].str.contains(r"(?i)\b(bd|av)\b").sum() > 50
    assert cells["CA total"].drop_nulls().str.contains(r"^(\d+|\d{1,3}( \d{3})?),\d{2}( €)?$").all()


def test_a_typing_fault_changes_one_key() -> None:
    words = pl.Series(list(family_names(Chance(2), "n", 2_000)), dtype=pl.String)
    typed = mistype(Chance(2), "t")(words)
    changed = typed != words
    assert changed.mean() > 0.9  # type: ignore[operator]  # polars: a number here
    grown = typed.str.len_chars().cast(pl.Int64) - words.str.len_chars().cast(pl.Int64)
    assert set(grown.unique()) <= {-1, 0, 1}
    assert (typed.str.head(1) == words.str.head(1)).all()


def test_damage_keeps_nulls_and_what_was_not_struck() -> None:
    values = pl.Series(["Lefèvre", None, "Philippe", "Renaud"])
    sounded = struck(values, pl.Series([False, True, True, True]).to_numpy(), misspell(Chance(1), "s"))
    assert sounded[0] == "Lefèvre"
    assert sounded[1] is None
    assert sounded[2] != "Philippe"
    assert sounded[3] != "Renaud"
    assert unaccented(pl.Series(["Œuvré à Nîmes"]))[0] == "OEuvre a Nimes"
    assert as_scientific(pl.Series(["0612345678"]))[0] == "6,12345678E+08"
    assert as_float(pl.Series(["0612345678"]))[0] == "612345678.0"
    assert mistype_mailbox(Chance(1), "b")(pl.Series(["anne.martin@courriel.example"]))[0].endswith(".example")


def test_next_month_says_what_changed(demo: Demonstration) -> None:
    before = demo.cells().with_columns(previous_row_id=pl.int_range(1, 6_001, dtype=pl.Int64))
    truth = demo.truth(following=True)
    after = demo.cells(following=True).with_columns(truth["previous_row_id"], truth["change"])
    assert truth["row_id"].to_list() == list(range(1, truth.height + 1))
    assert truth.filter(pl.col("change") == "new")["previous_row_id"].null_count() == 90
    both = after.join(before, on="previous_row_id", suffix=".before")
    same = pl.all_horizontal(pl.col(h).eq_missing(pl.col(f"{h}.before")) for h in HEADINGS.values())
    judged = both.select("change", same.alias("same"))
    assert judged.filter(pl.col("change") == "none")["same"].all()
    assert not judged.filter(pl.col("change") == "changed")["same"].any()
    assert (judged["change"] == "changed").mean() == pytest.approx(0.02, abs=0.006)
    assert 0.005 < 1 - both.height / 6_000 < 0.015
    assert not both["previous_row_id"].is_sorted()
    assert (both["Code client"] == both["Code client.before"]).all()
    new = after.filter(pl.col("change") == "new")["Code client"]
    assert not new.is_in(before["Code client"].implode()).all()


def test_behaviour_stays_in_the_past_and_in_order() -> None:
    made = behaviour(Chance(4), 3_000)
    assert (made["created"].drop_nulls() < "2026-11-02").all()
    assert made.filter(pl.col("last_order") < pl.col("created")).is_empty()
    assert made.filter(pl.col("orders") == 0)["last_order"].null_count() == (made["orders"] == 0).sum()


def test_the_export_is_written_as_asked(tmp_path: Path, demo: Demonstration) -> None:
    cells = demo.cells().head(50)
    write_export(cells, tmp_path / "a.csv", encoding="utf-8-sig", delimiter="\t")
    text = (tmp_path / "a.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfCode client\t")
    assert text.count(b"\r\n") == 51
    write_export(cells, tmp_path / "b.csv")
    assert re.match(r"Code client;Civilité;Nom;Prénom;", (tmp_path / "b.csv").read_bytes().decode("cp1252"))
