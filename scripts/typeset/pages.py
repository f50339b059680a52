"""The shells of the sample portal: article pages in three house styles, list pages of two systems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

SITE = "霁川县人民政府"
COLUMNS = {"xzf": "县政府", "bm": "部门", "xz": "乡镇"}
REPORTS = "/zfxxgk/zfxxgknb/"


@dataclass(frozen=True)
class Article:
    """One page below a column: its address, its head lines, and its body as HTML."""

    path: str
    title: str
    published: str
    source: str
    column: str
    body: str
    title_break: str = ""
    tail: str = ""
    charset: str = "utf-8"


@dataclass(frozen=True)
class Item:
    """One line of a list page."""

    path: str
    title: str
    date: str


def article_page(article: Article) -> str:
    """The whole page of an article, in the style of its column."""
    style = {"bm": _bureau_page, "xz": _township_page}.get(article.column, _county_page)
    return style(article)


def scripted_list(column: str, items: Sequence[Item], page: int, pages: int) -> str:
    """One page of a list whose pager is drawn by the script createPageHTML; `page` counts from 0."""
    rows = "\n".join(
        f'<li><a href="{_relative(item.path, column)}" title="{item.title}" target="_blank">'
        f"{_shortened(item.title)}</a><span>{item.date}</span></li>"
        for item in items
    )
    return _shell(
        f"{COLUMNS[column]}_政府信息公开年报",
        _crumbs(column)
        + f'<div class="gl-list">\n<ul class="list">\n{rows}\n</ul>\n</div>\n'
        + '<div class="page"><script type="text/javascript">'
        + f'createPageHTML({pages}, {page}, "index", "html");</script></div>',
        _metas(("ColumnName", COLUMNS[column]), ("ColumnType", "政府信息公开年报")),
    )


def linked_list(column: str, items: Sequence[Item], page: int, pages: int) -> str:
    """One page of a list with plain links between its pages; `page` counts from 0."""
    rows = "\n".join(
        f'<tr><td><a href="{item.path}">{item.title}</a></td><td>[{item.date}]</td></tr>' for item in items
    )
    links = f"共{pages}页 第{page + 1}页 "
    links += f'<a href="{_page_name(page - 1)}">上一页</a> ' if page else "上一页 "
    links += f'<a href="{_page_name(page + 1)}">下一页</a>' if page + 1 < pages else "下一页"
    return _shell(
        f"{COLUMNS[column]}_政府信息公开年报",
        _crumbs(column) + f'<table class="winstyle">\n{rows}\n</table>\n<div class="Pages">{links}</div>',
    )


def past_the_end() -> str:
    """What the list answers beyond its last page, with status 200: a shell of about 300 bytes."""
    shell = (
        '<html><head><meta charset="utf-8"><title></title></head><body>\n'
        '<div class="gl-list">\n<ul class="list">\n</ul>\n</div>\n'
    )
    filler = "<!-- " + "-" * 150 + " -->\n"
    return shell + filler + "</body></html>\n"


def soft_404() -> str:
    """The portal's page for an article that was taken down, served with status 200."""
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>页面提示</title></head><body>\n'
        '<div class="tips"><p>很抱歉，您访问的页面不存在或已被删除！</p>\n'
        '<p><a href="/">返回首页</a></p></div>\n</body></html>\n'
    )


def plain_page(title: str, body: str) -> str:
    """A page of the portal without a column."""
    return _shell(title, body)


def link_list(links: Sequence[tuple[str, str]]) -> str:
    """A bare list of links as (address, text)."""
    return "<ul>\n" + "\n".join(f'<li><a href="{to}">{text}</a></li>' for to, text in links) + "\n</ul>\n"


def paragraphs(texts: Sequence[str]) -> str:
    """Each text as a paragraph."""
    return "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in texts)


