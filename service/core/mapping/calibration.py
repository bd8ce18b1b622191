"""Shares of votes to probabilities that hold: of columns with confidence 0.8, 8 in 10 are right.

The table was measured with each vendor left out (tests/conformance/test_mapping.py prints it again) and is read
between its points.
"""

from __future__ import annotations

import numpy as np

_SHARE = (0.0, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 1.0)
_RIGHT = (0.0, 0.42, 0.60, 0.62, 0.76, 0.82, 0.86, 0.95, 0.99)


def calibrated(share: float) -> float:
    """The probability that a reading with this share is right, 0 to 0.99."""
    return round(min(0.99, float(np.interp(share, _SHARE, _RIGHT))), 2)
