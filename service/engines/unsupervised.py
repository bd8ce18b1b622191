"""What can be said of pairs without labels or training: recordlinkage's expectation maximisation (ECM), the reference
that a model must not fall below. Imported late: pandas and recordlinkage take seconds.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from service.core.match.levels import unpack_column

# comparison -> the level from which it counts as agreement
AGREES: dict[str, int] = {
    "forename": 3, "surname": 3, "company": 4, "email": 3, "phone": 2, "firm_id": 2, "birth": 3, "street": 4,
    "place": 3, "ident": 2,
}  # fmt: skip


def ecm(levels: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which pairs recordlinkage's ECM classifier takes for matches. In: packed levels."""
    import pandas as pd  # noqa: PLC0415 - seconds to import, and only training and benchmarks ask
    import recordlinkage  # noqa: PLC0415 - as above

    binary = {name: (unpack_column(levels, name) >= least).astype(int) for name, least in AGREES.items()}
    frame = pd.DataFrame({name: values for name, values in binary.items() if len(values) and 0 < values.mean() < 1})
    found = np.zeros(len(levels), dtype=np.bool_)
    if not len(frame) or not len(frame.columns):
        return found
    frame.index = pd.MultiIndex.from_arrays([np.arange(len(levels)), np.arange(len(levels))])
    with np.errstate(divide="ignore", invalid="ignore"):  # an agreement that no pair of a class has: log of nothing
        linked = recordlinkage.ECMClassifier(binarize=None).fit_predict(frame)
    found[linked.get_level_values(0).to_numpy()] = True
    return found