def _county_page(article: Article) -> str:
    body = (
        f'<h1 class="bt">{_title(article)}</h1>\n'
        f'<div class="xx"><span>发布时间：{article.published}</span><span>来源：{article.source}</span>'
        "<span>字体：【大 中 小】</span></div>\n"
        f'<div class="view TRS_UEDITOR trs_paper_default trs_web">\n{article.body}\n</div>\n{_tail(article)}'
    )
    metas = _metas(
        ("ArticleTitle", article.title), ("PubDate", article.published), ("ContentSource", article.source)
    )
    return _shell(f"{article.title}_{SITE}", _crumbs(article.column) + body, metas)


def _bureau_page(article: Article) -> str:
    body = (
        '<table class="xxgk"><tr><td>索引号</td><td>000014349/'
        f"{article.published[:4]}-{article.path[-9:-5]}</td><td>发布机构</td><td>{article.source}</td></tr>"
        f"<tr><td>名称</td><td>{article.title}</td><td>发布日期</td><td>{article.published}</td></tr></table>\n"
        f'<div class="title">{_title(article)}</div>\n'
        f'<div id="zoom">\n{article.body}\n</div>\n{_tail(article)}'
    )
    if article.charset == "utf-8":
        return _shell(f"{article.title}-{SITE}", _crumbs(article.column) + body)
    return (
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">\n<html>\n<head>\n'
        f'<meta http-equiv="Content-Type" content="text/html; charset={article.charset}">\n'
        f"<title>{article.title}</title>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _township_page(article: Article) -> str:
    return _shell(
        article.title,
        f'<div class="conTitle">{_title(article)}</div>\n'
        f'<div class="conInfo">作者：{article.source} 日期：{article.published} '
        '浏览次数：<i id="hits"></i></div>\n'
        f'<div id="vsb_content_2"><div class="v_news_content">\n{article.body}\n</div></div>\n'
        f"{_tail(article)}"
        '<p class="near">【<a href="javascript:window.close()">关闭窗口</a>】</p>',
    )


def _shell(title: str, body: str, metas: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="SiteName" content="{SITE}">\n{metas}'
        "<style>body{font:16px/1.8 sans-serif;width:1000px;margin:auto}table{border-collapse:collapse}"
        "li span{float:right}</style>\n</head>\n<body>\n"
        '<div class="header"><a href="/">首页</a> | <a href="/jcgk/index.html">走进霁川</a> | '
        '<a href="/zfxxgk/">政府信息公开</a> | <a href="http://www.gov.cn/">中国政府网</a></div>\n'
        f"{body}\n"
        '<div class="footer">主办：霁川县人民政府办公室　本站内容均为虚构，供演示使用</div>\n'
        "</body>\n</html>\n"
    )


def _crumbs(column: str) -> str:
    last = f' &gt; <a href="{REPORTS}{column}/">{COLUMNS[column]}</a>' if column in COLUMNS else ""
    return (
        '<div class="pos">当前位置：<a href="/">首页</a> &gt; <a href="/zfxxgk/">政府信息公开</a>'
        f' &gt; <a href="{REPORTS}">政府信息公开年报</a>{last}</div>\n'
    )


def _metas(*pairs: tuple[str, str]) -> str:
    return "".join(f'<meta name="{name}" content="{content}">\n' for name, content in pairs)


def _title(article: Article) -> str:
    head = article.title_break
    return f"{head}<br/>{article.title.removeprefix(head)}" if head else article.title


def _tail(article: Article) -> str:
    return f'<div class="ewm">{article.tail}</div>\n' if article.tail else ""


def _shortened(title: str) -> str:
    return title if len(title) <= 26 else title[:24] + "…"


def _relative(path: str, column: str) -> str:
    own = f"{REPORTS}{column}/"
    return "./" + path.removeprefix(own) if path.startswith(own) else "../" + path.removeprefix(REPORTS)


def _page_name(page: int) -> str:
    return f"list_{page + 1}.html" if page else "index.html"
