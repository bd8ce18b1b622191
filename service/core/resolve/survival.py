"""What a firm says of how values survive: which list is believed more, and what a list may not do to a field.

    {"trust": 7, "fields": {"email": "if_empty", "job_title": "never"}}

trust       0 to 9, 5 when nothing is said: between usable values the more trusted list wins, before the more recent one
if_newer    the default: the more recent value wins
if_empty    its value is taken only where no other list has a usable one
never       its value is never taken where the customer has a record of another list

A rule on `postal_code` is one on the whole address, which comes from one record. Behaviour (orders, dates) follows no
such rule: it is what happened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.core.columns import TYPED_COLUMNS

MODES: tuple[str, ...] = ("never", "if_empty", "if_newer")
USUAL_TRUST, MOST_TRUST = 5, 9
_WHOLE_ADDRESS = ("address_line1", "address_line2", "address_line3", "city", "country_code")
SURVIVAL_FIELDS: tuple[str, ...] = tuple(
    c.name
    for c in TYPED_COLUMNS
    if c.golden and c.subject != "behaviour" and c.name not in (*_WHOLE_ADDRESS, "relation")
)
"""The fields that a rule may be on."""


@dataclass(frozen=True)
class ListSurvival:
    """The rules of one list."""

    trust: int = USUAL_TRUST
    fields: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Canonical text."""
        return json.dumps({"trust": self.trust, "fields": dict(self.fields)}, sort_keys=True, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> ListSurvival:
        """From `to_json`."""
        body = json.loads(text)
        return ListSurvival(body["trust"], body["fields"])


Policy = Mapping[int, ListSurvival]
"""By list; a list that is not there has no rule of its own."""
