"""The alert rules speak of metrics that there are."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from service.observe.metrics import REGISTERED

RULES = Path(__file__).parents[2] / "docs" / "alerts.yaml"


def test_alert_rules_use_registered_metrics_and_labels() -> None:
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    assert 8 <= len(group["rules"]) <= 10
    for rule in group["rules"]:
        names = re.findall(r"\blimpide_\w+", rule["expr"])
        assert names or 'up{job="limpide"}' in rule["expr"]
        for name in names:
            metric = REGISTERED[name.removesuffix("_bucket")]
            for label in re.findall(rf"{name}\{{(\w+)=", rule["expr"]):
                assert label in metric.labels
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"].endswith(".")
