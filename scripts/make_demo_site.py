"""Writes the sample portal that `gkscrape demo` serves, from its figures and its prose.

    python -m scripts.make_demo_site [--out FOLDER] [--expected FILE]

The pages go to src/gkscrape/demo/site (or FOLDER), the same bytes on every run. The truth about them, cell
for cell, is rewritten only when --expected names its file: it is what the reader must find, so change it
deliberately.
Nothing of gkscrape is imported, and no form or layout of it is read.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from scripts.typeset import pages
from scripts.typeset.bodies import HEADINGS, Prose, Typesetting, narrative_body, report_body
from scripts.typeset.figures import read_figures
from scripts.typeset.forms import Figure, Figures, form_codes

HERE = Path(__file__).resolve().parent
SITE = HERE.parent / "src" / "gkscrape" / "demo" / "site"
ROBOTS = f"\ufeffUser-agent: *\nDisallow: {pages.REPORTS}neibu/\nCrawl-delay: 0.1\n"
Entry = Mapping[str, Any]


def main() -> None:
    """Write the pages, and with --expected the truth about them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=SITE, help="where the pages go")
    parser.add_argument("--expected", type=Path, help="rewrite this file with what the pages say")
    arguments = parser.parse_args()
    plan = tomllib.loads((HERE / "demo_pages.toml").read_text(encoding="utf-8"))
    entries = tomllib.loads((HERE / "demo_figures.toml").read_text(encoding="utf-8"))
    figures = {key: read_figures(entry) for key, entry in entries.items()}
    site = dict(build_site(plan, entries, figures))
    for path, body in site.items():
        target = arguments.out / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    if arguments.expected:
        truth = json.dumps(expected(plan, entries, figures), ensure_ascii=False, indent=1)
        arguments.expected.write_text(truth + "\n", encoding="utf-8")
    print(f"{len(site)} files, {sum(map(len, site.values()))} bytes")


def build_site(plan: Entry, entries: Entry, figures: Mapping[str, Figures]) -> Iterator[tuple[str, bytes]]:
    """Every file of the portal as (path, bytes)."""
    articles = list(_articles(plan, entries, figures))
    for article in articles:
        yield article.path, pages.article_page(article).encode(_codec(article.charset))
    yield from _lists(plan, articles)
    yield from _way_in(plan, articles)
    yield "/robots.txt", ROBOTS.encode("utf-8")


def _articles(plan: Entry, entries: Entry, figures: Mapping[str, Figures]) -> Iterator[pages.Article]:
    for report in plan["reports"]:
        article = _report(plan, report, entries[report["key"]]["form"], figures[report["key"]])
        yield article
        if "copy" in report:
            yield _moved(article, report["copy"], article.title)
        if report["path"] == plan["links"]["disallowed"]["draft_of"]:
            draft = plan["links"]["disallowed"]
            yield _moved(article, draft["path"], draft["title"], draft["date"])
    for narrative in plan["narratives"]:
        yield _article(plan, narrative, narrative_body(*_narrative_parts(narrative)))
    for other in plan["others"]:
        yield _other(other)


def _report(plan: Entry, report: Entry, form: str, figures: Figures) -> pages.Article:
    setting = Typesetting(
        report["layout"],
        report["brackets"] == "half",
        report.get("misprinted_group", False),
        report.get("money_in_yuan", False),
    )
    return _article(plan, report, report_body(form, figures, prose(plan, report, figures), setting))


def prose(plan: Entry, report: Entry, figures: Figures) -> Prose:
    """The sentences of a report, their figures taken from its tables."""
    organ, year = _organ(plan, report), int(report["key"].rpartition("-")[2])
    names = {
        **_prose_figures(plan, report, figures),
        **_address(organ),
        "year": year,
        "items": report["items"],
    }
    sentences = plan["sentences"]
    choose = {name: texts[year % len(texts)] for name, texts in sentences.items()}
    return Prose(
        intro=choose["intro"].format(**names),
        overview=(
            f"（一）主动公开。{report['work'].format(**names)}",
            f"（二）依申请公开。{choose['requests'].format(**names)}",
            f"（三）监督保障。{choose['challenges'].format(**names)}",
        ),
        improvement=(f"（一）存在问题。{report['problems']}", f"（二）改进措施。{report['plans']}"),
        other=(report["other"],),
    )


