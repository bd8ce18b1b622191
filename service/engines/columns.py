"""Prepared parties as columns that pairs are compared by: each made ready once, however many pairs come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from service.core.distinct import distinct

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.uint8]


class Columns:
    """In: PREPARED_SCHEMA (core/match/prepare.py). Places are its row numbers."""

    def __init__(self, prepared: pl.DataFrame) -> None:
        self.frame = prepared
        self._made: dict[tuple[str, str], Any] = {}

    def known(self, column: str) -> Flags:
        """Where the column has a value."""
        return self._once("known", column, lambda: self.frame[column].is_not_null().to_numpy())  # type: ignore[no-any-return]  # as its maker

    def numbers(self, column: str) -> Numbers:
        """The column with 0 for what is absent."""
        return self._once("numbers", column, lambda: self.frame[column].cast(pl.Int64).fill_null(0).to_numpy())  # type: ignore[no-any-return]  # as its maker

    def codes(self, name: str, text: pl.Expr) -> tuple[int, npt.NDArray[np.int32]]:
        """How many different texts there are, and a number for each row's, -1 where it is absent. `name`: of `text`."""

        def made() -> tuple[int, npt.NDArray[np.int32]]:
            values, code = distinct(self.frame.select(text).to_series())
            return len(values), code.fill_null(-1).to_numpy()

        return self._once("codes", name, made)  # type: ignore[no-any-return]  # as its maker

    def _once(self, what: str, name: str, make: Callable[[], Any]) -> Any:
        if (what, name) not in self._made:
            self._made[what, name] = make()
        return self._made[what, name]
