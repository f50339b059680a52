"""The report pages of the fleet: a text in the container of its family's template, among other words.

Reports from 2021 on print the tables of 2021 with figures whose sums hold; those before are prose.
"""

from __future__ import annotations

from itertools import count
from zlib import crc32

from ...fixtures.layouts.make_pages import challenges_html, disclosure_html, requests_html
from .model import Entry

_TRS = '<div class="view TRS_UEDITOR trs_paper_default trs_web"><div class="TRS_Editor">'
_PLAIN = ('<div class="content">', "</div>")
CONTAINERS = {
    "trs": (
        '<div class="view TRS_UEDITOR trs_paper_default trs_web"><div class="TRS_Editor">',
        "</div></div>",
    ),
    "hanweb": ('<div class="art_con"><div id="zoom">', "</div></div>"),
    "hanweb-annual": ('<div id="zoom">', "</div>"),
    "jpaas": ('<div id="barrierfree_container"><div class="article-content">', "</div></div>"),
    "vsb": ('<div id="vsb_content_2"><div class="v_news_content">', "</div></div>"),
    "gkmlpt": ('<div class="article-content">', "</div>"),
    "nfcms": ('<div class="article-content">', "</div>"),
    "hex32": ('<div class="pages_content" id="UCAP-CONTENT">', "</div>"),
    "anhui-module": ('<div class="wzcon j-fontContent">', "</div>"),
    "epoint": ('<div class="ewb-article-content" id="zoom">', "</div>"),
}

PROSE = (
    ("一、总体情况", "{year}年，{organ}依法开展政府信息公开工作，全年主动公开政府信息{shown}条。"),
    ("二、主动公开政府信息情况", "通过政府网站公开信息{web}条，通过公开栏公开信息{board}条。"),
    ("三、依申请公开政府信息情况", "{year}年共收到政府信息公开申请{asked}件，均已按期答复。"),
    ("四、存在的主要问题及改进情况", "公开的深度有待加强，下一步将细化公开目录。"),
)
TABLED = (
    ("一、总体情况", "{year}年，{organ}依法开展政府信息公开工作，全年主动公开政府信息{shown}条。", None),
    ("二、主动公开政府信息情况", "", disclosure_html),
    ("三、收到和处理政府信息公开申请情况", "", requests_html),
    ("四、政府信息公开行政复议、行政诉讼情况", "", challenges_html),
    ("五、存在的主要问题及改进情况", "公开的深度有待加强，下一步将细化公开目录。", None),
    ("六、其他需要报告的事项", "本年度未收取信息处理费。", None),
)
FIRST_TABLED = 2021


def has_tables(entry: Entry) -> bool:
    return entry.year >= FIRST_TABLED


def figures(entry: Entry) -> dict[str, str]:
    """What the tables of a report print, by indicator; what is not named here they leave blank."""
    seed = crc32(f"{entry.path} {entry.year}".encode()) % 89 + 11
    persons, firms, carried, secret = seed, seed // 7, seed % 5 + 1, seed % 3 + 1
    lost = seed // 4
    columns = {"natural_person": persons, "business": firms, "total": persons + firms}
    found = {f"requests/received/{column}": value for column, value in columns.items()}
    found |= {
        "requests/carried_in/natural_person": carried,
        "requests/carried_in/total": carried,
        "requests/granted/natural_person": persons - secret - lost,
        "requests/granted/business": firms,
        "requests/granted/total": persons + firms - secret - lost,
        "requests/refused.state_secret/natural_person": secret,
        "requests/refused.state_secret/total": secret,
        "requests/unavailable.not_held/natural_person": lost,
        "requests/unavailable.not_held/total": lost,
        "requests/total/natural_person": persons,
        "requests/total/business": firms,
        "requests/total/total": persons + firms,
        "requests/carried_out/natural_person": carried,
        "requests/carried_out/total": carried,
        "challenges/reconsideration/upheld": seed % 4,
        "challenges/reconsideration/corrected": seed % 2,
        "challenges/reconsideration/total": seed % 4 + seed % 2,
    }
    numbers = count(seed * 10, 3)
    for row in ("normative_documents/made", "licences/decisions", "penalties/decisions", "fees/amount"):
        found[f"disclosure/{row}"] = next(numbers)
    return {indicator: str(value) for indicator, value in found.items()}


def prose(entry: Entry) -> dict[str, int]:
    """The figures that the text of a report names."""
    seed = crc32(f"{entry.organ} {entry.year}".encode()) % 800 + 100
    return {"shown": seed, "web": seed - 40, "board": 40, "asked": seed % 17 + 1}


def report_text(entry: Entry) -> str:
    """The report itself: headings, paragraphs, tables."""
    words = {"year": entry.year, "organ": entry.organ, **prose(entry)}
    parts = []
    if has_tables(entry):
        for heading, text, table in TABLED:
            parts.append(f"<p><strong>{heading}</strong></p>")
            parts.append(table(entry.year, figures(entry)) if table else f"<p>{text.format(**words)}</p>")
    else:
        parts = [f"<p>{heading}</p><p>{text.format(**words)}</p>" for heading, text in PROSE]
    return "\n".join(parts)


def report_page(family: str, entry: Entry, text: str | None = None) -> str:
    """A whole page: the report in its container, and around it what a portal's template prints."""
    title = f"{entry.organ}{entry.year}年政府信息公开工作年度报告"
    opening, closing = CONTAINERS.get(family, _PLAIN)
    published = f"{entry.year + 1}-01-20"
    return f"""<html><head><title>{title}_青溪县人民政府</title>
<meta name="SiteName" content="青溪县人民政府"><meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="{published} 10:30"></head><body>
<div class="header"><ul><li><a href="/">首页</a></li><li><a href="/xw/">青溪新闻</a></li>
<li><a href="/zwgk/">政府信息公开</a></li></ul></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政府信息公开</a>
&gt; 政府信息公开年报</div>
<div class="left"><h3>热点信息</h3><ul>
<li><a href="/xw/1.html">青溪县召开全县教育大会</a><span>{published}</span></li>
<li><a href="/xw/2.html">全县新增绿地1200亩</a></li></ul></div>
<div class="article"><h1>{title}</h1>
<div class="info">发布时间：{published} 10:30 来源：{entry.organ} 字体：[大 中 小] 浏览次数：385</div>
{opening}
{report_text(entry) if text is None else text}
{closing}
<div class="share"><p>分享到：</p><p>打印本页</p><p>关闭窗口</p></div>
<div class="near"><p>上一篇：青溪县水利局{entry.year - 1}年政府信息公开工作年度报告</p></div></div>
<div class="right"><h3>相关文章</h3><ul><li>青溪县{entry.year - 1}年政府信息公开工作年度报告</li></ul></div>
<div class="footer"><p>主办：青溪县人民政府办公室</p><p>网站标识码：待定</p></div></body></html>"""
