"""Writes the twins: fixtures in the shape of real pages, with invented organs and figures that are known.

    python -m scripts.make_twins [--out FOLDER] [--expected]

Each twin is a page and, beside it, what it says. The pages are the same bytes on every run; the expectations
are rewritten only with --expected. Nothing of gkscrape is imported, and no form or layout of it is read.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

from scripts.typeset import tables
from scripts.typeset.bodies import HEADINGS
from scripts.typeset.figures import read_figures
from scripts.typeset.forms import (
    CARRIED_IN,
    CARRIED_OUT,
    Figures,
    Table,
    challenge_table,
    disclosure_table,
    relabelled,
    request_table,
)

HERE = Path(__file__).resolve().parent
TWINS = HERE.parent / "tests" / "fixtures" / "twins"
NBSP = "\u00a0"
ASCII_MARKS = {0xFF08: "(", 0xFF09: ")", 0xFF0C: ",", 0xFF1A: ":"}
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Twin:
    """One fixture: its name, its text, and what is true of it beside its identity."""

    name: str
    text: str
    truth: Mapping[str, Any]


def main() -> None:
    """Write the pages, and with --expected what they say."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=TWINS, help="where the fixtures go")
    parser.add_argument("--expected", action="store_true", help="rewrite the expectations too")
    arguments = parser.parse_args()
    pages = tomllib.loads((HERE / "twin_pages.toml").read_text(encoding="utf-8"))
    entries = tomllib.loads((HERE / "twin_figures.toml").read_text(encoding="utf-8"))
    for key, build in BUILDERS.items():
        figures = read_figures(entries[key]) if key in entries else {}
        twin = build(pages[key], figures)
        (arguments.out / twin.name).write_bytes(twin.text.encode("utf-8"))
        if arguments.expected:
            truth = {**_identity(pages[key], entries.get(key)), **_cells(figures), **twin.truth}
            text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
            (arguments.out / f"{twin.name.partition('.')[0]}.expected.json").write_text(
                text, encoding="utf-8"
            )


def seed(page: Entry, figures: Figures) -> Twin:
    """Flat text, one value a line and a blank line between; one row's three figures share a line."""
    two, three, four = _tables("2019", figures, _seed_label)
    lines = [page["title"], page["published"], page["intro"]]
    lines += [HEADINGS[0], *page["overview"], HEADINGS[1]]
    places = _seed_table(two, lines)
    lines += [HEADINGS[2], three[0][0].text, " "]
    places += _seed_table([three[0][1:], *three[1:]], lines)
    lines.append(HEADINGS[3])
    places += _seed_table(four, lines)
    lines += [HEADINGS[4].replace("、", "、" + NBSP, 1), *page["improvement"], HEADINGS[5], page["tail"]]
    numbers = dict(zip(figures, places, strict=True))
    return Twin("seed.txt", "\n\n".join(lines), {"lines": numbers, **_sections(page)})


def _seed_label(label: str) -> str:
    label = label.replace("本年度办理结果", "本年度办反办理结果").replace("科研机构", "科研\n机构")
    return label.translate(ASCII_MARKS)


def _seed_table(table: Table, lines: list[str]) -> list[int]:
    """Append a table to the lines; return the line number in the file of each of its figures."""
    places: list[int] = []
    for row in table:
        together = row[0].text == "规范性文件"
        for cell in [cell for cell in row if not (together and cell.figure)]:
            lines += cell.text.split("\n")
            places += [2 * len(lines) - 1] * cell.figure
        if together:
            lines.append(" ".join(cell.text for cell in row if cell.figure))
            places += [2 * len(lines) - 1] * 3
    return places


def grid_2021(page: Entry, figures: Figures) -> Twin:
    """A zone's page from a TRS editor: broken heads, filler spaces, its title in <title> only."""
    look = replace(tables.EDITOR, line_break='</p><p style="text-indent: 0em;">')
    grids = [tables.html_table(table, look) for table in _tables("2021", figures, _broken_label)]
    body = _sectioned(page, grids, '<p style="text-indent: 2em;">{}</p>')
    text = (
        f'<html><head><meta charset="utf-8"><title>{page["title"]}_政府信息公开年报</title></head><body>\n'
        f'<span class="article_time bf-pass">时间：{page["published"]}</span>\n'
        '<div class="function_icon"><span ms-click="$addFav">收藏</span>'
        '<span class="share">分享</span></div>\n'
        '<ul><li><a href="javascript:;">全真版</a></li><li><a href="javascript:;">文字版</a></li></ul>\n'
        f"<div class=TRS_Editor>{body}<p>&nbsp;</p><p><br/></p></div>\n"
        "<div class=\"article_attachment\" ms-if=\"''!=''\"><text>附件下载</text></div>\n</body></html>\n"
    )
    return Twin("grid-2021.html", text.replace(NBSP, "&nbsp;"), _sections(page))


