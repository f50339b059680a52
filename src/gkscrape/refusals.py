"""Which answers are no page at all: challenges, firewalls, login pages, soft 404s, stubs and empty shells.

They are recognised, named and left alone; nothing here, or elsewhere, tries to get past them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gkscrape.record import Fetched, RefusalKind

START = 100_000
"""So many characters of a body are enough to classify it; a body of that length is never called short."""

_MOST_BYTES = 4 * START
_GLANCE = 1 << 14
_MANY_ELEMENTS = 100
_SHORT = 400
_STUB_MARKUP = 600
_STUB_TEXT = 40
_SHELL_TEXT = 200
_SOME = 2 * _SHORT
_LONG = 3 * _SHORT
"""Nothing here depends on what stands behind so many characters of visible text, or behind `_SOME` of them
where the title does not speak of an error."""

_TAG = r"(?![!nstNST](?i:--|oscript|cript|tyle|emplate|itle))[^<>]*+>\s*+"
_UNSEEN = re.compile(
    rf"<(?:{_TAG}(?:<{_TAG})*+"
    r"|!--[^-]*+(?:-(?!->)[^-]*+)*+(?:-->|\Z)"
    r"|((?i:script|style|noscript|title|template))\b[^<]*+(?:<(?!/(?i:\1)\s*>)[^<]*+)*+(?:</(?i:\1)\s*>|\Z)"
    r"|[^<>]*+>)"
)
"""A row of tags with the white space between them, a comment, or an element whose text nobody sees."""

_ENTITY_SPACE = re.compile(r"&(?:nbsp|ensp|emsp|#160|#12288);", re.I)
_TITLE = re.compile(r"<title[^<>]*>([^<]*)", re.I)
_TITLE_AS_SENT = re.compile(rb"<title[^<>]*>([^<]*)", re.I)
_CARRIES_CONTENT = re.compile(r"<(?:i?frame|img|embed|object|video|table)\b", re.I)
_LINK = re.compile(r"<a\s[^<>]*href", re.I)

_JIASULE = "__jsl_clearance"
_RUISHU = re.compile(r"\$_ts\b")
_WALL = re.compile(
    "云防护|防火墙|安全狗|云锁|创宇盾|网站卫士|安全拦截|请求被拦截|访问被拦截|访问被阻断|访问被拒绝|拒绝访问|访问行为异常"
    "|人机验证|滑动验证|安全验证|访问验证|正在检测您的浏览器|正在进行安全检查|(?:开启|启用)JavaScript|Web应用防护"
    r"|WAF\b|AccessDenied|Requestblocked",
    re.I,
)
_LOGIN = re.compile(r"登录|登陆|统一身份认证|login|signin", re.I)
_PASSWORD = re.compile(r"""<input\b[^<>]*type\s*=\s*["']?password""", re.I)
_GONE = re.compile(
    "(?:找不到|未找到|无法找到|没有找到)(?:您|你|该页|此页|相关页|页面|网页)"
    "|(?:页面|网页|栏目|文章)(?:已经?|可能)?(?:不存在|被删除|已删除|未找到|丢失|走丢)"
    "|(?:您|你)(?:所)?(?:访问|请求|查看|浏览)的.{0,12}(?:不存在|已?被?删除|找不到|过期|出错|下线|转移)"
    r"|(?<!\d)404(?:错误|页面|notfound|error)|(?:错误|error|http)[:：]?404(?!\d)"
    "|(?:page|file)notfound",
    re.I,
)
_GONE_TITLE = re.compile(r"^\W*404(?!\d)|页面不存在|页面未找到|找不到页面|网页不存在|notfound|^出错", re.I)

