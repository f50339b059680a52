"""Whole pages as old and new portals typeset them, read to the last line."""

from __future__ import annotations

from pathlib import Path

from gkscrape.documents import Document, Grid, Line, open_document

PAGES = Path(__file__).parent.parent / "fixtures" / "documents"


def opened(name: str, charset: str | None = None) -> Document:
    return open_document((PAGES / name).read_bytes(), "text/html", charset)


def shown(document: Document) -> list[str | list[list[str | None]]]:
    return [
        block.text
        if isinstance(block, Line)
        else [[cell.text if cell else None for cell in row] for row in block.rows]
        for block in document.blocks
    ]


def test_an_old_page_in_gbk_keeps_its_rare_place_names() -> None:
    document = opened("gbk-declared-gb2312.html", "utf-8")
    assert document.charset == "gb18030"
    assert document.title == "圲里县岜山镇人民政府2017年政府信息公开工作年度报告"
    assert document.meta[1] == ("pubdate", "2018-02-06 09:12")
    assert document.links == (("../../", "首页"), ("../", "信息公开年报"))
    assert shown(document) == [
        "首页 > 信息公开年报",
        "圲里县岜山镇人民政府",
        "2017年政府信息公开工作年度报告",
        "一、概述",
        "2017年，本镇主动公开政府信息４１条，其中螅河村、喆岭村、𠅤湾村公开栏各发布９条。",
        "二、依申请公开情况",
        "本年度收到申请3件。",
    ]


def test_a_page_pasted_from_word_gives_its_table() -> None:
    head = "第二十条第（一）项"
    document = opened("word-pasted.html")
    assert shown(document) == [
        "二、主动公开政府信息情况",
        [
            [head, head, head, head],
            ["信息内容", "本年\n制发件数", "本年废止件数", "现行有效件数"],
            ["规章", "0", "", "12"],
            ["行政规范性文件", "3", "1", "17"],
            ["行政规范性文件", "5", "1", "8"],
        ],
        "三、收到和处理政府信息公开申请情况",
    ]
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert [cell.line if cell else None for cell in grid.rows[2]] == [8, 9, 10, 11]


def test_a_page_laid_out_in_tables_is_read_through_them() -> None:
    document = opened("layout-tables.html")
    assert shown(document) == [
        [["首页", "", "政务公开"]],
        "栏目导航",
        "年度报告",
        "青峪区档案馆2019年政府信息公开工作年度报告",
        "一、总体情况",
        "本馆全年主动公开信息26条。",
        [["项目", "件数"], ["行政许可", "4"], ["行政处罚", ""]],
        "二、存在的主要问题",
        "无。",
        "主办：青峪区人民政府办公室",
    ]
    assert [block.number for block in document.blocks if isinstance(block, Grid)] == [1, 4]
