"""Bytes and a Plan to raw rows: recovers from bad lines, loses none, and counts every physical line."""

from service.core.read.batches import RawBatch, read_batches
from service.core.read.counters import Counters

__all__ = ["Counters", "RawBatch", "read_batches"]
