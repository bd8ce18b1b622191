"""No template holds what the pages' policy forbids, so that nothing in a page ever asks for an exception to it."""

from __future__ import annotations

import re

from service.web.render import HERE, shown


def test_no_template_has_a_style_a_handler_or_a_script_in_it() -> None:
    for page in (HERE / "templates").glob("*.html"):
        text = page.read_text("utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:|\|\s*safe", text), page.name
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), page.name


def test_a_value_is_escaped_isolated_and_its_unseen_signs_are_shown() -> None:
    assert shown("<b>") == '<bdi class="cell">&lt;b&gt;</bdi>'
    assert shown("a\u202eb\x00") == (
        '<bdi class="cell">a<span class="odd">U+202E</span>b<span class="odd">U+0000</span></bdi>'
    )
    assert shown(None) == shown("") == ""
    assert shown("Élodie \u2019 東") == '<bdi class="cell">Élodie \u2019 東</bdi>'
