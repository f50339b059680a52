"""The body of a report: prose, headings and three tables, typeset in one of the layouts of the portals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from scripts.typeset import tables
from scripts.typeset.forms import (
    Figures,
    Table,
    challenge_table,
    disclosure_table,
    relabelled,
    request_table,
)

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
GRIDS = {
    "word-grid": tables.WORD,
    "editor-grid": tables.EDITOR,
    "plain-grid": tables.PLAIN,
    "nested-grid": tables.PLAIN,
}


@dataclass(frozen=True)
class Typesetting:
    """How one report is set: its layout, its brackets, and the slips of the pen that its page has."""

    layout: str
    half_brackets: bool = False
    misprinted_group: bool = False
    money_in_yuan: bool = False


@dataclass(frozen=True)
class Prose:
    """The sentences of a report: before the sections, and in sections one, five and six."""

    intro: str
    overview: tuple[str, ...]
    improvement: tuple[str, ...]
    other: tuple[str, ...]


def label_change(setting: Typesetting) -> Callable[[str], str]:
    """The function that turns a label as in the form into the label as on the page."""

    def change(label: str) -> str:
        if setting.misprinted_group:
            label = label.replace("本年度办理结果", "本年度办反办理结果").replace("科研机构", "科研\n机构")
        if setting.money_in_yuan:
            label = label.replace("采购总金额（万元）", "采购总金额")
        return label.translate({0xFF08: "(", 0xFF09: ")"}) if setting.half_brackets else label

    return change


def report_tables(form: str, figures: Figures, setting: Typesetting) -> tuple[Table, Table, Table]:
    """Tables two, three and four with the labels that this page prints."""
    change = label_change(setting)
    two, three, four = disclosure_table(form, figures), request_table(form, figures), challenge_table(figures)
    return relabelled(two, change), relabelled(three, change), relabelled(four, change)


def report_body(form: str, figures: Figures, prose: Prose, setting: Typesetting) -> str:
    """The six sections of a report as HTML."""
    headings = list(HEADINGS)
    if setting.misprinted_group:
        headings[4] = headings[4].replace("、", "、\u00a0", 1)
    grids = report_tables(form, figures, setting)
    if setting.layout in GRIDS:
        return _gridded(prose, headings, grids, setting.layout)
    lines = [prose.intro, headings[0], *prose.overview]
    for heading, table in zip(headings[1:4], grids, strict=True):
        lines += [heading, *_flattened(table, setting.layout)]
    lines += [headings[4], *prose.improvement, headings[5], *prose.other]
    if setting.layout == "break-lines":
        return "<p>" + "<br/>\n".join(map(_text, lines)) + "</p>"
    return "\n".join(f"<p>{_text(line)}</p>" for line in lines)


def narrative_body(intro: str, sections: Sequence[tuple[str, str]], inline: bool) -> str:
    """A report without tables; `inline` runs its sections together in one paragraph."""
    if inline:
        return f"<p>{_text(intro)}" + "".join(_text(heading + text) for heading, text in sections) + "</p>"
    lines = [line for section in sections for line in section]
    return "\n".join(f"<p>{_text(line)}</p>" for line in (intro, *lines))


def _flattened(table: Table, layout: str) -> list[str]:
    if layout == "row-lines":
        return tables.rows_on_a_line(table)
    if layout == "piped-lines":
        return tables.piped(table)
    if layout == "mixed-lines":
        return tables.runs_on_a_line(table, lambda index: index % 3 == 0)
    return tables.one_per_line(table)


def _gridded(prose: Prose, headings: Sequence[str], grids: Sequence[Table], layout: str) -> str:
    parts = [_paragraph(prose.intro), _heading(headings[0]), *map(_paragraph, prose.overview)]
    for heading, table in zip(headings[1:4], grids, strict=True):
        parts += [_heading(heading), tables.html_table(table, GRIDS[layout])]
    parts += [_heading(headings[4]), *map(_paragraph, prose.improvement)]
    parts += [_heading(headings[5]), *map(_paragraph, prose.other)]
    body = "\n".join(parts)
    if layout != "nested-grid":
        return body
    inner = f'<table width="100%"><tr><td colspan="3">{body}</td></tr></table>'
    gutter = '<td width="20">&nbsp;</td>'
    return f'<table width="1000"><tr>{gutter}<td>{inner}</td>{gutter}</tr></table>'


def _heading(text: str) -> str:
    return f'<p style="text-indent: 2em;"><strong>{_text(text)}</strong></p>'


def _paragraph(text: str) -> str:
    return f'<p style="text-indent: 2em;">{_text(text)}</p>'


def _text(text: str) -> str:
    return escape(text, quote=False)
