"""Lines, links and head of a page, as a reader sees them."""

from __future__ import annotations

import pytest

from gkscrape.documents import Document, Grid, Line, open_document


def opened(html: str) -> Document:
    return open_document(html.encode(), "text/html")


def lines(html: str) -> list[str]:
    document = opened(html)
    assert [line.number for line in document.lines] == list(range(1, len(document.lines) + 1))
    return [line.text for line in document.lines]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>一</p><p>二</p>", ["一", "二"]),
        ("<div>一<p>二</p>三</div>", ["一", "二", "三"]),
        ("一<br>二<br/>三<BR>", ["一", "二", "三"]),
        ("<p>受理<b>35</b><span>件</span></p>", ["受理35件"]),
        ("<p>1<br><br>2</p><p>&nbsp;</p><p>　</p>3", ["1", "2", "3"]),
        ("<p>  规章 \n\t 0  0 </p>", ["规章 0 0"]),
        ("<p>　　一、总体情况&nbsp;</p>", ["一、总体情况"]),
        ("<p>规章　0&nbsp;0</p>", ["规章　0\u00a00"]),
        ("<p>\ufeff\u200b35\u200b</p>", ["35"]),
        ("<ul><li>一<li>二</ul>三", ["一", "二", "三"]),
        ("<h1>标题</h1>正文<hr>尾", ["标题", "正文", "尾"]),
        ("<pre>规章 0  0\n文件 1  1</pre>", ["规章 0  0", "文件 1  1"]),
        ("<textarea>一\n二</textarea>", ["一", "二"]),
        ("<p>a &lt;b&gt; &amp; &#20998;", ["a <b> & 分"]),
        ("<script>var a='<p>x</p>'</script><style>p{}</style>一", ["一"]),
        ("<noscript>请启用</noscript><template><p>x</p></template><!-- x -->一", ["一"]),
        ("<iframe src=a>x</iframe>一<noframes>x</noframes>", ["一"]),
        ("<o:p>1</o:p><st1:place>南</st1:place><p>2</p>", ["1南", "2"]),
        ("<![if !supportLists]>(一)<![endif]>政策", ["(一)政策"]),
        ("<p>1<p>2<div>3<p>4", ["1", "2", "3", "4"]),
        ("x<p>截断的段落，共<b>3", ["x", "截断的段落，共3"]),
    ],
)
def test_block_elements_and_br_end_a_line_and_nothing_else_does(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


@pytest.mark.parametrize(
    "mark",
    [
        "hidden",
        "hidden=until-found",
        'style="display:none"',
        'style="color:red;DISPLAY : None !important;"',
    ],
)
def test_hidden_parts_are_no_text(mark: str) -> None:
    assert lines(
        f"<p>一</p><div {mark}><p>藏</p><table><tr><td>藏<td>藏</table></div><span {mark}>藏</span>二"
    ) == [
        "一",
        "二",
    ]


@pytest.mark.parametrize(
    "mark",
    [
        'style="display:block"',
        'style="display:none;display:block"',
        'style="mso-display:none"',
        'style="background:url(display:none)"',
        'style="visibility:visible;list-style:none"',
        'class="hidden"',
        'data-hidden="1"',
        'title="display:none"',
    ],
)
def test_what_only_resembles_hiding_stays(mark: str) -> None:
    assert lines(f"<div {mark}>看得见</div>") == ["看得见"]


def test_a_body_that_scripts_will_reveal_is_read() -> None:
    assert lines('<html hidden><body style="display:none"><p>正文') == ["正文"]


def test_a_fragment_is_a_page() -> None:
    assert lines("<p>1</p>2") == ["1", "2"]


def test_the_title_is_folded_and_the_first() -> None:
    assert opened("<title>\n 某县 年报 </title><title>x</title>").title == "某县 年报"
    assert opened("<svg><title>图标</title></svg><p>x").title is None
    assert opened("<title> </title><p>x").title is None


def test_meta_names_are_lower_case_in_order_and_with_their_duplicates() -> None:
    document = opened(
        '<meta charset=utf-8><meta name="ArticleTitle" content=" 年报 ">'
        '<META HTTP-EQUIV=Refresh CONTENT="0;url=/a">'
        '<meta property="og:title" content="题"><meta name=PubDate content=2021-01-01>'
        '<meta name=pubdate content="">'
        "<meta name=empty><p>x"
    )
    assert document.meta == (
        ("articletitle", "年报"),
        ("refresh", "0;url=/a"),
        ("og:title", "题"),
        ("pubdate", "2021-01-01"),
        ("pubdate", ""),
    )


def test_a_meta_in_a_careless_head_is_still_found() -> None:
    document = opened("<head><noscript><img src=x></noscript><div>一</div><meta name=A content=b></head>")
    assert document.meta == (("a", "b"),)
    assert document.images == ()


def test_links_stand_in_order_with_their_duplicates() -> None:
    document = opened(
        '<a href=" /a ">一<b>二</b></a><a name=top>锚</a><p><a href="b"><img src="i.png"></a></p>'
        '<a href="/a">'
        "<div>一</div>\n<div>2021-01-29</div></a><a href>空</a>"
    )
    assert document.links == (("/a", "一二"), ("b", ""), ("/a", "一 2021-01-29"))
    assert document.images == ("i.png",)


def test_a_cut_or_empty_link_text_gives_way_to_the_title() -> None:
    document = opened(
        '<a href=1 title="某县2020年年报">某县20…</a><a href=2 title="别的">年报</a>'
        '<a href=3 title="图">  </a>'
        "<a href=4>某县20...</a>"
    )
    assert [text for _, text in document.links] == ["某县2020年年报", "年报", "图", "某县20..."]


def test_links_of_hidden_menus_frames_and_maps_count() -> None:
    document = opened(
        '<ul style="display:none"><li><a href=m>公开<b>年报</b></a><img src=no></ul>'
        "<iframe src=f.htm></iframe><embed src=r.pdf>"
        "<map><area href=r alt=区></map><template><a href=t>x</a></template>"
    )
    assert document.links == (("m", "公开年报"), ("f.htm", ""), ("r.pdf", ""), ("r", "区"))
    assert document.images == ()


def test_a_frameset_gives_its_frames() -> None:
    document = opened("<frameset><frame src=a.htm><frame src=b.htm></frameset>")
    assert document.links == (("a.htm", ""), ("b.htm", ""))


def test_the_base_is_kept() -> None:
    assert opened('<base target=_blank><base href="/zwgk/"><base href=x><p>1').base == "/zwgk/"
    assert opened("<p>1").base is None


def test_a_picture_in_the_page_itself_keeps_only_its_kind() -> None:
    document = opened('<img src="data:image/png;base64,AAAA"><img src="a.jpg"><img>')
    assert document.images == ("data:image/png;base64,", "a.jpg")


def test_blocks_are_the_lines_and_grids_in_order() -> None:
    document = opened("<p>前<table><tr><td>1<td>2</table>后")
    before, grid, after = document.blocks
    assert (before, after) == (Line(1, "前"), Line(4, "后"))
    assert isinstance(grid, Grid)
    assert [line.text for line in document.lines] == ["前", "1", "2", "后"]


def test_charset_and_type_are_told() -> None:
    document = open_document('<meta charset="gb2312"><p>圲村</p>'.encode("gbk"), "text/html", "gb2312")
    assert (document.media_type, document.charset, document.lines) == (
        "text/html",
        "gb18030",
        (Line(1, "圲村"),),
    )
