"""Pages that a browser or a mirroring tool saved keep the address that they had."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkscrape.run.mirrors import original_address

PAGE = b"<html><body>x</body></html>"


@pytest.mark.parametrize(
    ("file", "body", "address"),
    [
        (
            "年报.html",
            b"<!DOCTYPE html>\n<!-- saved from url=(0044)https://www.qingxi.gov.cn/zwgk/t1.html -->" + PAGE,
            "https://www.qingxi.gov.cn/zwgk/t1.html",
        ),
        (
            "m/www.qingxi.gov.cn/t1-2.html",
            PAGE + b"<!-- Mirrored from www.qingxi.gov.cn/t1.jsp?id=2 by HTTrack Website Copier/3.x [XR] -->",
            "http://www.qingxi.gov.cn/t1.jsp?id=2",
        ),
        ("m/www.qingxi.gov.cn/zwgk/t1.html", PAGE, "http://www.qingxi.gov.cn/zwgk/t1.html"),
        ("m/www.qingxi.gov.cn+8080/年报.html", PAGE, "http://www.qingxi.gov.cn:8080/%E5%B9%B4%E6%8A%A5.html"),
        ("2021/年报.html", PAGE, None),
        ("reports.v2/qingxi.html", PAGE, None),
        ("qingxi.gov.cn", PAGE, None),
        ("a.html", PAGE + b" " * 4096 + b"<!-- saved from url=(0014)http://a.cn/ -->", None),
    ],
)
def test_the_address_that_a_saved_page_had(file: str, body: bytes, address: str | None) -> None:
    assert original_address(Path(file), body) == address
