"""No rule without a report that breaks it, one that keeps it, and one of which nothing can be said."""

from __future__ import annotations

import pytest
from tests.checks.examples import EXAMPLES

from gkscrape.checks import State
from gkscrape.checks.rules import load_rules

RULES = [rule.id for rule in load_rules().rules]


@pytest.mark.parametrize("state", [State.FAIL, State.PASS, State.UNDECIDABLE])
@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_a_report_for_each_state(rule: str, state: State) -> None:
    assert rule in EXAMPLES, f"write three reports for {rule} in tests/checks/examples.py"
    states = {outcome.state for outcome in EXAMPLES[rule][state] if outcome.rule == rule}
    assert state in states
    if state is not State.FAIL:
        assert State.FAIL not in states


def test_no_example_is_of_a_rule_that_is_gone() -> None:
    assert set(EXAMPLES) <= set(RULES)
