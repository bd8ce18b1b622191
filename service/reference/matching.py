"""The shipped match model: weights trained on generated files only; the manifest inside says on which."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def match_model_text() -> str:
    """The JSON text of the model (read by core/match/weights.py)."""
    return files("service.reference").joinpath("match_model.json").read_text(encoding="utf-8")