def _prose_figures(plan: Entry, report: Entry, figures: Figures) -> dict[str, Decimal]:
    def value(code: str) -> Decimal:
        return figures[code].value or Decimal(0)

    wrong = {slip["indicator"]: Decimal(slip["adds_up_to"]) for slip in _slips(plan, report)}
    total = "requests/total/total"
    return {
        "received": value("requests/received/total"),
        "received_people": value("requests/received/natural_person"),
        "carried_in": value("requests/carried_in/total"),
        "total": wrong.get(total, value(total)),
        "carried_out": value("requests/carried_out/total"),
        "reconsideration": value("challenges/reconsideration/total"),
        "litigation": value("challenges/litigation_direct/total")
        + value("challenges/litigation_after_reconsideration/total"),
    }


def _slips(plan: Entry, report: Entry) -> list[Entry]:
    return [slip for slip in plan["misprints"] if slip["report"] == report["key"]]


def _organ(plan: Entry, report: Entry) -> Entry:
    organ: Entry = plan["organs"][report.get("organ") or report["key"].rpartition("-")[0]]
    return organ


def _address(organ: Entry) -> dict[str, str]:
    names = {"organ": organ["name"], "short": organ["short"]}
    return {**names, "address": organ["address"], "phone": organ["phone"]}


def _article(plan: Entry, entry: Entry, body: str) -> pages.Article:
    organ = _organ(plan, entry)
    return pages.Article(
        path=entry["path"],
        title=entry["title"],
        published=entry["published"],
        source=organ["short"],
        column=organ["column"],
        body=body,
        title_break=entry.get("title_break", ""),
        tail=entry.get("tail", ""),
        charset=entry.get("charset", "utf-8"),
    )


def _moved(article: pages.Article, path: str, title: str, published: str = "") -> pages.Article:
    date = published or article.published
    return pages.Article(path, title, date, article.source, "xzf", article.body)


def _narrative_parts(narrative: Entry) -> tuple[str, list[tuple[str, str]], bool]:
    return narrative["intro"], [(head, text) for head, text in narrative["sections"]], narrative["inline"]


def _other(other: Entry) -> pages.Article:
    body = pages.paragraphs(other["paragraphs"])
    if "blank_form" in other:
        form = other["blank_form"]
        nothing = {code: Figure("", None) for code in form_codes(form)}
        body += report_body(form, nothing, Prose("", (), (), ()), Typesetting("word-grid"))
    return pages.Article(
        other["path"], other["title"], other["published"], "县政府办公室", other["column"], body
    )


