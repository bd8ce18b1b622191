"""The survey of an import: which recipe it takes, its plan, and what the head of a large file said otherwise.

What a dry run of the same bytes showed provisionally is computed again here, from the head: so whoever looked before
importing is told what the whole file says otherwise, and nothing of the dry run had to be kept.
"""

from __future__ import annotations

from typing import Any

from service.core.recipes import Recipes
from service.core.survey import Survey, first_look, require_customers, survey
from service.core.survey.head import Difference, differences, is_large
from service.errors import Fact, FileUnusable, RecipeMismatch
from service.flows.opened import Opened
from service.flows.recipes import recipes_asked
from service.store.recipes import Reading
from service.store.session import Database, reading


def survey_import(database: Database, file: Opened, asked: dict[str, Any]) -> tuple[Survey, Reading]:
    """The survey of a file that is being imported, and how it came about.

    In      asked: the job's payload, as `receive.Reading.asked` makes it.
    Raises  FileUnusable, BadQuery, RecipeMismatch; FileUnusable when no customer can come of it.
    """
    with reading(database) as work:
        recipes = recipes_asked(work, asked.get("recipe"), by_itself="recipes" not in asked)
    mapping = asked.get("mapping")
    found = survey(file.blocks, overrides=mapping, recipes=recipes, container=file.container)
    require_customers(found)
    return found, Reading(found.recipe, _confirmed(file, found, mapping, recipes))


def is_unmapped(problem: dict[str, Fact]) -> bool:
    """No column of customers was found, or not those of a recipe: a person may say which column is which."""
    return problem.get("reason") == "no-party-column" or problem.get("type") == f"/problems/{RecipeMismatch.slug}"


def _confirmed(
    file: Opened, found: Survey, mapping: dict[str, str | None] | None, recipes: Recipes
) -> tuple[Difference, ...] | None:
    """What the head said otherwise; null when a first look reads the whole file."""
    if not is_large(file.blocks):
        return None
    try:
        look = first_look(file.blocks, overrides=mapping, recipes=recipes, container=file.container)
    except FileUnusable as problem:  # the head alone is no table: that is what a dry run said of it
        return (Difference("unusable", "", str(problem.facts.get("reason", "")), None),)
    return differences(look.survey.plan, found.plan)
