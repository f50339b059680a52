"""Pages of invented portals: a column of yearly reports, and the reports that it lists."""

from __future__ import annotations

import re
from pathlib import Path

from .farm import Host

TWIN = (Path(__file__).parent.parent / "fixtures" / "twins" / "grid-2021.html").read_text(encoding="utf-8")
ORGANS = ("教育局", "财政局", "民政局", "公安局", "司法局", "水利局", "林业局", "统计局", "审计局", "商务局")
COLUMN = "/zwgk/nb/"


def title(organ: str, year: int = 2024) -> str:
    return f"{organ}{year}年政府信息公开工作年度报告"


def report(organ: str, year: int = 2024, **figures: str) -> str:
    """A report of an organ and a year; `_231="232"` prints 232 where the twin prints 231."""
    text = TWIN.replace("2025", str(year + 1)).replace("2024", str(year))
    text = text.replace(f"澄屿综合实验区{year}年度政府信息公开工作年度报告", title(organ, year))
    for name, new in figures.items():
        old = f">{name[1:]}<"
        assert old in text, old
        text = text.replace(old, f">{new}<", 1)
    return text


def half_filled(page: str) -> str:
    """The page with the figures of every second cell emptied, and then some."""
    turn = iter(range(100_000))

    def emptied(cell: re.Match[str]) -> str:
        return f">{cell[1] if next(turn) % 3 == 0 else ''}<"

    return re.sub(r">\s*([\d.]+)\s*<", emptied, page)


def column(*links: tuple[str, str], more: str = "") -> str:
    items = "".join(f'<li><a href="{path}">{text}</a></li>' for path, text in links)
    return f"<html><head><title>政府信息公开年报</title></head><body><ul>{items}</ul>{more}</body></html>"


def path_of(number: int, year: int = 2024) -> str:
    return f"{COLUMN}{year + 1}03/t{year + 1}0315_{1000 + number}.html"


def county(host: Host, name: str, organs: int = 3, year: int = 2024) -> None:
    """Give a host a column of reports of so many organs of a county."""
    links = []
    for number, organ in enumerate(ORGANS[:organs]):
        host.pages[path_of(number, year)] = report(name + organ, year)
        links.append((path_of(number, year), title(name + organ, year)))
    host.pages[COLUMN] = column(*links)
