"""Whole pages of invented portals for measuring: no two alike in figures, organ, prose or links.

Each look is one that portals have: 30 to 150 KB, the report's own markup within menus, styles and scripts.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.damage.sound import sound_table
from scripts.typeset.bodies import HEADINGS, Typesetting, report_tables
from scripts.typeset.forms import Figure
from scripts.typeset.tables import EDITOR, PLAIN, WORD, Look, html_table

from gkscrape.form import load_forms

_FONT = "font-size:12.0pt;font-family:仿宋_GB2312;mso-hansi-font-family:宋体;mso-bidi-font-family:Arial"
_PASTED = Look(
    '<table class="MsoNormalTable" border="1" cellspacing="0" style="border-collapse:collapse;width:14cm">',
    ' valign="center" style="border:solid windowtext 1.0pt;padding:0cm 5.4pt;height:24.0pt"',
    f'<p class="MsoNormal" align="center" style="text-align:center"><span style="{_FONT}">{{}}</span></p>',
    f'<p class="MsoNormal" align="center"><span lang="EN-US" style="{_FONT}">{{}}<o:p></o:p></span></p>',
)
_PARAGRAPH = '<p style="text-indent:2em;line-height:28pt">{}</p>'
_PASTED_PARAGRAPH = f'<p class="MsoNormal" style="text-indent:32.0pt"><span style="{_FONT}">{{}}</span></p>'
_LAID_OUT = (
    '<table width="1000"><tr><td width="200"><table><tr><td>{menu}</td></tr></table></td>'
    '<td><table width="100%"><tr><td colspan="2">{body}</td></tr></table></td></tr></table>'
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a portal sets its pages: form, look of tables and paragraphs, links of its menus, sentences."""

    name: str
    form: str
    look: Look
    paragraph: str = _PARAGRAPH
    frame: str = '<div class="wrap"><ul class="nav">{menu}</ul><div id="zoom">{body}</div></div>'
    links: int = 80
    sentences: int = 20
    script: int = 1_000


STYLES = (
    Style("plain, form 2019", "2019", PLAIN, links=150, script=5_000),
    Style("editor, form 2021", "2021", EDITOR),
    Style("laid out in tables, form 2021", "2021", PLAIN, frame=_LAID_OUT, links=150, sentences=40),
    Style("Word, form 2019", "2019", WORD, links=200, script=4_000),
    Style("pasted from Word, form 2021", "2021", _PASTED, _PASTED_PARAGRAPH, sentences=60),
    Style("pasted, large portal, form 2019", "2019", _PASTED, _PASTED_PARAGRAPH, links=400, script=20_000),
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is fetched, and what its tables print, by indicator."""

    body: bytes
    figures: Mapping[str, Decimal]


def portal_page(rng: random.Random, style: Style) -> Page:
    """A report that nobody has read before, in this style."""
    figures = _figures(rng, style.form)
    organ, year = f"{_words(rng, 2)}县{_words(rng, 2)}局", 2020 if style.form == "2019" else 2022
    title = f"{organ}{year}年政府信息公开工作年度报告"
    parts = [
        f"<h1>{title}</h1>",
        f"<p>发布时间：{year + 1}-01-{rng.randint(10, 28)} 来源：{organ}</p>",
        *_report(rng, style, figures, year),
    ]
    content = style.frame.format(menu=_menu(rng, style.links), body="\n".join(parts))
    page = _head(rng, title, organ, style) + content + _foot(rng, organ)
    printed = {code: figure.value for code, figure in figures.items() if figure.value is not None}
    return Page(page.encode(), printed)


def _figures(rng: random.Random, form: str) -> dict[str, Figure]:
    sounds = [sound_table(rng, load_forms()[form], table.code) for table in load_forms()[form].tables]
    return {
        f"{sound.table.code}/{row}/{column}": Figure(printed, Decimal(printed))
        for sound in sounds
        for row, cells in sound.figures.items()
        for column, printed in zip(sound.columns[row], cells, strict=True)
    }


def _report(rng: random.Random, style: Style, figures: Mapping[str, Figure], year: int) -> Iterator[str]:
    """The sections of the report, the second to the fourth with a table each."""
    tables = report_tables(style.form, figures, Typesetting("plain-grid"))
    for number, heading in enumerate(HEADINGS):
        yield style.paragraph.format(f"<strong>{heading}</strong>")
        if number in (1, 2, 3):
            yield html_table(tables[number - 1], style.look)
        else:
            for _ in range(style.sentences // 3):
                yield style.paragraph.format(_sentence(rng, year))


def _head(rng: random.Random, title: str, organ: str, style: Style) -> str:
    script = "".join(f"var v{n}={{id:{rng.randint(1, 10**9)}}};" for n in range(style.script // 24))
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}_{organ}</title>'
        f'<meta name="ArticleTitle" content="{title}"><meta name="ContentSource" content="{organ}">'
        "<style>body{font:16px/1.8 sans-serif}table{border-collapse:collapse}.nav li{float:left}</style>"
        f"<script>{script}</script></head><body>"
        f'<div class="pos">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政府信息公开年报</a></div>'
    )


def _foot(rng: random.Random, organ: str) -> str:
    return (
        f'<div class="footer"><p>主办：{organ}　网站标识码：{rng.randint(1101010001, 6599990009)}</p>'
        '<p><a href="https://beian.miit.gov.cn/">网站备案</a></p></div></body></html>'
    )


def _menu(rng: random.Random, links: int) -> str:
    line = '<li><a href="/column/{}/index.html" target="_blank">{}</a></li>\n'
    return "".join(line.format(rng.randint(1, 10**6), _words(rng, 5)) for _ in range(links))


def _sentence(rng: random.Random, year: int) -> str:
    count = [rng.randint(1, 3000) for _ in range(3)]
    return (
        f"{year}年，{_words(rng, 12)}，主动公开{_words(rng, 4)}信息{count[0]}条；{_words(rng, 18)}，"
        f"召开{_words(rng, 3)}会议{count[1]}次，培训{count[2]}人次。{_words(rng, 24)}。"
    )


def _words(rng: random.Random, length: int) -> str:
    """Words that nobody has written, of the 3,666 common characters that stand first in GB 2312."""
    codes = [(rng.randint(0xB0, 0xD6), rng.randint(0xA1, 0xFE)) for _ in range(length)]
    return bytes(byte for code in codes for byte in code).decode("gb2312")
