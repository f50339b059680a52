"""What a unit counts over its years: stocks that chain, requests that add up, and growth."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gkscrape.form import load_forms

Figures = dict[str, Decimal | int]
"""The figures of a form that are not 0, by indicator; money in 万元."""

_REQUESTS = load_forms()["2021"].table("requests")
_APPLICANTS = next(total for total in _REQUESTS.sums if total.id == "requests.applicants").parts
_OUTCOMES = next(total for total in _REQUESTS.sums if total.id == "requests.outcomes").parts
_SHARES = (0.82, 0.1, 0.01, 0.01, 0.03, 0.03)
_LIKELY = {
    "granted": 45,
    "partial": 10,
    "unavailable.not_held": 22,
    "not_processed.petition": 4,
    "other.other": 5,
}
_WEIGHTS = [_LIKELY.get(outcome, 1) for outcome in _OUTCOMES]
_RESULTS = ("upheld", "corrected", "other", "pending")
_LIKELY_RESULTS = (6, 2, 1, 1)
_STATISTICS = {total.whole[0]: total.parts for total in load_forms()["2014"].table("statistics").sums}
_OTHER_IN_2019 = {"other.not_corrected": "other", "other.fee_unpaid": "other", "other.other": "other"}


@dataclass(slots=True)
class History:
    """A unit as it stands at the end of a year. `level` is how many requests it may expect in the next."""

    dice: random.Random
    level: float
    waiting: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_APPLICANTS, 0))
    documents: int = 0
    items: int = 0

    def year(self, form: str) -> Figures:
        """The figures of the next year, on this form."""
        self.level *= self.dice.lognormvariate(0.05, 0.2)
        if form == "2014":
            return self._statistics()
        if form == "narrative":
            return {}
        return self._disclosure(form) | self._requests(form) | self._challenges()

    def _requests(self, form: str) -> Figures:
        found: Counter[str] = Counter()
        for applicant, share in zip(_APPLICANTS, _SHARES, strict=True):
            received = self._about(self.level * share)
            carried = self.waiting[applicant]
            left = min(received + carried, self._about((received + carried) * 0.05))
            outcomes = self._split(received + carried - left, _OUTCOMES, _WEIGHTS)
            rows = {"received": received, "carried_in": carried, "total": received + carried - left}
            rows["carried_out"] = self.waiting[applicant] = left
            for row, count in (*rows.items(), *outcomes.items()):
                if count:
                    name = _OTHER_IN_2019.get(row, row) if form == "2019" else row
                    found[f"requests/{name}/{applicant}"] += count
                    found[f"requests/{name}/total"] += count
        return dict(found)

    def _challenges(self) -> Figures:
        found: Figures = {}
        for row in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
            results = self._split(self._about(self.level * 0.02), _RESULTS, _LIKELY_RESULTS)
            total = sum(results.values())
            for column, count in (*results.items(), ("total", total)):
                if count:
                    found[f"challenges/{row}/{column}"] = count
        return found

    def _disclosure(self, form: str) -> Figures:
        made, repealed = self._about(2.0), self._about(min(self.documents, 5) * 0.2)
        repealed = min(repealed, self.documents)
        self.documents += made - repealed
        dice = self.dice
        money = Decimal(dice.randrange(1, 60_000)).scaleb(-2) if dice.random() < 0.4 else 0
        if form == "2021":
            found: Figures = {
                "normative_documents/made": made,
                "normative_documents/repealed": repealed,
                "normative_documents/in_force": self.documents,
                "fees/amount": money,
            }
        else:
            found = {
                "normative_documents/made": made,
                "normative_documents/published": made,
                "normative_documents/in_public": self.documents + repealed,
                "procurement/items": self._about(9.0),
                "procurement/amount": money,
                **self._items(),
            }
        for row, mean in (("licences", 300.0), ("penalties", 40.0), ("compulsory_measures", 3.0)):
            found[f"{row}/decisions"] = self._about(mean * dice.lognormvariate(0, 0.4))
        return {f"disclosure/{name}": count for name, count in found.items() if count}

    def _items(self) -> Figures:
        """The list of licences, whose items and their change never come to what was decided."""
        prior, change = self.items, self.dice.randrange(3)
        self.items = prior + change
        return {"licences/prior_items": prior, "licences/change": change}

    def _statistics(self) -> Figures:
        """The statistics of 2014: of what was applied for all is finished and replied to within the year."""
        wholes = {
            "applications": self._about(self.level),
            "replies.refused": self._about(self.level * 0.05),
            "reconsideration": self._about(self.level * 0.02),
            "litigation": self._about(self.level * 0.01),
            "staff": 1 + self._about(8.0),
        }
        wholes["replies"] = wholes["completed"] = max(wholes["applications"], wholes["replies.refused"])
        found: Counter[str] = Counter(wholes)
        for whole, count in wholes.items():
            known = wholes["replies.refused"] if whole == "replies" else 0
            parts = [part for part in _STATISTICS[whole] if part != "replies.refused"]
            found.update(self._split(count - known, parts, None))
        found.update({"disclosed": self._about(3000.0), "channel.website": self._about(2500.0)})
        found.update({"offices": 1, "reading_points": self._about(4.0), "trainees": self._about(90.0)})
        return {f"statistics/{row}/value": count for row, count in found.items() if count}

    def _split(self, count: int, names: Sequence[str], weights: Iterable[float] | None) -> Counter[str]:
        likely = None if weights is None else list(weights)
        return Counter(self.dice.choices(names, likely, k=count) if count else ())

    def _about(self, mean: float) -> int:
        return int(mean * self.dice.uniform(0.6, 1.4) + self.dice.random())
