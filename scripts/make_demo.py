"""Make a customer export as a French accounting program would write it, with invented people and firms, and its truth.

    python scripts/make_demo.py --rows 1000 --seed 1 --out clients.csv --truth truth.csv
    python scripts/make_demo.py --rows 100000 --seed 1 --out clients.csv --next-month clients_next.csv --changed 0.02

The same rows, seed and noise give the same bytes on every machine. Mail domains end in `.example`; communes and
postcodes are real, streets are not. Up to 20,000 rows every landline is from Arcep's fiction blocks; larger files need
more numbers than these hold, so their landlines, like every SIREN, are random and may by accident exist (see
demo/numbers.py). What goes wrong, and how often, stands in demo/models.py and docs/demo.md.

The truth has one line a row: row_id (from 1), entity_id (the line's main party: the firm if it has one, else the
person), kind, contact_id (the person inside the firm), household_id, group_id (firms of one SIREN). Next month's truth
adds previous_row_id and change (none, changed, new); it lies beside next month's file, as `<name>.truth.csv`.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from demo.behaviour import behaviour
from demo.chance import Chance
from demo.lines import TRUTH, lines
from demo.models import Damage
from demo.months import NEW, next_month
from demo.numbers import LARGE
from demo.writing import HEADINGS, written


@dataclass(frozen=True)
class Demonstration:
    """An export (internal column names, all text) and its truth, line for line; and next month's."""

    this: pl.DataFrame
    following: pl.DataFrame

    def cells(self, *, following: bool = False) -> pl.DataFrame:
        """Give the cells of this month's file (or the following one's) under its French headings."""
        frame = self.following if following else self.this
        return frame.select(pl.col(c).alias(h) for c, h in HEADINGS.items())

    def truth(self, *, following: bool = False) -> pl.DataFrame:
        """Give the truth of this month's file, or of the following one's with previous_row_id and change."""
        if following:
            return self.following.select("row_id", *TRUTH, "previous_row_id", "change")
        return self.this.select("row_id", *TRUTH)


def demonstration(rows: int, seed: int, noise: float = 1.0, changed: float = 0.02) -> Demonstration:
    """Make an export of `rows` lines and next month's, in which the share `changed` of the lines differs."""
    chance = Chance(seed)
    damage = Damage(chance, noise)
    fresh = max(1, math.ceil(rows * NEW))
    made = lines(chance, rows + fresh, damage, fiction=rows <= LARGE)
    made = pl.concat([made, behaviour(chance, made.height)], how="horizontal")
    made = made[chance.order("file.order", made.height)]
    made = made.with_columns(_codes(made, damage).alias("code"))
    everything = pl.concat([written(made, damage), made.select(TRUTH)], how="horizontal")
    this = everything.head(rows).with_columns(row_id=pl.int_range(1, rows + 1, dtype=pl.Int64))
    later = everything.tail(fresh).with_columns(row_id=pl.lit(0, pl.Int64))
    return Demonstration(this, next_month(chance, this, later, changed))


def _codes(made: pl.DataFrame, damage: Damage) -> pl.Series:
    """Number the lines' codes in file order; some later lines carry the same code as the customer's first line."""
    again = pl.Series(damage.strikes("same_code", (made["nth"] > 0).to_numpy()))
    shares = (pl.col("nth") == 0) | pl.col("again")
    numbered = made.select("entity", "nth", number=pl.int_range(1, pl.len() + 1)).with_columns(again=again)
    lowest = pl.when(shares).then("number").min().over("entity")
    number = pl.when(shares).then(lowest).otherwise("number")
    return numbered.select("C" + number.cast(pl.String).str.zfill(7)).to_series()


def write_export(cells: pl.DataFrame, path: Path, *, encoding: str = "cp1252", delimiter: str = ";") -> None:
    """Write cells as a French Windows program does: CRLF, quotes only where needed. Raises on a lossy encoding."""
    text = cells.write_csv(separator=delimiter, line_terminator="\r\n", quote_style="necessary")
    path.write_bytes(text.encode(encoding))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make a demonstration customer export with its truth.")
    parser.add_argument("--rows", type=int, required=True, help="lines of data")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--truth", type=Path, help="CSV of row_id, entity_id, kind, contact_id, household_id, group_id")
    parser.add_argument("--noise", type=float, default=1.0, help="multiplies every error rate")
    parser.add_argument("--next-month", type=Path, help="also write next month's export, and its truth beside it")
    parser.add_argument("--changed", type=float, default=0.02, help="share of lines that next month changes")
    parser.add_argument("--encoding", choices=["cp1252", "utf-8", "utf-8-sig"], default="cp1252")
    parser.add_argument("--delimiter", choices=[";", ",", "|", "\t"], default=";")
    return parser.parse_args()


def main() -> None:
    """Make the files that the command line asks for."""
    asked = _options()
    made = demonstration(asked.rows, asked.seed, asked.noise, asked.changed)
    write_export(made.cells(), asked.out, encoding=asked.encoding, delimiter=asked.delimiter)
    if asked.truth:
        made.truth().write_csv(asked.truth)
    if asked.next_month:
        write_export(made.cells(following=True), asked.next_month, encoding=asked.encoding, delimiter=asked.delimiter)
        made.truth(following=True).write_csv(asked.next_month.with_suffix(".truth.csv"))


if __name__ == "__main__":
    main()
