"""A dry run: what an import of these bytes would make of them. Nothing is stored, the bytes are deleted at once.

A large file is answered from its head, provisionally. Nothing ties the dry run to a later import, and nothing need: the
head's reading is a pure function of its bytes, so the import says it again beside its own (flows/surveying.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from service.core.recipes import NO_RECIPES, Recipes
from service.flows.opened import opened
from service.flows.preview import preview, preview_told
from service.store import imports
from service.store.files import DataDir, Upload
from service.store.session import Database, reading


def dry_run(
    database: Database,
    data: DataDir,
    upload: Upload,
    *,
    list_name: str,
    mapping: Mapping[str, str | None] | None,
    today: date,
    recipes: Recipes = NO_RECIPES,
) -> dict[str, Any]:
    """What was detected, the mapping with its confidence, the first rows before and after, and the issues to expect.

    Out     as `preview_told`; `problem`: why the import would fail, null when it would not; `known_import`: the import
            that has these bytes already, or null. The upload is deleted, whatever happens.
    Raises  FileUnusable (cannot be read as a table), BadQuery (a mapping of unknown columns or fields), StorageFull,
            RecipeMismatch.
    """
    path = data.upload(upload.name)
    try:
        with opened(path, data.workspace) as file:
            seen = preview(file.blocks, today=today, mapping=mapping, recipes=recipes, container=file.container)
    finally:
        data.remove_upload(upload.name)
    return preview_told(seen, size=upload.size) | {"known_import": _known(database, list_name, upload)}


def _known(database: Database, list_name: str, upload: Upload) -> int | None:
    with reading(database) as work:
        terms = imports.list_named(work, list_name)
        first = None if terms is None else imports.import_of_content(work, terms.id, upload.sha256)
        return None if first is None else first.id
