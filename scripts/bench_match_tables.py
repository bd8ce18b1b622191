"""The tables of scripts/bench_match.py, made of what it keeps."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import Any

from bench_report import table
from match_model.scoring import EDGES, Bin

WHO = ("Limpide", "Splink", "ECM", "goldenmatch")
Kept = dict[str, Any]


def told(kept: Kept) -> str:
    """The whole section, as Markdown."""
    sets = {name: of for name, of in kept.items() if name != "speed"}
    parts = [_accuracy(sets), _when(sets), _beside(sets), _calibration(sets), _speed(kept.get("speed", {}))]
    return "\n".join(part for part in parts if part)


def _accuracy(sets: Kept) -> str:
    lines = [
        [name, f"{of['rows']:,}", who, *_figures(of[who])] for name, of in sets.items() for who in WHO if who in of
    ]
    heads = ["set", "rows", "who", "precision", "recall", "F1", "B³ F1", "F1 at best", "at", "seconds", "peak MiB"]
    return table(heads, lines) if lines else ""


def _when(sets: Kept) -> str:
    """When these were measured, and what else the machine did: seconds under load say little."""
    figures = [of[who] for of in sets.values() for who in WHO if who in of]
    days = sorted({one["on"] for one in figures if "on" in one})
    loads = [one["load"] for one in figures if "load" in one]
    said = f"Measured {' to '.join(dict.fromkeys((days[0], days[-1])))}" if days else ""
    return f"{said}, under a load of {min(loads):g} to {max(loads):g} on {os.cpu_count()} cores.\n" if loads else ""


def _figures(of: Kept) -> list[str]:
    if "note" in of:
        return [of["note"], *[""] * 7]
    best = [f"{of['oracle']:.4f}", f"{100 * of['oracle_at']:.4g} %"] if "oracle" in of else ["", ""]
    rates = [f"{of['precision']:.3f}", f"{of['recall']:.3f}", f"{of['f1']:.4f}", f"{of['b_cubed']:.4f}"]
    return [*rates, *best, f"{of['seconds']:.1f}", f"{of['peak_mib']:,.0f}"]


def _beside(sets: Kept) -> str:
    """Our error at our default over Splink's, and our F1 less that of Splink's oracle."""
    lines = []
    for name, of in sets.items():
        us, them = of.get("Limpide", {}), of.get("Splink", {})
        if "f1" in us and "oracle" in them:
            share = f"{(1 - us['f1']) / max(1 - them['f1'], 1e-9):.2f}"
            cost = f"{us['oracle'] - us['f1']:.4f}"
            lines.append([name, us["shape"], us["model"], share, f"{us['f1'] - them['oracle']:+.4f}", cost])
    heads = ["set", "weights", "model", "our error / Splink's", "F1 less Splink's at best", "what our threshold costs"]
    return table(heads, lines) if lines else ""


def _calibration(sets: Kept) -> str:
    """Predicted/observed share of one customer by bins of probability."""
    borders = [f"{100 * low:.4g}-{100 * high:.4g} %" for low, high in pairwise(EDGES)]
    lines = []
    for name, of in sets.items():
        if "bins" in of.get("Limpide", {}):
            cells = dict.fromkeys(borders, "")
            for one in of["Limpide"]["bins"]:
                found = Bin(**one)
                place = sum(found.predicted >= low for low in EDGES[:-1]) - 1
                cells[borders[place]] = found.told()
            lines.append([name, *cells.values()])
    return table(["set", *borders], lines) if lines else ""


def _speed(speed: Kept) -> str:
    return "\n".join(table(part["heads"], part["lines"]) for part in speed.values())
