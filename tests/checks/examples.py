"""For every rule a report that breaks it, one that keeps it, and one of which nothing can be said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from tests.checks.builder import Given, ambiguous, cell, identity, report

from gkscrape.checks import Outcome, State, assess, assess_chain, assess_peers, middle_of
from gkscrape.form import load_forms
from gkscrape.record import Cell, Fact, Kind, Report, Scope, Section, Status

FORMS = load_forms()
BROKEN, KEPT, OPEN = State.FAIL, State.PASS, State.UNDECIDABLE

Figures = Mapping[str, Given]
Three = dict[State, tuple[Outcome, ...]]


def figures(form: str, broken: Figures, kept: Figures, unknown: str) -> Three:
    """Reports of zeros with these figures; in the third `unknown` is not read."""
    return {
        BROKEN: assess(report(form, broken), FORMS),
        KEPT: assess(report(form, kept), FORMS),
        OPEN: assess(report(form, {**broken, unknown: ambiguous(unknown, 0, 1)}), FORMS),
    }


def a_sum(whole: str, part: str) -> Three:
    """A sum of the statistics of 2014."""
    total, share = f"statistics/{whole}/value", f"statistics/{whole}.{part}/value"
    return figures("2014", {total: 3, share: 2}, {total: 3, share: 3}, share)


def words(indicator: str, raw: str) -> Cell:
    return Cell(indicator, Kind.TEXT, Status.PRINTED, raw=raw)


def whole_table(given: Given | Callable[[str], Given]) -> dict[str, Given]:
    """The same for each cell of the challenges."""
    codes = [known.code for known in FORMS["2019"].indicators if known.table == "challenges"]
    return {code: given(code) if callable(given) else given for code in codes}


def lost(code: str) -> Cell:
    return Cell(code, Kind.BLANK, Status.MISSING)


def unsettled(code: str) -> Cell:
    return ambiguous(code, 0, 1)


def tables(broken: Figures, unknown: Figures) -> Three:
    return {
        BROKEN: assess(report(figures=broken), FORMS),
        KEPT: assess(report(), FORMS),
        OPEN: assess(report(figures=unknown), FORMS),
    }


def prose(table: Figures, label: str, told: str, unknown: str) -> Three:
    """The text counts 3 of what the table counts in `unknown`, or 4; or the cell is not read."""

    def say(count: int, cells: Figures) -> tuple[Outcome, ...]:
        raw = told.format(count)
        fact = Fact(3, label, Decimal(count), "件", raw)
        return assess(report(figures=cells, facts=[fact]), FORMS)

    return {
        BROKEN: say(4, table),
        KEPT: say(3, table),
        OPEN: say(4, {**table, unknown: ambiguous(unknown, 3, 4)}),
    }


def sections(*texts: str, given: Figures | None = None, year: int | None = 2020) -> tuple[Outcome, ...]:
    """What comes of a report with these texts as its sections from the first on."""
    made = [Section(number, "", text) for number, text in enumerate(texts, 1)]
    return assess(report(figures=given, who=identity(year=year), sections=made), FORMS)


def published(day: str, scope: Scope | None, unit: str = "柳溪县教育局") -> tuple[Outcome, ...]:
    who = replace(identity(unit, scope=scope), published=datetime.fromisoformat(f"{day}T09:00"))
    return assess(report(who=who), FORMS)


def chained(before: Figures, after: Figures, text: str = "", form: str = "2019") -> tuple[Outcome, ...]:
    """What comes of a report against that of the year before."""
    told = [Section(1, "总体情况", text)] if text else []

    def of(year: int, cells: Figures, texts: list[Section]) -> Report:
        return report(form, cells, who=identity(year=year), sections=texts)

    return assess_chain(of(2019, before, []), of(2020, after, told), FORMS)


def above(given: Given, *below: Given) -> tuple[Outcome, ...]:
    """What comes of a figure of requests received against those of the divisions below."""
    told = [{RECEIVED: cell(RECEIVED, other)} for other in below]
    return assess_peers(report("2021", {RECEIVED: given}), told, {}, FORMS)


def among(given: Given, *others: Given) -> tuple[Outcome, ...]:
    """What comes of a figure of requests received among those of other units of its kind."""
    told = {RECEIVED: middle_of(cell(RECEIVED, other) for other in others)}
    return assess_peers(report("2021", {RECEIVED: given}), [], told, FORMS)


def chain(before: Figures, broken: Figures, kept: Figures, form: str = "2019") -> Three:
    return {
        BROKEN: chained(before, broken, form=form),
        KEPT: chained(before, kept, form=form),
        OPEN: chained(dict.fromkeys(before), broken, form=form),
    }


RECEIVED, FEES = "requests/received/total", "disclosure/fees/amount"
FULL = ("一", "二", "三", "四", "问题是公开不及时。", "无其他事项")
LICENCES = {f"disclosure/licences/{name}": count for name, count in (("prior_items", 9), ("change", 2))}
IN_FORCE = "disclosure/rules/in_force"

EXAMPLES: dict[str, Three] = {
    "requests.applicants": figures(
        "2021",
        {"requests/granted/business": 2},
        {"requests/granted/business": 2, "requests/granted/total": 2},
        "requests/granted/other",
    ),
    "requests.outcomes": figures(
        "2021",
        {"requests/granted/business": 2},
        {"requests/granted/business": 2, "requests/total/business": 2},
        "requests/partial/business",
    ),
    "requests.balance": figures(
        "2021",
        {"requests/received/business": 2},
        {"requests/received/business": 2, "requests/carried_out/business": 2},
        "requests/carried_in/business",
    ),
    "challenges.total": figures(
        "2021",
        {"challenges/reconsideration/upheld": 2},
        {"challenges/reconsideration/upheld": 2, "challenges/reconsideration/total": 2},
        "challenges/reconsideration/other",
    ),
    "statistics.applications": a_sum("applications", "online"),
    "statistics.completed": a_sum("completed", "on_time"),
    "statistics.replies": a_sum("replies", "granted"),
    "statistics.replies.refused": a_sum("replies.refused", "privacy"),
    "statistics.reconsideration": a_sum("reconsideration", "upheld"),
    "statistics.litigation": a_sum("litigation", "upheld"),
    "statistics.staff": a_sum("staff", "full_time"),
    "statistics.part": figures(
        "2014",
        {"statistics/disclosed/value": 3, "statistics/disclosed.normative_documents/value": 4},
        {"statistics/disclosed/value": 4, "statistics/disclosed.normative_documents/value": 4},
        "statistics/disclosed/value",
    ),
    "count.negative": {
        **figures("2021", {RECEIVED: -1}, {}, RECEIVED),
        OPEN: assess(report(figures={RECEIVED: ambiguous(RECEIVED, 0, 1)}), FORMS),
    },
    "count.fractional": {
        **figures("2021", {RECEIVED: "1.5"}, {FEES: "1.5"}, RECEIVED),
        OPEN: assess(report(figures={RECEIVED: ambiguous(RECEIVED, 0, 1)}), FORMS),
    },
    "cell.text": tables({RECEIVED: words(RECEIVED, "见附件")}, {RECEIVED: ambiguous(RECEIVED, 0, 1)}),
    "table.missing": tables(whole_table(lost), whole_table(unsettled)),
    "table.blank": tables(whole_table(None), whole_table(unsettled)),
    "table.mostly_blank": tables(
        {**whole_table(None), "challenges/reconsideration/total": 3},
        {**whole_table(unsettled), "challenges/reconsideration/total": 3},
    ),
    "report.late": {
        BROKEN: published("2021-02-01", Scope.ORGAN),
        KEPT: published("2021-01-31", Scope.ORGAN),
        OPEN: assess(report(), FORMS),
    },
    "disclosure.rules.county_rule": figures("2021", {IN_FORCE: 2}, {}, IN_FORCE),
    "disclosure.stock_for_flow": figures(
        "2019",
        {**LICENCES, "disclosure/licences/decisions": 11},
        {**LICENCES, "disclosure/licences/decisions": 118},
        "disclosure/licences/prior_items",
    ),
    "disclosure.public_stock": figures(
        "2019",
        {"disclosure/normative_documents/published": 4, "disclosure/normative_documents/in_public": 3},
        {"disclosure/normative_documents/published": 3, "disclosure/normative_documents/in_public": 3},
        "disclosure/normative_documents/in_public",
    ),
    "disclosure.money_unit": figures("2021", {FEES: 9_000_000}, {FEES: 9}, FEES),
    "prose.received": prose({RECEIVED: 3}, "收到政府信息公开申请", "收到政府信息公开申请{}件", RECEIVED),
    "prose.carried_in": prose(
        {"requests/carried_in/total": 3},
        "上年结转政府信息公开申请",
        "上年结转政府信息公开申请{}件",
        "requests/carried_in/total",
    ),
    "prose.completed": prose(
        {"requests/total/total": 3},
        "办结政府信息公开申请",
        "办结政府信息公开申请{}件",
        "requests/total/total",
    ),
    "prose.carried_out": prose(
        {"requests/carried_out/total": 3},
        "结转下年度继续办理",
        "结转下年度继续办理{}件",
        "requests/carried_out/total",
    ),
    "prose.reconsiderations": prose(
        {"challenges/reconsideration/total": 3},
        "被申请行政复议",
        "被申请行政复议{}件",
        "challenges/reconsideration/total",
    ),
    "prose.suits": prose(
        {"challenges/litigation_direct/total": 3},
        "被提起行政诉讼",
        "被提起行政诉讼{}件",
        "challenges/litigation_direct/total",
    ),
    "text.problems": {
        BROKEN: sections("一", "二", "三", "四", "无。"),
        KEPT: sections(*FULL),
        OPEN: sections("一", "二"),
    },
    "text.fees": {
        BROKEN: sections(*FULL[:5], "本年度未收取任何费用。", given={FEES: 3}),
        KEPT: sections(*FULL, given={FEES: 3}),
        OPEN: sections(*FULL[:5], "本年度未收取任何费用。", given={FEES: None}),
    },
    "text.years": {
        BROKEN: sections("2014年我局工作。"),
        KEPT: sections("2021年将继续。"),
        OPEN: sections("2014年我局工作。", year=None),
    },
    "chain.carried": chain(
        {"requests/carried_out/total": 4}, {"requests/carried_in/total": 5}, {"requests/carried_in/total": 4}
    ),
    "chain.prior_items": chain(
        LICENCES, {"disclosure/licences/prior_items": 9}, {"disclosure/licences/prior_items": 11}
    ),
    "chain.in_force": chain({IN_FORCE: 4}, {IN_FORCE: 5}, {IN_FORCE: 4}, "2021"),
    "chain.jump": chain({RECEIVED: 30}, {RECEIVED: 151}, {RECEIVED: 150}),
    "peer.children": {
        BROKEN: above(6, 3, 4),
        KEPT: above(8, 3, 4),
        OPEN: above(None, 3, 4),
    },
    "peer.zero": {
        BROKEN: among(0, *[20] * 10),
        KEPT: among(1, *[20] * 10),
        OPEN: among(None, *[20] * 10),
    },
    "chain.restated": {
        BROKEN: chained({RECEIVED: 41}, {}, "2019年收到申请45件。"),
        KEPT: chained({RECEIVED: 41}, {}, "2019年收到申请41件。"),
        OPEN: chained({RECEIVED: None}, {}, "2019年收到申请45件。"),
    },
}
