"""The colours can be read: WCAG 2.2 AA over every pair of tokens that the style sheet puts together, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "service" / "web" / "static" / "limpide.css").read_text("utf-8")
_BLOCKS = re.findall(r":root\s*\{([^}]*)\}", CSS)
THEMES = {
    name: dict(re.findall(r"--([a-z-]+):\s*(#[0-9A-F]{6})", block))
    for name, block in zip(("light", "dark", "print"), _BLOCKS, strict=True)
}
GROUNDS = ("paper", "panel", "wash")
TEXTS = ("ink", "soft", "water", "deep", "good", "warn", "bad")
SHAPES = ("edge", "water", "good", "warn", "bad")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_counted_as_the_standard_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_stands_out_from_its_ground(theme: str, ground: str, text: str) -> None:
    colours = THEMES[theme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), [("on-water", "water"), ("on-water", "deep"), ("on-bad", "bad")])
def test_text_stands_out_from_a_button(theme: str, text: str, ground: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_edges_of_controls_and_the_shapes_of_states_are_seen(theme: str, ground: str, shape: str) -> None:
    assert contrast(THEMES[theme][shape], THEMES[theme][ground]) >= 3


def test_bars_are_told_from_their_track() -> None:
    for theme in ("light", "dark"):
        colours = THEMES[theme]
        assert contrast(colours["water"], colours["line"]) >= 3


def test_both_themes_have_every_token() -> None:
    assert THEMES["light"].keys() == THEMES["dark"].keys()


def test_a_colour_is_always_a_token() -> None:
    outside = re.sub(r":root\s*\{[^}]*\}", "", CSS)
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b(?=[^{]*;)", outside) == []
