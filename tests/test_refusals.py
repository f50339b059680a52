"""Refusals: for each sign a page on which it fires, and a real-looking one on which it does not."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from time import monotonic

import pytest

from gkscrape.record import Fetched, RefusalKind
from gkscrape.refusals import START, Verdict, classify, classify_fetched, is_challenge, start_of

HTML = (("Content-Type", "text/html; charset=utf-8"),)

REPORT = """<html><head><title>青溪县教育局2020年政府信息公开工作年度报告</title></head><body>
<div class="top"><a href="/login">登录</a> <a href="/">首页</a></div>
<h1>青溪县教育局2020年政府信息公开工作年度报告</h1>
<p>一、总体情况 2020年主动公开信息404条，其中页面更新404次。
经检索，所申请的政府信息不存在的答复3件。部署防火墙一套。</p>
<p>二、主动公开政府信息情况 本年废止数0件。三、收到和处理政府信息公开申请情况
全年未收到申请。</p></body></html>"""


def page(body: str, title: str = "青溪县人民政府") -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def verdict(status: int, body: str, headers: tuple[tuple[str, str], ...] = HTML) -> Verdict | None:
    return classify(status, headers, body)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (521, "<script>document.cookie='__jsl_clearance=16'+'|0|x';location.reload()</script>", "challenge"),
        (521, "", "challenge"),
        (412, "<html><meta id='x' content='a'><script>$_ts=window['$_ts'];</script></html>", "challenge"),
        (202, "<html><head><script>$_ts={};</script></head><body></body></html>", "challenge"),
        (400, "<html><script>if(!$_ts)$_ts={};</script></html>", "challenge"),
        (405, page("很抱歉，您的请求被电信云防护拦截"), "challenge"),
        (403, page("403 Forbidden"), "challenge"),
        (429, "", "challenge"),
        (200, page("访问行为异常，请完成安全验证"), "challenge"),
        (200, page("<form>账号<input name=u>口令<input type=password></form>登录"), "challenge"),
        (200, page("<form>用户名<input name=u>密码<input type='password'></form>", "用户登录"), "challenge"),
        (404, page("Not Found"), "soft_404"),
        (410, "", "soft_404"),
        (200, page("抱歉，找不到您要访问的页面"), "soft_404"),
        (200, page("您访问的页面不存在或已被删除，3秒后返回首页"), "soft_404"),
        (200, page("<h1>404</h1>"), "soft_404"),
        (200, page("Error 404"), "soft_404"),
        (200, page("<a href='/'>首页</a>" + "导航" * 220, "404 - 页面不存在"), "soft_404"),
        (500, page("Internal Server Error"), "unreadable"),
        (302, "", "unreadable"),
        (200, " \r\n ", "empty"),
        (
            200,
            "<html><head></head><body><script src='/app.js'></script><div id=app></div></body></html>",
            "empty",
        ),
        (200, "<html><body>" + "<div></div>" * 30 + "暂无数据</body></html>", "empty"),
    ],
)
def test_a_sign_fires(status: int, body: str, kind: str) -> None:
    found = verdict(status, body)
    assert found is not None
    assert found.kind is RefusalKind(kind)
    assert found.message


@pytest.mark.parametrize(
    "body",
    [
        REPORT,
        REPORT.replace(
            "<body>", "<body><script>$_ts=1;</script><script src='/_bot_sbu/sbu_fpcm.js'></script>"
        )
        + "主动公开" * 60,
        REPORT.replace("<body>", "<body><form>登录<input type=password></form>"),
        REPORT.replace("</head>", ""),
        page("<p>青溪县2020年政府信息公开工作年度报告</p><img src='1.jpg'><img src='2.jpg'>"),
        page("<iframe src='list.html'></iframe>"),
        page("<a href='t1.html'>2020年年报</a>"),
        "青溪县2020年政府信息公开工作年度报告\n一、总体情况\n",
    ],
    ids=[
        "404-in-prose",
        "bot-script",
        "login-in-nav",
        "no-head-end",
        "images",
        "iframe",
        "short-list",
        "text",
    ],
)
def test_a_page_is_left_alone(body: str) -> None:
    assert verdict(200, body) is None


def test_a_body_that_is_no_text_is_not_judged_by_its_length() -> None:
    assert verdict(200, "", (("content-type", "application/pdf"),)) is None
    assert verdict(404, "", (("content-type", "application/pdf"),)) is not None


def test_a_long_page_is_never_called_short() -> None:
    long = "<style>" + "a{}" * START + "</style>" + REPORT
    assert verdict(200, long) is None


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_response_is_judged_whatever_its_charset(charset: str) -> None:
    def response(body: str) -> Fetched:
        moment = datetime(2026, 1, 15, tzinfo=UTC)
        return Fetched("http://a.example/", 200, HTML, body.encode(charset), moment, "text/html")

    found = classify_fetched(response(page("您访问的页面不存在")))
    assert found is not None
    assert found.kind is RefusalKind.SOFT_404
    assert classify_fetched(response(REPORT)) is None
    assert classify_fetched(response("<style>" + "年" * START + "</style>" + REPORT)) is None


def test_the_message_names_the_sign() -> None:
    found = verdict(405, page("电信云防护"))
    assert found is not None
    assert "云防护" in found.message
    assert "405" in found.message


@pytest.mark.parametrize("piece", ["<input ", "<title>", "<a ", "<!--", "<script>", "<", "&nbsp"])
def test_hostile_markup_takes_no_time(piece: str) -> None:
    began = monotonic()
    verdict(200, piece * (START // len(piece) - 1))
    assert monotonic() - began < 2.0


PIECES = (
    "<p>",
    "</p>",
    "<!-- 登录 > -->",
    "<!--",
    "-->",
    "<script>if(a<b)document.write('<p>公开</p>')</script>",
    "<SCRIPT>$_ts",
    "</Script >",
    "<style>p{}",
    "</style>",
    "<input type=password>",
    "<a href='/login'>",
    "登录",
    "公开",
    "云防护",
    "&nbsp;&emsp;",
    "1 < 2 > 0 ",
    "<title>",
    "</title>",
    "__jsl_clearance",
    "青溪县\n 教育局 ",
)


@pytest.mark.parametrize(
    ("title", "elements", "expected"), [("门户", 99, True), ("门户", 100, False), ("登录", 100, True)]
)
def test_a_page_of_many_elements_is_no_challenge_unless_its_title_asks_for_a_login(
    title: str, elements: int, expected: bool
) -> None:
    menu = "<a href='#'>-</a>" * (elements - 1)
    body = f"<title>{title}</title><input type=password>云防护{menu}"
    assert is_challenge(200, HTML, body.encode()) is expected


def test_a_glance_calls_a_challenge_what_the_whole_page_is() -> None:
    dice = random.Random(1)
    challenges = 0
    for _ in range(400):
        weights = [dice.random() ** 3 for _ in PIECES]
        body = "".join(dice.choices(PIECES, weights, k=dice.choice((3, 30, 300, 3000))))
        data = body.encode(dice.choice(("utf-8", "gb18030")))
        for status in (200, 403, 404):
            whole = classify(status, HTML, start_of(data))
            expected = whole is not None and whole.kind is RefusalKind.CHALLENGE
            if status == 200 and data[: 1 << 14].count(b"</") >= 100:
                assert expected or not is_challenge(status, HTML, data), body
                continue
            assert is_challenge(status, HTML, data) == expected, body
            challenges += expected and status == 200
    assert 20 < challenges < 380
