"""The rule sets we ship (YAML beside this file), read once; parsed and checked by core/govern/rules.py."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

FR_MARKETING = "fr-marketing"


@cache
def ruleset_source(name: str) -> dict[str, Any]:
    """The YAML of a shipped rule set as a mapping. Raises FileNotFoundError when there is none of that name."""
    text = resources.files("service.reference").joinpath("rules", f"{name}.yaml").read_text("utf-8")
    parsed = yaml.safe_load(text)
    if not isinstance(parsed, dict):
        raise TypeError(f"rule set {name} is not a mapping")
    return parsed
