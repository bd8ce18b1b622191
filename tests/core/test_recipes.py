"""A recipe finds its columns in any order, beats what we guess, and is beaten by a person; versions tell their diff."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.fields import FIELDS
from service.core.plan import Plan, Profile, column_keys
from service.core.recipe_changes import Change, changes
from service.core.recipes import (
    NO_RECIPES,
    Otherwise,
    Placed,
    Recipe,
    RecipeColumn,
    Recipes,
    SavedRecipe,
    checked,
    forced_by,
    headings_sha256,
    place,
    with_mapping,
)
from service.core.survey import Survey, require_customers, survey
from service.errors import BadQuery, FileUnusable, RecipeMismatch

RECIPE = Recipe(
    (
        RecipeColumn("Réf.", "customer_id"),
        RecipeColumn("Nom", "last_name"),
        RecipeColumn("Tél", "phone"),
        RecipeColumn("Tél", None),
        RecipeColumn("Créé", "record_created_at"),
    ),
    (Profile("record_created_at", date_order="MDY"),),
)


def saved(recipe: Recipe = RECIPE) -> SavedRecipe:
    return SavedRecipe(7, 3, "Siège", 2, recipe)


def look(text: str, mapping: dict[str, str | None] | None = None, recipes: Recipes = NO_RECIPES) -> Survey:
    def blocks() -> Iterator[bytes]:
        yield text.encode()

    return survey(blocks, overrides=mapping, recipes=recipes)


def of_headings(recipe: Recipe) -> Recipes:
    return Recipes(by_headings={recipe.headings_sha256: saved(recipe)})


def test_it_travels_as_canonical_json() -> None:
    assert Recipe.from_json(RECIPE.to_json()) == RECIPE
    assert ": " not in RECIPE.to_json()


def test_files_are_known_by_their_headings_in_any_order_and_case() -> None:
    assert headings_sha256(["Nom", "E-mail", ""]) == headings_sha256(["", "e mail", "NOM"])
    assert headings_sha256(["Nom", "E-mail"]) != headings_sha256(["Nom", "E-mail", ""])
    assert headings_sha256(["名", "Nom"]) != headings_sha256(["姓", "Nom"])


def test_columns_are_found_as_written_then_folded_and_doubles_by_their_order() -> None:
    headings = ["tel", "CREE", "Tél", "Nom", "Réf", "NOM"]
    found = place(saved(), headings)
    assert found.at == {4: "customer_id", 3: "last_name", 2: "phone", 0: None, 1: "record_created_at"}
    assert (found.added, found.missing) == ((5,), ())
    swapped = Recipe((RecipeColumn("Nom", "last_name"), RecipeColumn("NOM", "company_name")))
    assert place(saved(swapped), ["NOM", "Nom"]).at == {0: "company_name", 1: "last_name"}


def test_a_file_without_a_column_that_is_used_is_refused_by_name() -> None:
    with pytest.raises(RecipeMismatch) as told:
        place(saved(), ["Nom", "Tél"])
    assert told.value.facts == {"recipe": "Siège", "version": 2, "missing": ["Réf.", "Créé"]}
    assert place(saved(), ["Réf", "Nom", "Tél", "Créé"]).missing == ("Tél#2",), "it was not used"


def test_files_without_headings_must_have_as_many_columns() -> None:
    bare = Recipe((RecipeColumn("", "last_name"), RecipeColumn("", "email")))
    assert not bare.headed
    assert place(saved(bare), ["", ""]).at == {0: "last_name", 1: "email"}
    with pytest.raises(RecipeMismatch):
        place(saved(bare), ["", "", ""])
    with pytest.raises(RecipeMismatch):
        place(saved(), [""] * 5)


def test_a_person_beats_the_recipe_column_by_column_and_field_by_field() -> None:
    headings = ["Réf.", "Nom", "Tél", "Tél", "Créé"]
    placed = Placed({0: "customer_id", 1: "last_name", 2: "phone", 3: None, 4: "record_created_at"})
    forced, changed = forced_by(placed, headings, {"Tél#2": "phone", "@1": "company_name"})
    assert forced == {
        "@0": "customer_id", "@1": "company_name", "@2": None, "Tél#2": "phone", "@4": "record_created_at",
    }  # fmt: skip
    assert changed == ("Nom", "Tél", "Tél#2")
    assert forced_by(placed, headings, {"Nom": "last_name"})[1] == (), "what the recipe says anyway is no change"


TEXT = """Réf.;Nom;Tél;Tél;Créé
1;Durand;01 99 00 12 34;x;03/04/2026
2;Petit;01 99 00 12 35;y;05/06/2026
"""


def test_the_survey_takes_it_and_says_so() -> None:
    found = look(TEXT, recipes=of_headings(RECIPE))
    assert [c.field for c in found.plan.columns] == ["customer_id", "last_name", "phone", None, "record_created_at"]
    assert {c.evidence[0] for c in found.plan.columns} == {"recipe"}
    assert found.plan.profile("record_created_at").date_order == "MDY", "the file proves nothing: the recipe counts"
    taken = found.recipe
    assert taken is not None
    assert (taken.id, taken.recipe_id, taken.version, taken.by, taken.otherwise) == (7, 3, 2, "headings", ())
    assert look(TEXT, recipes=Recipes(saved())).recipe == replace(taken, by="name")
    assert look(TEXT.replace("Réf.", "Code"), recipes=of_headings(RECIPE)).recipe is None
    with pytest.raises(RecipeMismatch):
        look(TEXT.replace("Réf.", "Code"), recipes=Recipes(saved()))


def test_a_file_that_proves_another_writing_is_believed_and_it_is_told() -> None:
    found = look(TEXT + "3;Morel;;;25/12/2025\n", recipes=of_headings(RECIPE))
    assert found.plan.profile("record_created_at").date_order == "DMY"
    assert found.recipe is not None
    assert found.recipe.otherwise == (Otherwise("record_created_at", "date_order", "MDY", "DMY"),)


def test_a_person_s_mapping_is_credited_to_the_person() -> None:
    found = look(TEXT, {"Nom": "company_name"}, of_headings(RECIPE))
    assert found.plan.columns[1].field == "company_name"
    assert found.plan.columns[1].evidence[0] == "forced"
    assert found.recipe is not None
    assert found.recipe.changed == ("Nom",)
    with pytest.raises(BadQuery):
        look(TEXT, {"nosuch": "email"}, of_headings(RECIPE))


def test_an_official_number_makes_customers_where_a_heading_or_a_person_says_so() -> None:
    text = "SIREN;Divers\n732829320;x\n443061841;y\n"
    first = look(text)
    require_customers(first)
    require_customers(look(text, recipes=of_headings(Recipe.of(first.plan))))
    other = text.replace("SIREN", "zz")
    with pytest.raises(FileUnusable):
        require_customers(look(other))
    require_customers(look(other, {"zz": "siren"}))


@pytest.mark.parametrize(
    "wrong",
    [
        Recipe((RecipeColumn("a", "nosuch"),)),
        Recipe((RecipeColumn("a", "ignore"),)),
        Recipe((RecipeColumn("a", "email"), RecipeColumn("b", "email"))),
        Recipe((RecipeColumn("a", None),)),
        Recipe((RecipeColumn("a", "email"),), (Profile("birth_date", date_order="DMY"),)),
    ],
)
def test_what_cannot_be_applied_is_refused(wrong: Recipe) -> None:
    with pytest.raises(BadQuery):
        checked(wrong)


def test_versions_tell_what_they_changed() -> None:
    other = with_mapping(RECIPE, {"Tél#2": "phone", "@4": None})
    assert [c.field for c in other.columns] == ["customer_id", "last_name", None, "phone", None]
    assert other.writing == (), "the field is no longer used"
    assert changes(RECIPE, RECIPE) == ()
    assert changes(RECIPE, other) == (
        Change("field", "Tél", "phone", None),
        Change("field", "Tél#2", None, "phone"),
        Change("field", "Créé", "record_created_at", None),
        Change("writing", "record_created_at", "MDY", None, "date_order"),
    )
    fewer = replace(RECIPE, columns=RECIPE.columns[1:], software="Siège 2")
    assert changes(RECIPE, fewer) == (
        Change("column-removed", "Réf.", "customer_id", None),
        Change("software", "", None, "Siège 2"),
    )
    assert changes(fewer, RECIPE)[0] == Change("column-added", "Réf.", None, "customer_id")
    with pytest.raises(BadQuery):
        with_mapping(RECIPE, {"nosuch": "email"})


HEADINGS = st.lists(
    st.sampled_from(["Nom", "NOM", "Prénom", "Email", "Tél", "Date", "Montant", "CA", "Notes", "", "x", "Ville"]),
    min_size=2,
    max_size=7,
)
CELLS = st.sampled_from(
    ["", "Durand", "ada@exemple.example", "01 99 00 12 34", "03/04/2026", "25/12/2025", "12/25/2025", "1 234,50",
     "1,234.50", "69003", "Lyon", "oui"]
)  # fmt: skip


def written(headings: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    for cells in [headings, *rows]:
        out.write(";".join(cells) + "\n")
    return out.getvalue()


def decided(plan: Plan) -> tuple[object, ...]:
    """What a plan decides: not how surely, nor why."""
    return plan.dialect, plan.layout, plan.mapping_sha256, plan.derived, plan.profiles, plan.software


@given(HEADINGS, st.data())
@settings(max_examples=40, deadline=None)
def test_its_replay_on_the_same_file_gives_the_same_plan(headings: list[str], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(headings), max_size=len(headings)), min_size=3, max_size=8))
    text = written(headings, rows)
    first = look(text).plan
    again = look(text, recipes=Recipes(saved(Recipe.of(first))))
    assert decided(again.plan) == decided(first)
    twice = look(text, recipes=Recipes(saved(Recipe.of(again.plan))))
    assert twice.plan == again.plan
    assert again.recipe is not None
    assert again.recipe.otherwise == ()


@given(st.permutations(["Nom", "Email", "Tél", "Date", "Notes", "x"]), st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_the_values_say_the_mapping_is_the_recipe_s(headings: list[str], data: st.DataObject) -> None:
    fields = data.draw(
        st.lists(st.sampled_from(sorted(FIELDS.keys() - {"ignore"})), unique=True, min_size=6, max_size=6)
    )
    recipe = Recipe(tuple(RecipeColumn(h, f) for h, f in zip(sorted(headings), fields, strict=True)))
    wanted = dict(zip(sorted(headings), fields, strict=True))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=3, max_size=6))
    found = look(written(headings, rows), recipes=of_headings(recipe)).plan
    if list(found.headings) == headings:  # rows of nothing but words may look like headings: then it is another file
        assert {c.key: c.field for c in found.columns} == {k: wanted[k] for k in column_keys(headings)}
