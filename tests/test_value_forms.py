"""Every way to print a value: a cell in which it is read, and one like it in which it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

import pytest

from gkscrape import numbers
from gkscrape.numbers import parse_figure, parse_value
from gkscrape.record import Kind

Said = tuple[Kind, str | None]
NUMBER, TEXT, NA, BLANK, UNREADABLE = Kind.NUMBER, Kind.TEXT, Kind.NA, Kind.BLANK, Kind.UNREADABLE

FOREIGN = ("美元", "美金", "港元", "港币", "欧元", "日元", "英镑", "澳门元", "新台币", "USD", "€", "$")

# The form, a cell that has it and what it says, a cell that only looks like it and what that says.
COUNTS: list[tuple[str, str, Said, str, Said]] = [
    ("full width", "１２０４", (NUMBER, "1204"), "１２０４．", (TEXT, None)),
    ("ideographic space", "\u30000\u3000", (NUMBER, "0"), "\u3000", (BLANK, None)),
    ("no-break space", "\u00a07", (NUMBER, "7"), "&nbsp;", (BLANK, None)),
    ("thousands", "1,204", (NUMBER, "1204"), "1,20", (TEXT, None)),
    ("wide thousands", "1，204", (NUMBER, "1204"), "1，2，4", (TEXT, None)),
    ("one figure", "1204", (NUMBER, "1204"), "1 204", (TEXT, None)),
    ("dash for none", "——", (NA, None), "-5-", (TEXT, None)),
    ("hyphens for none", "----", (NA, None), "--5", (TEXT, None)),
    ("slash for none", "／", (NA, None), "1/3", (TEXT, None)),
    ("words for none", "不适用", (NA, None), "不适用1", (TEXT, None)),
    ("not filled in", "不填", (NA, None), "不填报", (TEXT, None)),
    ("n/a", "N/A", (NA, None), "NA5", (TEXT, None)),
    ("none as zero", "无", (NUMBER, "0"), "无法统计", (TEXT, None)),
    ("零 as zero", "零", (NUMBER, "0"), "零星", (TEXT, None)),
    ("〇 as zero", "〇", (NUMBER, "0"), "〇七", (TEXT, None)),
    ("not happened", "未发生", (NUMBER, "0"), "未发生败诉", (TEXT, None)),
    ("unit of counts", "12件", (NUMBER, "12"), "12元", (TEXT, None)),
    ("scale", "1.2万件", (NUMBER, "12000"), "1.2万万件", (TEXT, None)),
    ("numeral", "二十三", (NUMBER, "23"), "三四", (TEXT, None)),
    ("numeral with unit", "十二件", (NUMBER, "12"), "第十二件", (TEXT, None)),
    ("note in brackets", "12(不含转办)", (NUMBER, "12"), "12(其中3件)", (TEXT, None)),
    ("unit in brackets", "12(件)", (NUMBER, "12"), "12(元)", (TEXT, None)),
    ("no look-alike", "10", (NUMBER, "10"), "1O", (UNREADABLE, None)),
    ("half-width spaces", " 0 ", (NUMBER, "0"), "0 0", (TEXT, None)),
    ("blank", "", (BLANK, None), ".", (TEXT, None)),
    ("one hyphen for none", "-", (NA, None), "-甲", (TEXT, None)),
    ("one dash for none", "—", (NA, None), "—5", (TEXT, None)),
    ("plain slash for none", "/", (NA, None), "5/", (TEXT, None)),
    ("没有 as zero", "没有", (NUMBER, "0"), "没有统计", (TEXT, None)),
    ("0 with its unit", "0件", (NUMBER, "0"), "0件1", (TEXT, None)),
    ("条 as unit", "3条", (NUMBER, "3"), "3条2", (TEXT, None)),
    ("次 as unit", "2次", (NUMBER, "2"), "2次方", (TEXT, None)),
    ("a big count", "3985758", (NUMBER, "3985758"), "3985758000000", (TEXT, None)),
    ("million with marks", "1,234,567", (NUMBER, "1234567"), "12,34,567", (TEXT, None)),
    ("a dash is no 1", "一件", (NUMBER, "1"), "一", (UNREADABLE, None)),
    ("zero width", "1\u200b2", (NUMBER, "12"), "\u200b", (BLANK, None)),
    ("a picture is no blank", "", (BLANK, None), "\ufffc", (UNREADABLE, None)),
    ("shown as printed", "\u200f12\u202c", (NUMBER, "12"), "\u202e12\u202c", (TEXT, None)),
    ("turned within", "1\u200e2", (NUMBER, "12"), "1\u202d2", (TEXT, None)),
    ("in brackets a note", "12(注)", (NUMBER, "12"), "12(USD)", (TEXT, None)),
    ("a note of no money", "12(含日常)", (NUMBER, "12"), "12(日元)", (TEXT, None)),
    *((f"({money})", "12(见注)", (NUMBER, "12"), f"12({money})", (TEXT, None)) for money in FOREIGN),
]
UNITS = [
    "人次",
    "件次",
    "件",
    "项",
    "条",
    "次",
    "个",
    "人",
    "篇",
    "宗",
    "份",
    "起",
    "家",
    "场",
    "期",
    "名",
    "例",
]
SCALES = {"千": "2000", "万": "20000", "百万": "2000000", "千万": "20000000", "亿": "200000000"}
COUNTS += [(unit, f"2{unit}", (NUMBER, "2"), f"2{unit}半", (TEXT, None)) for unit in UNITS]
COUNTS += [
    (f"({unit})", f"2({unit})", (NUMBER, "2"), f"2({unit}3)", (TEXT, None)) for unit in (*UNITS, "单位:件")
]
COUNTS += [
    (scale, f"2{scale}", (NUMBER, value), f"{scale}2", (TEXT, None)) for scale, value in SCALES.items()
]
COUNTS += [
    (f"({scale}件)", f"2({scale}件)", (NUMBER, value), f"2({scale})件", (TEXT, None))
    for scale, value in SCALES.items()
]
CHANGES: list[tuple[str, str, Said, str, Said]] = [
    ("新增", "新增11", (NUMBER, "11"), "新增若干", (TEXT, None)),
    ("减少", "减少3", (NUMBER, "-3"), "减少到3", (TEXT, None)),
    ("增加", "增加2", (NUMBER, "2"), "增加至2", (TEXT, None)),
    ("half-width plus", "+2", (NUMBER, "2"), "2+", (TEXT, None)),
    ("up", "↑2", (NUMBER, "2"), "2↑", (TEXT, None)),
    ("净增", "净增4", (NUMBER, "4"), "净增长4", (TEXT, None)),
    ("change with unit", "新增11项", (NUMBER, "11"), "新增11元", (TEXT, None)),
    ("plus", "＋2", (NUMBER, "2"), "+-2", (TEXT, None)),
    ("minus", "-35", (NUMBER, "-35"), "--35", (TEXT, None)),
    ("arrow", "↓2", (NUMBER, "-2"), "↓", (TEXT, None)),
    ("unchanged", "持平", (NUMBER, "0"), "基本持平", (TEXT, None)),
    ("no change in words", "没有变化", (NUMBER, "0"), "没有大变化", (TEXT, None)),
    ("no change in short", "无变化", (NUMBER, "0"), "无大变化", (TEXT, None)),
    ("neither more nor fewer", "无增减", (NUMBER, "0"), "无增", (TEXT, None)),
    ("增", "增2", (NUMBER, "2"), "增设2", (TEXT, None)),
    ("上升", "上升2", (NUMBER, "2"), "上升到2", (TEXT, None)),
    ("净减", "净减2", (NUMBER, "-2"), "净减值2", (TEXT, None)),
    ("减", "减2", (NUMBER, "-2"), "减免2", (TEXT, None)),
    ("下降", "下降2", (NUMBER, "-2"), "下降至2", (TEXT, None)),
    ("no change", "不变", (NUMBER, "0"), "不变更", (TEXT, None)),
]
MONEY: list[tuple[str, str, Said, str, Said]] = [
    ("万元 in the cell", "976.81万元", (NUMBER, "976.81"), "976.81万件", (TEXT, None)),
    ("元 in the cell", "152790元", (NUMBER, "15.2790"), "152790人", (TEXT, None)),
    ("亿元 in the cell", "1.5亿元", (NUMBER, "15000"), "1.5亿件", (TEXT, None)),
    ("yen sign", "￥5000", (NUMBER, "0.5"), "￥", (TEXT, None)),
    ("零 as zero", "零", (NUMBER, "0"), "一", (UNREADABLE, None)),
    *((f"2万{money}", "2万元", (NUMBER, "2"), f"2万{money}", (TEXT, None)) for money in FOREIGN),
    *((f"2({money})", "2(万元)", (NUMBER, "2"), f"2({money})", (TEXT, None)) for money in FOREIGN),
    *((f"({unit}) is no money", "2(万元)", (NUMBER, "2"), f"2({unit})", (TEXT, None)) for unit in UNITS),
    ("decimals", "7.5810", (NUMBER, "7.5810"), "7.58.10", (TEXT, None)),
]


def check(raw: str, unit: str, said: Said, *, signed: bool = False) -> None:
    found = parse_value(raw, unit, signed=signed)
    kind, value = said
    assert (found.kind, found.value) == (kind, None if value is None else Decimal(value)), raw
    assert found.raw == raw


@pytest.mark.parametrize(("form", "cell", "says", "like", "instead"), COUNTS, ids=[one[0] for one in COUNTS])
def test_a_count(form: str, cell: str, says: Said, like: str, instead: Said) -> None:
    check(cell, "件", says)
    check(like, "件", instead)


@pytest.mark.parametrize(
    ("form", "cell", "says", "like", "instead"), CHANGES, ids=[one[0] for one in CHANGES]
)
def test_a_change(form: str, cell: str, says: Said, like: str, instead: Said) -> None:
    check(cell, "项", says, signed=True)
    check(like, "项", instead, signed=True)


@pytest.mark.parametrize(("form", "cell", "says", "like", "instead"), MONEY, ids=[one[0] for one in MONEY])
def test_an_amount(form: str, cell: str, says: Said, like: str, instead: Said) -> None:
    check(cell, "万元", says)
    check(like, "万元", instead)


@pytest.mark.parametrize("cell", ["新增11", "增加2", "↑2", "持平", "不变"])
def test_a_change_is_no_count(cell: str) -> None:
    check(cell, "件", (TEXT, None))


# Printed, then value, unit and whether it is approximate; a token that only looks like it says nothing.
PROSE: list[tuple[str, str, tuple[str, str | None, bool], str]] = [
    ("about", "约3.5万件/次", ("35000", "件/次", True), "约数件"),
    ("ten thousands", "62.96万条", ("629600", "条", True), "万条"),
    ("more than", "4800余册", ("4800", "册", True), "余册"),
    ("exact", "3,119件", ("3119", "件", False), "3,11件"),
    ("numeral", "十二件", ("12", "件", False), "三四件"),
    ("share", "98.6%", ("98.6", "%", False), "百分之九十八"),
    ("money", "152790元", ("15.2790", "万元", False), "152790美元"),
    *((f"{money} behind", "5万元", ("5", "万元", False), f"5万{money}") for money in FOREIGN),
    ("turned about", "\u200f12\u200e件", ("12", "件", False), "\u202e12\u202c件"),
    ("times of things", "1,050户次", ("1050", "户次", False), "1,050户数"),
]
PROSE_UNITS = [
    "场次",
    "户次",
    "家次",
    "批次",
    "篇次",
    "%",
    "个百分点",
    "倍",
    "部",
    "册",
    "套",
    "张",
    "户",
    "幅",
    "块",
    "批",
    "字",
    "封",
    "笔",
]
PROSE += [(unit, f"2{unit}", ("2", unit, False), f"2{unit}半") for unit in (*UNITS, *PROSE_UNITS)]
PROSE += [
    (f"次/{unit}", f"2次/{unit}", ("2", f"次/{unit}", False), f"2/{unit}")
    for unit in (*UNITS, *PROSE_UNITS, "元")
]
PROSE += [("none", "0件", ("0", "件", False), "00件")]
PROSE += [
    (hedge, f"{hedge}2件", ("2", "件", True), f"{hedge}件")
    for hedge in ("大约", "约", "将近", "接近", "近", "超过", "超", "逾", "不到", "不足", "至少")
]
PROSE += [(tail, f"2件{tail}", ("2", "件", True), f"件{tail}") for tail in ("左右", "上下", "以上", "余")]
PROSE += [(scale, f"2{scale}件", (value, "件", True), f"{scale}件余件") for scale, value in SCALES.items()]


@pytest.mark.parametrize(("form", "token", "says", "like"), PROSE, ids=[one[0] for one in PROSE])
def test_a_figure_of_prose(form: str, token: str, says: tuple[str, str | None, bool], like: str) -> None:
    found = parse_figure(token)
    assert found is not None
    assert (found.value, found.unit, found.approximate) == (Decimal(says[0]), says[1], says[2])
    assert parse_figure(like) is None


def test_an_amount_without_a_unit_is_taken_as_printed_and_left_to_the_checks() -> None:
    check("8040", "万元", (NUMBER, "8040"))


EXAMPLES = [
    *((one[1:], "件", False) for one in COUNTS),
    *((one[1:], "项", True) for one in CHANGES),
    *((one[1:], "万元", False) for one in MONEY),
]


def holds() -> bool:
    """Whether every example of a cell and of prose says what stands beside it."""
    for (cell, says, like, instead), unit, signed in EXAMPLES:
        for raw, (kind, value) in ((cell, says), (like, instead)):
            found = parse_value(raw, unit, signed=signed)
            if (found.kind, found.value) != (kind, None if value is None else Decimal(value)):
                return False
    for _, token, (value, unit_said, about), like in PROSE:
        figure = parse_figure(token)
        if figure is None or parse_figure(like) is not None:
            return False
        if (figure.value, figure.unit, figure.approximate) != (Decimal(value or 0), unit_said, about):
            return False
    return True


def alternatives(pattern: str) -> Iterator[tuple[str, str]]:
    """Each alternative of a pattern, and the pattern without it."""
    marks: list[list[int]] = [[-1]]
    in_class = False
    for at, char in enumerate(pattern):
        if at and pattern[at - 1] == "\\":
            continue
        if char in "[]":
            in_class = char == "["
        elif in_class:
            continue
        elif char == "(":
            head = re.match(r"\?(?::|P<\w+>)", pattern[at + 1 :])
            marks.append([at + (head.end() if head else 0)])
        elif char == "|":
            marks[-1].append(at)
        elif char == ")":
            yield from _each(pattern, [*marks.pop(), at])
    yield from _each(pattern, [*marks.pop(), len(pattern)])


def _each(pattern: str, marks: list[int]) -> Iterator[tuple[str, str]]:
    for index, (start, end) in enumerate(pairwise(marks)):
        if len(marks) > 2:
            cut = (start, end) if index else (start + 1, end + 1)
            yield (pattern[start + 1 : end], pattern[: cut[0]] + pattern[cut[1] :])


RULES = ("_NA", "_ZERO", "_UNCHANGED", "_LOOK_ALIKE", "_DELTA", "_NUMBER", "_FIGURE")


@pytest.mark.parametrize("rule", RULES)
def test_no_way_to_print_a_value_is_known_without_an_example(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = getattr(numbers, rule)
    assert holds()
    unused = []
    for words, without in alternatives(compiled.pattern):
        if "(?P<" in words:
            continue  # what is read by name would be gone with it
        monkeypatch.setattr(numbers, rule, re.compile(without, compiled.flags))
        numbers._read_again.cache_clear()
        if holds():
            unused.append(words)
    numbers._read_again.cache_clear()
    assert unused == []


def test_an_alternative_is_cut_out_of_its_group_alone() -> None:
    assert list(alternatives("(?:a|b[|]c)d|e")) == [
        ("a", "(?:b[|]c)d|e"),
        ("b[|]c", "(?:a)d|e"),
        ("(?:a|b[|]c)d", "e"),
        ("e", "(?:a|b[|]c)d"),
    ]