def _broken_label(label: str) -> str:
    filler = f"{NBSP} {NBSP} {NBSP}"
    breaks = {
        "商业企业": "商业\n企业",
        "科研机构": "科研\n机构",
        "社会公益组织": f"社会\n公益\n {filler}\n组织\n {filler}",
        "法律服务机构": f"法律\n服务\n {filler}\n机构",
        "三、本年度办理结果": f"三、本\n年度办\n {filler}\n理结果",
    }
    return breaks.get(label, label).replace("行政机关不再处理", "行政机关\n不再处理")


def grid_2019(page: Entry, figures: Figures) -> Twin:
    """An office's page whose heads and figures span different columns, blanks for noughts, few row totals."""
    two, three, four = _tables("2019", figures, _yuan_label)
    grids = [tables.html_table(table, tables.EDITOR) for table in (_slipped(two), three, four)]
    body = _sectioned(page, grids, "<p>{}</p>")
    text = (
        '<html><head><meta charset="utf-8"></head><body>'
        f"<p style='text-align: center;font-weight: bold;'>{page['title']}</p>\t"
        f"<p style='text-align: center'>发布日期：{page['published']}</p>{body}</body></html>\n"
    )
    return Twin("grid-2019.html", text, _sections(page))


def _yuan_label(label: str) -> str:
    return label.replace("采购总金额（万元）", "采购总金额")


def _slipped(table: Table) -> Table:
    """Table two over five columns: heads span (1, 1, 2, 1) where the figures below them span (1, 2, 1, 1)."""
    slipped: Table = []
    for row in table:
        stock = row[0].text in ("行政许可", "其他对外管理服务事项", "行政处罚", "行政强制")
        spans = {1: (5,), 3: (1, 2, 2), 4: (1, 2, 1, 1) if stock else (1, 1, 2, 1)}[len(row)]
        slipped.append([replace(cell, cols=cols) for cell, cols in zip(row, spans, strict=True)])
    return slipped


def one_other_row_2021(page: Entry, figures: Figures) -> Twin:
    """A 2021 report that still prints 其他处理 as one row, as the form before it did."""
    grids = [
        tables.html_table(table, tables.PLAIN)
        for table in (
            disclosure_table("2021", figures),
            request_table("2019", figures),
            challenge_table(figures),
        )
    ]
    text = (
        f'<html><head><meta charset="utf-8"><title>{page["title"]}</title></head><body>\n'
        f"<h1>{page['title']}</h1><p>发布日期：{page['published']}</p>\n"
        f'<div id="zoom">{_sectioned(page, grids, "<p>{}</p>")}</div>\n</body></html>\n'
    )
    return Twin("one-other-row-2021.html", text, _sections(page))


def glued_2019(page: Entry, figures: Figures) -> Twin:
    """Text on one line without any boundary between cells; only the sums say where a number ends."""
    two, three, four = (tables.glued(table) for table in _tables("2019", figures, _yuan_label))
    carried_out = three.rpartition(CARRIED_OUT)[2]
    three = three.replace(CARRIED_OUT + carried_out, f"{CARRIED_OUT} {' '.join(carried_out)} ")
    received = three.partition(CARRIED_IN)[0]
    three = three.replace(received, received[:-5] + " " + received[-5:])
    three = three.replace("（四）无法提供", "三、本年度办理结果（四）无法提供")
    bodies = [
        page["overview"][0],
        f" {two}",
        three,
        f"{four} ",
        page["improvement"][0],
        f" {page['other'][0]}",
    ]
    text = page["intro"] + "".join(heading + body for heading, body in zip(HEADINGS, bodies, strict=True))
    note = (
        "the table prints no boundary between figures: where the sums allow several cuts, ambiguous is right"
    )
    return Twin("glued-2019.txt", _extracted(page, text), {"note": note, **_sections(page)})


def narrative_2017(page: Entry, _: Figures) -> Twin:
    """A bureau's page pasted from Word, without tables; its last four sections run on in one paragraph."""
    sections = page["sections"]
    parts = [_word(page["intro"])]
    for heading, text in sections[:3]:
        parts += [_word(heading, bold=True), _word(text)]
    parts.append(_word("".join(heading + text for heading, text in sections[3:])))
    parts += [_word(page["unit"]), _word("2018年3月6日")]
    text = (
        f'<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>{page["title"]}</title>\n'
        f'<meta name="description" content="{page["title"]}" />\n</head>\n<body class="body_bg">\n'
        '<div class="curmb"> 当前位置：<a href="../index.html">首页</a>&nbsp;>&nbsp;部门年报</div>\n'
        f'<h1 class="content_title">{page["title"]}</h1>\n<div class="content_attr">'
        f'<span class="time">发布日期：<b>{page["published"]}</b></span> '
        '<span class="ly">来源：<b> 县水务局</b>'
        "</span></div>\n"
        f'<div class="content_article" id="zoomcon">{"".join(parts)}</div>\n'
        '<div class="sjb_fx_fxd">分享</div>\n</body>\n</html>\n'
    )
    told = [_section(heading, text) for heading, text in sections]
    return Twin("narrative-2017.html", text, {"form": "narrative", "sections": told})


