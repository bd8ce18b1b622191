"""docs/demo.md shows the register of error models as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench_report import replace_section
from demo.models import ERROR_MODELS, markdown_table
from demo.writing import HEADINGS

PAGE = Path(__file__).parents[2] / "docs" / "demo.md"


def test_the_page_has_the_table_of_error_models() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert replace_section(page, "error-models", markdown_table()) == page, "put markdown_table() into docs/demo.md"


def test_the_page_names_every_column() -> None:
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert ", ".join(HEADINGS.values()) in page


def test_models_have_names_of_their_own() -> None:
    assert len({m.name for m in ERROR_MODELS}) == len(ERROR_MODELS)


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="no markers"):
        replace_section("nothing here", "import", "text")
