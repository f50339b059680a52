"""Files and pictures of a report: what is one, what is furniture, and when they hold the tables."""

from __future__ import annotations

import pytest

from gkscrape.documents import open_document
from gkscrape.errors import InputError
from gkscrape.portals.attachments import FAULT, AttachmentKind, attachments
from gkscrape.record import Report
from gkscrape.run.attached import attached_urls
from gkscrape.run.reading import read_body

from .in_memory import ROOT, fetched

URL = f"{ROOT}/zwgk/nb/202201/t20220120_88.html"
HERE = f"{ROOT}/zwgk/nb/202201/"


def found(body: str) -> list[tuple[str, str | None]]:
    document = open_document(f"<html><body><p>年报</p>{body}</body></html>".encode(), "text/html")
    return [(one.kind.value, one.url) for one in attachments(document, URL)]


@pytest.mark.parametrize(
    ("body", "url"),
    [
        ("<a href='./P020220120881.docx'>附件</a>", f"{HERE}P020220120881.docx"),
        ("<a href='/attach/0/ab12.pdf'>年报.pdf</a>", f"{ROOT}/attach/0/ab12.pdf"),
        (
            "<a href='/attachment/0/88/88389/963149.PDF#p1'>下载</a>",
            f"{ROOT}/attachment/0/88/88389/963149.PDF",
        ),
        (
            "<a href='/module/download/downfile.jsp?classid=0&filename=ab.xls'>附件1</a>",
            f"{ROOT}/module/download/downfile.jsp?classid=0&filename=ab.xls",
        ),
        (
            "<a href='/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=7'>附件</a>",
            f"{ROOT}/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=7",
        ),
        ("<a href='/OpennessContent/download/66.html'>下载</a>", f"{ROOT}/OpennessContent/download/66.html"),
        ("<iframe src='/pdfjs/web/viewer.html?file=/upload/nb.pdf'></iframe>", f"{ROOT}/upload/nb.pdf"),
        ("<embed src='nb.ofd'>", f"{HERE}nb.ofd"),
    ],
)
def test_a_file(body: str, url: str) -> None:
    assert found(body) == [("file", url)]


@pytest.mark.parametrize(
    "body",
    [
        "<a href='/zwgk/nb/t2.html'>政府信息公开年报</a>",
        "<a href='/down/sqb.doc'>政府信息公开申请表下载</a>",
        "<a href='javascript:;'>附件</a>",
        "<img src='/images/logo.png'><img src='/template/top_bg.jpg'><img src='./qrcode1.png'>",
        "<img src='/upload/jiucuo.png'><img src='/conac/red.png'><img src='/style/b.gif'>",
        "<img src='file:///C:/Users/a/image001.png'>",
    ],
)
def test_furniture_is_none(body: str) -> None:
    assert found(body) == []


def test_pictures_of_the_page_come_behind_its_files_and_once() -> None:
    body = "<img src='W020220120881.jpg'><img src='/upload/image/1.png'><img src='/upload/image/1.png'>"
    body += "<img src='data:image/png;base64,iVBORw0KGgo='><a href='nb.doc'>附件</a>"
    assert found(body) == [
        ("file", f"{HERE}nb.doc"),
        ("picture", f"{HERE}W020220120881.jpg"),
        ("picture", f"{ROOT}/upload/image/1.png"),
        ("picture", None),
    ]


def test_what_a_crawl_fetches_beside_a_page() -> None:
    body = (
        "<p>年报</p><img src='W020220120881.jpg'><a href='nb.doc'>附件</a><img src='data:image/png;base64,x'>"
    )
    page = fetched(URL, body)
    assert attached_urls(page, pictures=False) == (f"{HERE}nb.doc",)
    assert attached_urls(page, pictures=True) == (f"{HERE}nb.doc", f"{HERE}W020220120881.jpg")
    assert attached_urls(fetched(URL, b"%PDF-1.7"), pictures=True) == ()


SECTIONS = (
    "<h1>青溪县教育局2021年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>2021年，我局依法公开政府信息。</p>"
    "<p>二、主动公开政府信息情况</p>{}<p>三、收到和处理政府信息公开申请情况</p>"
    "<p>四、因政府信息公开工作被申请行政复议、提起行政诉讼情况</p>"
    "<p>五、存在的主要问题及改进情况</p><p>人手不足。</p><p>六、其他需要报告的事项</p><p>无</p>"
)


def codes(inside: str) -> list[str]:
    report = read_body(SECTIONS.format(inside).encode(), "text/html", url=URL)
    assert isinstance(report, Report)
    return [fault.code for fault in report.faults]


def test_a_report_whose_tables_are_pictures_says_so() -> None:
    assert FAULT in codes("<img src='W020220120881.jpg'>")
    assert FAULT in codes("<img src='data:image/png;base64,iVBORw0KGgo='>")
    assert FAULT in codes("<a href='nb.pdf'>附件：年报.pdf</a>")


def test_without_pictures_and_files_it_does_not() -> None:
    assert FAULT not in codes("<img src='/images/logo.png'>")


def test_the_kinds_are_what_they_are_called() -> None:
    assert [kind.value for kind in AttachmentKind] == ["file", "picture"]


def test_a_body_that_is_no_page_has_none() -> None:
    with pytest.raises(InputError):
        open_document(b"%PDF-1.7", "application/pdf")
