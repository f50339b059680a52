"""The markup of simulated portals: furniture, menus, lists, and short report bodies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .model import Entry

ORGANS = (
    "青溪县人民政府办公室",
    "青溪县教育局",
    "青溪县财政局",
    "青溪县柳湾镇人民政府",
    "青溪县目标绩效考核办公室",
)
LOOK_ALIKES = (
    ("/tz/20210105.html", "关于做好2020年政府信息公开工作年度报告编制发布工作的通知"),
    ("/fz/20210106.html", "青溪县2020年法治政府建设年度报告"),
    ("/bb/20210107.html", "青溪县人民政府网站2020年度工作报表"),
    ("/bn/20220708.html", "青溪县2022年上半年政府信息公开数据统计"),
)
FILLER = "<p>主办：青溪县人民政府办公室 网站标识码待定 联系我们 网站地图 隐私声明</p>"


def items(links: Iterable[tuple[str, str]], *, date: str = "2021-01-20") -> str:
    return "".join(
        f'<li><a href="{href}" title="{text}">{text}</a><span>{date}</span></li>' for href, text in links
    )


def page(body: str, *, title: str = "青溪县人民政府", head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}{FILLER}</body></html>"


def home(disclosure: str, name: str = "青溪县", more: str = "") -> str:
    links = (
        ("/", "首页"),
        ("/xw/", "青溪新闻"),
        (disclosure, "政府信息公开"),
        ("/tj/nb/", "统计年报"),
        ("/fz/nb/", "法治政府建设年度报告"),
        ("http://www.linxian.example/", "临县人民政府"),
    )
    return page(f"<ul>{items(links)}</ul>{more}", title=f"{name}人民政府门户网站")


def disclosure(column: str, more: str = "") -> str:
    links = (
        ("/zwgk/zn/", "政府信息公开指南"),
        ("/zwgk/zd/", "政府信息公开制度"),
        (column, "政府信息公开年报"),
    )
    return page(f"<ul>{items(links)}</ul>{more}", title="政府信息公开_青溪县人民政府")


def listing(entries: Sequence[Entry], pager: str = "", *, look_alikes: bool = False) -> str:
    links = [(entry.path, entry.title) for entry in entries]
    others = LOOK_ALIKES if look_alikes else ()
    menu = items((("/", "首页"), ("/zwgk/", "政府信息公开")))
    return page(f"<ul>{menu}</ul><ul>{items((*links, *others))}</ul>{pager}", title="政府信息公开年报_青溪县")
