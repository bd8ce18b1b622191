"""The house keeps its own rules: budgets, registers, docs that match the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import make_docs
import pytest

from service.core.reasons import REASONS

ROOT = Path(__file__).parent.parent
SERVICE = ROOT / "service"
FILES = sorted(p for p in SERVICE.rglob("*.py") if "versions" not in p.parts)

DATA_TABLES = {"core/reasons.py", "core/fields.py"}
"""Files that are a table of data, exempt from the line budget (design, section 3)."""


def _name(path: Path) -> str:
    return str(path.relative_to(SERVICE))


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_file_is_short_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "no module docstring"
    assert _name(path) in DATA_TABLES or len(text.splitlines()) <= 300


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_function_is_short(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            length = node.end_lineno - node.lineno + 1
            assert length <= 40, f"{node.name} has {length} lines"


def test_issue_codes_emitted_are_the_codes_registered() -> None:
    kinds = "|".join(sorted({code.split(".")[0] for code in REASONS}))
    spoken = re.compile(rf'"((?:{kinds})\.[a-z][a-z0-9-]*)"')
    texts = [p.read_text(encoding="utf-8") for p in FILES if p.name not in ("reasons.py", "mail_domains.py")]
    used = {code for text in texts for code in spoken.findall(text)}
    assert used - set(REASONS) == set(), "emitted, not registered"
    assert set(REASONS) - used == set(), "registered, never emitted"


def test_generated_docs_match_the_code() -> None:
    assert make_docs.main(["--check"]) == 0


def test_links_in_the_docs_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} -> {target}"


def test_no_two_test_files_have_one_name() -> None:
    """pytest imports them by their names alone."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(set(names)) == sorted(names)