def _lists(plan: Entry, articles: list[pages.Article]) -> Iterator[tuple[str, bytes]]:
    for column, size in (("xzf", 20), ("bm", 10), ("xz", 5)):
        items = _items(plan, articles, column)
        count = -(-len(items) // size)
        for page in range(count):
            shown = items[page * size : (page + 1) * size]
            if column == "xz":
                name = f"list_{page + 1}.html" if page else "index.html"
                text = pages.linked_list(column, shown, page, count)
            else:
                name = f"index_{page}.html" if page else "index.html"
                text = pages.scripted_list(column, shown, page, count)
            yield f"{pages.REPORTS}{column}/{name}", text.encode("utf-8")
        if column == "bm":
            yield f"{pages.REPORTS}{column}/index_{count}.html", pages.past_the_end().encode("utf-8")
    yield plan["links"]["soft_404"]["path"], pages.soft_404().encode("utf-8")


def _items(plan: Entry, articles: list[pages.Article], column: str) -> list[pages.Item]:
    listed = [pages.Item(a.path, a.title, a.published[:10]) for a in articles if a.column == column]
    for link in plan["links"].values():
        if link["column"] == column and link["path"] not in {item.path for item in listed}:
            listed.append(pages.Item(link["path"], link["title"], link["date"]))
    return sorted(listed, key=lambda item: (item.date, item.path), reverse=True)


def _way_in(plan: Entry, articles: list[pages.Article]) -> Iterator[tuple[str, bytes]]:
    host, county = plan["host"], plan["county"]
    newest = sorted(articles, key=lambda a: a.published, reverse=True)[:3]
    latest = pages.link_list([(f"http://{host}{a.path}", a.title) for a in newest])
    columns = pages.link_list([(f"{column}/index.html", name) for column, name in pages.COLUMNS.items()])
    disclosure = [
        ("zfxxgkzn/index.html", "政府信息公开指南"),
        ("zfxxgkzd/index.html", "政府信息公开制度"),
        ("fdzdgknr/index.html", "法定主动公开内容"),
        ("zfxxgknb/", "政府信息公开年报"),
    ]
    made = {
        "/index.html": (plan["site_name"], pages.paragraphs([f"欢迎访问{county}人民政府门户网站。"])),
        "/jcgk/index.html": ("走进霁川", pages.paragraphs([f"{county}依霁水而建，辖九个乡镇。"])),
        "/zfxxgk/index.html": ("政府信息公开", pages.link_list(disclosure)),
        "/zfxxgk/fdzdgknr/index.html": ("法定主动公开内容", pages.paragraphs(["本栏目正在整理。"])),
        f"{pages.REPORTS}index.html": ("政府信息公开年报", columns + "<h3>最新年报</h3>\n" + latest),
    }
    for path, (title, body) in made.items():
        yield path, pages.plain_page(title, body).encode("utf-8")


def _codec(charset: str) -> str:
    return "gbk" if charset == "gb2312" else charset


def expected(plan: Entry, entries: Entry, figures: Mapping[str, Figures]) -> dict[str, Any]:
    """What is true of the portal: its reports cell for cell, its look-alikes, its links that lead nowhere."""
    reports = [
        _expected_report(plan, report, entries[report["key"]]["form"], figures[report["key"]])
        for report in plan["reports"]
    ]
    narratives = [_expected_narrative(plan, narrative) for narrative in plan["narratives"]]
    return {
        "host": plan["host"],
        "reports": reports + narratives,
        "refused": [{"path": other["path"], "kinds": other["refused"]} for other in plan["others"]],
        "links": {name: link["path"] for name, link in plan["links"].items()},
    }


def _expected_report(plan: Entry, report: Entry, form: str, figures: Figures) -> dict[str, Any]:
    told = prose(plan, report, figures)
    texts = {1: told.overview, 5: told.improvement, 6: told.other}
    return {
        **_identity(plan, report, form),
        "layout": report["layout"],
        "copies": [report["copy"]] if "copy" in report else [],
        "cells": {code: _number(cell.value) for code, cell in figures.items()},
        "kinds": {code: cell.kind for code, cell in figures.items() if cell.value is None},
        "raw": {
            code: cell.raw for code, cell in figures.items() if cell.raw != str(_number(cell.value) or 0)
        },
        "sections": [
            {
                "number": number,
                "heading": heading.partition("、")[2],
                "text": "\n".join(texts.get(number, ())),
            }
            for number, heading in enumerate(HEADINGS, start=1)
        ],
        "misprints": [
            {"indicator": slip["indicator"], "adds_up_to": slip["adds_up_to"]}
            for slip in _slips(plan, report)
        ],
    }


def _expected_narrative(plan: Entry, narrative: Entry) -> dict[str, Any]:
    return {
        **_identity(plan, narrative, "narrative"),
        "layout": "narrative",
        "copies": [],
        "sections": [
            {"number": number, "heading": heading.partition("、")[2], "text": text}
            for number, (heading, text) in enumerate(narrative["sections"], start=1)
        ],
    }


def _identity(plan: Entry, entry: Entry, form: str) -> dict[str, Any]:
    organ = _organ(plan, entry)
    return {
        "path": entry["path"],
        "unit": organ["name"],
        "scope": organ["scope"],
        "year": entry.get("year") or int(entry["key"].rpartition("-")[2]),
        "form": form,
        "title": entry["title"],
        "published": entry["published"].replace(" ", "T"),
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


if __name__ == "__main__":
    main()
