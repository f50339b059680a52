"""The charset chain, under the conditions in which pages really arrive."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkscrape.documents.charset import canonical, decode

TEXT = "岜圲县螅镇2020年政府信息公开工作年度报告：主动公开1,204条，依申请公开35件。"


def page(meta: str, text: str = TEXT) -> str:
    return f"<html><head>{meta}<title>{text}</title></head><body><p>{text}</p></body></html>"


CONDITIONS = {
    "UTF-8, declared": (page('<meta charset="utf-8">').encode(), "utf-8", "utf-8"),
    "UTF-8 with a mark": (codecs.BOM_UTF8 + page("").encode(), "gbk", "utf-8"),
    "UTF-8 declared gb2312": (page('<meta charset="gb2312">').encode(), "gb2312", "utf-8"),
    "UTF-8, nothing declared": (page("").encode(), None, "utf-8"),
    "GBK declared gb2312": (page('<meta charset="gb2312">').encode("gbk"), None, "gb18030"),
    "GBK declared utf-8": (page('<meta charset="utf-8">').encode("gbk"), "utf-8", "gb18030"),
    "GBK, nothing declared": (page("").encode("gbk"), None, "gb18030"),
    "GBK served as iso-8859-1": (page("").encode("gbk"), "ISO-8859-1", "gb18030"),
    "UTF-16 with a mark": (codecs.BOM_UTF16_LE + page("").encode("utf-16-le"), None, "utf-16-le"),
    "UTF-16, big end first": (codecs.BOM_UTF16_BE + page("").encode("utf-16-be"), "gbk", "utf-16-be"),
    "Big5 declared in a meta": (
        page('<meta http-equiv="Content-Type" content="text/html; charset=big5">', "政府資訊公開年報").encode(
            "big5"
        ),
        None,
        "big5hkscs",
    ),
}


@pytest.mark.parametrize(("body", "declared", "charset"), CONDITIONS.values(), ids=CONDITIONS)
def test_each_condition_decodes_without_loss(body: bytes, declared: str | None, charset: str) -> None:
    text, used = decode(body, declared)
    assert used == charset
    assert TEXT in text or "政府資訊公開年報" in text
    assert "\ufffd" not in text
    assert "\ufeff" not in text


def test_a_place_name_outside_gb2312_survives_a_gb2312_declaration() -> None:
    with pytest.raises(UnicodeEncodeError):
        "圲".encode("gb2312")
    assert decode("螅镇、岜村、圲村".encode("gbk"), "gb2312") == ("螅镇、岜村、圲村", "gb18030")


def test_a_character_of_four_bytes_survives_too() -> None:
    assert decode("𠅤镇政府信息公开".encode("gb18030"), "gbk") == ("𠅤镇政府信息公开", "gb18030")


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("declared", [None, "utf-8", "gb2312"])
def test_a_body_cut_at_any_byte_keeps_its_charset(charset: str, declared: str | None) -> None:
    body = page("").encode(charset)
    for length in range(page("").index(TEXT) + 40, len(body)):
        text, used = decode(body[:length], declared)
        assert used == charset, length
        assert page("").startswith(text.removesuffix("\ufffd"))
        assert text.count("\ufffd") <= 1


def test_one_bad_byte_does_not_cost_the_charset() -> None:
    for charset, other in (("utf-8", "gb2312"), ("gb18030", "utf-8")):
        body = page("").encode(charset)
        middle = body.index("告".encode(charset))
        text, used = decode(body[:middle] + b"\xff" + body[middle:], other)
        assert used == charset
        assert text.count("\ufffd") == 1
        assert TEXT in text


def test_the_header_goes_before_the_meta() -> None:
    body = '<meta charset="gbk">資訊'.encode("big5")
    assert decode(body, "big5")[1] == "big5hkscs"


def test_a_meta_beyond_the_first_four_kilobytes_is_not_asked() -> None:
    body = (" " * 5000 + '<meta charset="big5">資訊').encode("big5")
    assert decode(body)[1] == "gb18030"


def test_a_charset_that_decodes_anything_is_no_evidence() -> None:
    assert canonical("windows-1252") is None
    assert decode("信息".encode("gbk"), "windows-1252")[0] == "信息"


def test_nothing_decodes_to_nothing() -> None:
    assert decode(b"", "gbk") == ("", "utf-8")


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=12))
def test_chinese_text_of_some_length_is_never_mistaken(text: str) -> None:
    for charset in ("utf-8", "gb18030"):
        assert decode(f"{text}。".encode(charset), "gb2312") == (f"{text}。", charset)