_REFUSING = {
    401: "the server asks for a login",
    403: "the server refuses the request",
    405: "the server refuses the request, as cloud firewalls do",
    407: "a proxy asks for a login",
    412: "the server sets a challenge before its pages",
    418: "the server refuses automated requests",
    429: "the server asks for fewer requests",
    521: "the server sets a challenge before its pages",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why an answer is not a page: its kind, and a sentence that says which sign was seen."""

    kind: RefusalKind
    message: str


@dataclass(frozen=True, slots=True)
class _Page:
    """The start of a body, its title, and its visible text without white space, cut where it is long."""

    markup: str
    title: str
    text: str

    @property
    def whole(self) -> bool:
        return len(self.markup) < START


def classify(status: int, headers: Sequence[tuple[str, str]], start: str) -> Verdict | None:
    """What an answer is in place of a page; None if it may be one.

    `start` is the decoded body, or its first `START` characters; empty for a body that is not text.
    Signs and thresholds are those seen on public portals.
    """
    if 200 <= status < 300 and len(start) >= START and not start.isspace():
        return None
    page = _page(start)
    return _challenge(status, page) or _by_status(status) or _by_page(headers, page)


def classify_fetched(fetched: Fetched) -> Verdict | None:
    """What a response is in place of a page; None if it may be one."""
    return classify(fetched.status, fetched.headers, start_of(fetched.body))


def is_challenge(status: int, headers: Sequence[tuple[str, str]], body: bytes) -> bool:
    """Whether an answer is a challenge, as far as manners need to know: `classify` has the last word.

    Most pages are none by their beginning; one of more elements than any challenge has is not looked into.
    """
    if 200 <= status < 300 and _begins_as_page(body[:_GLANCE]):
        return False
    verdict = classify(status, headers, start_of(body))
    return verdict is not None and verdict.kind is RefusalKind.CHALLENGE


def _begins_as_page(piece: bytes) -> bool:
    """Whether the beginning of a page is none of a challenge, whatever stands behind.

    It has so many elements or so much text, and its title speaks of no login.
    """
    title = _TITLE_AS_SENT.search(piece)
    if title is None or title.end() == len(piece) or _LOGIN.search(_squeeze(start_of(title[1]))):
        return False
    return piece.count(b"</") >= _MANY_ELEMENTS or _shows_much(start_of(piece))


def _shows_much(start: str) -> bool:
    """Whether so much text is seen; what stands after the last tag is left aside, it may be half of one."""
    start, end, _ = start.rpartition(">")
    return len(_visible(start + end, _SHORT)) >= _SHORT


def start_of(body: bytes) -> str:
    """The first `START` characters of a body, well enough decoded to find signs in it: UTF-8, else GB18030.

    >>> start_of("登录".encode()), start_of("登录".encode("gbk"))
    ('登录', '登录')
    """
    piece = body[:_MOST_BYTES]
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(piece)
    except UnicodeDecodeError:
        text = piece.decode("gb18030", errors="replace")
    return text[:START]


def _page(start: str) -> _Page:
    start = start[:START]
    found = _TITLE.search(start)
    title = _squeeze(found[1]) if found else ""
    return _Page(start, title, _visible(start, _LONG if _GONE_TITLE.search(title) else _SOME))


def _visible(markup: str, enough: int) -> str:
    """The text outside of tags, comments and scripts, without white space; cut once there is enough of it."""
    shown, end = "", 0
    pieces: list[str] = []
    length = 0
    for unseen in _UNSEEN.finditer(markup):
        begin, behind = unseen.span()
        if begin > end:
            pieces.append(markup[end:begin])
            length += begin - end
            if length >= enough:
                shown += _squeeze("\n".join(pieces))
                if len(shown) >= enough:
                    return shown
                pieces, length = [], len(shown)
        end = behind
    return shown + _squeeze("\n".join([*pieces, markup[end:]]))


def _squeeze(text: str) -> str:
    return "".join((_ENTITY_SPACE.sub("", text) if "&" in text else text).split())


def _challenge(status: int, page: _Page) -> Verdict | None:
    bare = page.whole and len(page.text) < _SHELL_TEXT
    if (status == 521 or bare) and _JIASULE in page.markup:
        return Verdict(RefusalKind.CHALLENGE, f"status {status}: a challenge script sets {_JIASULE}")
    if (status == 412 or bare) and _RUISHU.search(page.markup):
        return Verdict(RefusalKind.CHALLENGE, f"status {status}: a challenge script sets $_ts")
    short = page.whole and len(page.text) < _SHORT and "公开" not in page.text
    if not short and status not in _REFUSING:
        return None
    wall = _WALL.search(page.text) or _WALL.search(page.title)
    return wall and Verdict(RefusalKind.CHALLENGE, f"status {status}: a firewall page says {wall[0]!r}")


def _by_status(status: int) -> Verdict | None:
    if status in _REFUSING:
        return Verdict(RefusalKind.CHALLENGE, f"status {status}: {_REFUSING[status]}")
    if status in (404, 410):
        return Verdict(RefusalKind.SOFT_404, f"status {status}: there is no such page")
    if not 200 <= status < 300:
        return Verdict(RefusalKind.UNREADABLE, f"status {status}: the server sent no page")
    return None


def _by_page(headers: Sequence[tuple[str, str]], page: _Page) -> Verdict | None:
    if not _is_text(headers):
        return None
    if not page.markup.strip():
        return Verdict(RefusalKind.EMPTY, "the body is empty")
    if not page.whole:
        return None
    return _soft_404(page) or _login(page) or _shell(page)


def _is_text(headers: Sequence[tuple[str, str]]) -> bool:
    types = [value.lower() for name, value in headers if name.lower() == "content-type"]
    return not types or types[-1].startswith("text/") or "html" in types[-1] or "xml" in types[-1]


def _soft_404(page: _Page) -> Verdict | None:
    gone = _GONE.search(page.text) if len(page.text) < _SHORT else None
    gone = gone or (_GONE_TITLE.search(page.title) if len(page.text) < _LONG else None)
    gone = gone or re.fullmatch(r"404\W*", page.text)
    return Verdict(RefusalKind.SOFT_404, f"status 200, but the page says {gone[0]!r}") if gone else None


def _login(page: _Page) -> Verdict | None:
    if len(page.text) >= _SOME or not _PASSWORD.search(page.markup):
        return None
    if _LOGIN.search(page.title) or (len(page.text) < _SHELL_TEXT and "公开" not in page.text):
        return Verdict(RefusalKind.CHALLENGE, "a login page stands in the way")
    return None


def _shell(page: _Page) -> Verdict | None:
    if len(page.text) >= _STUB_TEXT or "<" not in page.markup or _CARRIES_CONTENT.search(page.markup):
        return None
    if not page.text:
        return Verdict(RefusalKind.EMPTY, "the page is an empty shell, filled by scripts if at all")
    if len(page.markup) < _STUB_MARKUP and not _LINK.search(page.markup):
        return Verdict(
            RefusalKind.EMPTY, f"a stub of {len(page.markup)} characters, as behind the end of a list"
        )
    return None