def _word(text: str, bold: bool = False) -> str:
    runs = "".join(
        f'<span lang="EN-US">{run}</span>' if run.isascii() and run.isdigit() else escape(run, quote=False)
        for run in _runs(text)
    )
    inner = f"<b>{runs}</b>" if bold else runs
    return (
        '<p class="MsoNormal" style="text-indent:32.0pt;mso-char-indent-count:2.0;&#10;line-height:27.0pt">'
        f'<span style="font-size: medium;"><span style="font-family: 新宋体;">{inner}</span></span>'
        '<span style="font-size:16.0pt;&#10;font-family:仿宋">'
        '<span lang="EN-US"><o:p></o:p></span></span></p>'
    )


def _runs(text: str) -> list[str]:
    runs: list[str] = []
    for character in text:
        digit = character.isascii() and character.isdigit()
        if runs and (runs[-1][-1].isascii() and runs[-1][-1].isdigit()) == digit:
            runs[-1] += character
        else:
            runs.append(character)
    return runs


def provincial_2014(page: Entry, _: Figures) -> Twin:
    """A report of 2014 with a provincial table on one line, the cumulated figure beside the year's."""
    table = ["指标名称 计量单位 2014年度 历年累计"]
    table += [f"{label} {unit} {year} {ever}" for label, unit, year, ever in page["statistics"]]
    sections = [f"{heading} {text}" for heading, text in page["sections"]]
    text = " ".join([page["title"], page["intro"], *sections, page["statistics_heading"], *table, "附件下载"])
    rows = [
        {"label": label, "unit": unit, "value": year, "cumulated": ever}
        for label, unit, year, ever in page["statistics"]
    ]
    told = [_section(heading, text) for heading, text in page["sections"]]
    note = "a province's own table, not the national one of 2014; the last column counts all years so far"
    expected = {"form": "2014", "statistics": rows, "sections": told, "note": note}
    return Twin("provincial-2014.txt", _extracted(page, text), expected)


def _tables(form: str, figures: Figures, change: Callable[[str], str]) -> list[Table]:
    made = (disclosure_table(form, figures), request_table(form, figures), challenge_table(figures))
    return [relabelled(table, change) for table in made]


def _sectioned(page: Entry, grids: list[str], paragraph: str) -> str:
    def set_in(texts: list[str]) -> str:
        return "".join(paragraph.format(escape(text, quote=False)) for text in texts)

    parts = [set_in([page["intro"], HEADINGS[0], *page["overview"]])]
    for heading, grid in zip(HEADINGS[1:4], grids, strict=True):
        parts += [set_in([heading]), grid]
    parts.append(set_in([HEADINGS[4], *page["improvement"], HEADINGS[5], *page["other"]]))
    return "".join(parts)


def _extracted(page: Entry, text: str) -> str:
    """The text below the head lines that a corpus of extracted pages puts before each."""
    return (
        f"标题: {page['title']}\n发布时间: {page['published']}\n文号: \n发布机构: \n栏目: 政府信息公开年报\n"
        f"{'=' * 20} 正文 {'=' * 20}\n{text}\n"
    )


def _identity(page: Entry, entry: Entry | None) -> dict[str, Any]:
    names = {name: page[name] for name in ("unit", "scope", "year", "title")}
    published = page["published"].replace(" ", "T")
    return {**names, "region": None, "published": published, "form": entry["form"] if entry else None}


def _cells(figures: Figures) -> dict[str, Any]:
    if not figures:
        return {}
    return {
        "cells": {code: _number(cell.value) for code, cell in figures.items()},
        "kinds": {code: cell.kind for code, cell in figures.items() if cell.value is None},
        "raw": {
            code: cell.raw for code, cell in figures.items() if cell.raw != str(_number(cell.value) or 0)
        },
    }


def _sections(page: Entry) -> dict[str, Any]:
    texts = {1: page["overview"], 5: page["improvement"], 6: page["other"]}
    numbered = enumerate(HEADINGS, start=1)
    return {"sections": [_section(heading, "\n".join(texts.get(number, ()))) for number, heading in numbered]}


def _section(heading: str, text: str) -> dict[str, Any]:
    numeral, _, name = heading.partition("、")
    return {"number": "一二三四五六七".index(numeral) + 1, "heading": name, "text": text}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


BUILDERS: Mapping[str, Callable[[Entry, Figures], Twin]] = {
    "seed": seed,
    "grid-2021": grid_2021,
    "grid-2019": grid_2019,
    "one-other-row-2021": one_other_row_2021,
    "glued-2019": glued_2019,
    "narrative-2017": narrative_2017,
    "provincial-2014": provincial_2014,
}

if __name__ == "__main__":
    main()
