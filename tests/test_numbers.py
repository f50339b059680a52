"""What cells and sentences print, and the one way in which each may be read."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkscrape.numbers import Figure, Value, parse_chinese_numeral, parse_figure, parse_value, to_json_number
from gkscrape.record import Kind

# raw, unit of the indicator, value as text (None: no number), kind, printed unit
Example = tuple[str, str | None, str | None, Kind, str | None]
UNSIGNED: dict[str, list[Example]] = {
    "plain": [
        ("0", "件", "0", Kind.NUMBER, None),
        ("０", "件", "0", Kind.NUMBER, None),
        ("\u3000 12\n", "件", "12", Kind.NUMBER, None),
        ("\u200b3\ufeff", "件", "3", Kind.NUMBER, None),
        ("3985758", "件", "3985758", Kind.NUMBER, None),
        ("7.5810", "万元", "7.5810", Kind.NUMBER, None),
        ("7．5810", "万元", "7.5810", Kind.NUMBER, None),
        ("3.5", "件", "3.5", Kind.NUMBER, None),
        ("-35", "项", "-35", Kind.NUMBER, None),
        ("－35", "项", "-35", Kind.NUMBER, None),
        ("−35", "项", "-35", Kind.NUMBER, None),
        ("-0", "项", "0", Kind.NUMBER, None),
        ("0&nbsp;", "件", "0", Kind.NUMBER, None),
    ],
    "blank": [
        (raw, "件", None, Kind.BLANK, None)
        for raw in ("", " ", "\u3000", "\u00a0", "&nbsp;", "&nbsp;\u200b", "\n")
    ],
    "not applicable": [
        (raw, "件", None, Kind.NA, None)
        for raw in (
            "-",
            "－",
            "—",
            "——",
            "----",
            "– –",
            "/",
            "／",
            "//",
            "\\",
            "N/A",
            "n/a",
            "NA",
            "不适用",
            "不 填",
            "不涉及",
        )
    ],
    "zero by statement": [
        (raw, "件", "0", Kind.NUMBER, None) for raw in ("无", "无。", "零", "没有", "没 有", "未发生", "〇")
    ],
    "thousands": [
        ("1,234", "件", "1234", Kind.NUMBER, None),
        ("1，234", "件", "1234", Kind.NUMBER, None),
        ("１，２３４，５６７", "件", "1234567", Kind.NUMBER, None),
        ("1,234.56", "万元", "1234.56", Kind.NUMBER, None),
        ("1,23", "件", None, Kind.TEXT, None),
        ("1,2345", "件", None, Kind.TEXT, None),
        ("1234,567", "件", None, Kind.TEXT, None),
        ("0,123", "件", None, Kind.TEXT, None),
        (",123", "件", None, Kind.TEXT, None),
        ("1, 234", "件", None, Kind.TEXT, None),
    ],
    "several cells, perhaps": [
        (raw, "件", None, Kind.TEXT, None)
        for raw in (
            "1 234",
            "0 0 0",
            "1\n2",
            "1\u00a02",
            "0003",
            "00",
            "007",
            "3/4",
            "- 35",
            "—35",
            "1234567890123",
        )
    ],
    "money": [
        ("无", "万元", "0", Kind.NUMBER, None),
        ("976.81万元", "万元", "976.81", Kind.NUMBER, "万元"),
        ("152790元", "万元", "15.2790", Kind.NUMBER, "元"),
        ("251,000 元", "万元", "25.1", Kind.NUMBER, "元"),
        ("12万", "万元", "12", Kind.NUMBER, "万元"),
        ("3.5亿元", "万元", "35000", Kind.NUMBER, "亿元"),
        ("￥8040", "万元", "0.804", Kind.NUMBER, "元"),
        ("8040（元）", "万元", "0.804", Kind.NUMBER, "元"),
        ("8040（单位：元）", "万元", "0.804", Kind.NUMBER, "元"),
        ("0.01元", "万元", "0.000001", Kind.NUMBER, "元"),
        ("十二万元", "万元", "12", Kind.NUMBER, "元"),
        ("12万元", None, "12", Kind.NUMBER, "万元"),
        ("12万元", "件", None, Kind.TEXT, None),
        ("0元", "件", None, Kind.TEXT, None),
        ("￥3", "件", None, Kind.TEXT, None),
        ("12件", "万元", None, Kind.TEXT, None),
        ("十二", "万元", None, Kind.TEXT, None),
        ("12美元", "万元", None, Kind.TEXT, None),
    ],
    "counts with their unit": [
        ("0件", "件", "0", Kind.NUMBER, "件"),
        ("3 条", "件", "3", Kind.NUMBER, "条"),
        ("2次", "项", "2", Kind.NUMBER, "次"),
        ("30人次", "人次", "30", Kind.NUMBER, "人次"),
        ("3（件）", "件", "3", Kind.NUMBER, "件"),
        ("3.5万件", "件", "35000", Kind.NUMBER, "件"),
        ("3.5万件", None, "35000", Kind.NUMBER, "件"),
        ("3%", "件", None, Kind.TEXT, None),
        ("3年", "件", None, Kind.TEXT, None),
    ],
    "notes": [
        ("3（含上年结转）", "件", "3", Kind.NUMBER, None),
        ("3（含上年1）", "件", None, Kind.TEXT, None),
        ("3（其中一件延期）", "件", None, Kind.TEXT, None),
        ("3（减少）", "项", None, Kind.TEXT, None),
        ("（3）", "件", None, Kind.TEXT, None),
        ("3*", "件", None, Kind.TEXT, None),
        ("约3", "件", None, Kind.TEXT, None),
    ],
    "Chinese numerals": [
        ("十二", "件", "12", Kind.NUMBER, None),
        ("二十三件", "件", "23", Kind.NUMBER, "件"),
        ("一件", "件", "1", Kind.NUMBER, "件"),
        ("三四", "件", None, Kind.TEXT, None),
    ],
    "a dash or a letter in disguise": [
        (raw, "件", None, Kind.UNREADABLE, None) for raw in ("O", "o", "一", "一一", "1O", "l2", "I")
    ],
    "numbers elsewhere, but not here": [
        (raw, "件", None, Kind.TEXT, None)
        for raw in (
            "①",
            "⑴",
            "²",
            "3²",
            "½",
            "1.",
            "1、",
            ".5",
            "1e5",
            "0x10",
            "1_000",
            "٣",
            "३",
            "Ⅲ",
            "+2",
            "↑2",
        )
    ],
    "words": [
        (raw, "项", None, Kind.TEXT, None)
        for raw in ("新增11", "减少3", "持平", "见附件", "inf", "NaN", "无3")
    ],
}
SIGNED = [
    ("11", "11"),
    ("新增11", "11"),
    ("新增 11项", "11"),
    ("新增１１", "11"),
    ("增加2", "2"),
    ("减少3", "-3"),
    ("减少了3项", "-3"),
    ("减少0", "0"),
    ("+2", "2"),
    ("＋2", "2"),
    ("-35", "-35"),
    ("－35", "-35"),
    ("−1,234", "-1234"),
    ("↑2", "2"),
    ("↓2", "-2"),
    ("持平", "0"),
    ("不变", "0"),
    ("无变化", "0"),
    ("无", "0"),
    ("0", "0"),
    ("新增", None),
    ("新增若干", None),
    ("减少-3", None),
    ("+-3", None),
    ("--3", None),
    ("- 3", None),
    ("增/减3", None),
    ("新增2减少1", None),
    ("新增0003", None),
    ("新增3万元", None),
]


@pytest.mark.parametrize(
    ("raw", "unit", "value", "kind", "printed_unit"), [case for cases in UNSIGNED.values() for case in cases]
)
def test_cells(raw: str, unit: str | None, value: str | None, kind: Kind, printed_unit: str | None) -> None:
    expected = None if value is None else Decimal(value)
    assert parse_value(raw, unit) == Value(kind, expected, printed_unit, raw)


@pytest.mark.parametrize(("raw", "value"), SIGNED)
def test_cells_of_change(raw: str, value: str | None) -> None:
    read = parse_value(raw, "项", signed=True)
    assert read.value == (None if value is None else Decimal(value))
    assert read.kind is (Kind.TEXT if value is None else Kind.NUMBER)


@pytest.mark.parametrize(
    ("raw", "kind"), [("", Kind.BLANK), ("-", Kind.NA), ("——", Kind.NA), ("一", Kind.UNREADABLE)]
)
def test_a_cell_of_change_may_be_empty_too(raw: str, kind: Kind) -> None:
    assert parse_value(raw, "项", signed=True) == Value(kind, None, None, raw)


def test_values_print_as_the_page_does() -> None:
    assert str(parse_value("7.5810", "万元").value) == "7.5810"
    assert str(parse_value("3.5亿元", "万元").value) == "35000"
    assert str(parse_value("-0", "项").value) == "0"
    assert str(parse_value("减少0", "项", signed=True).value) == "0"


def test_the_precision_of_the_caller_does_not_round() -> None:
    with localcontext(prec=3):
        assert parse_value("减少123456.789", "项", signed=True).value == Decimal("-123456.789")
        assert parse_value("123456.78元", "万元").value == Decimal("12.345678")


MARKS = st.sampled_from(
    "0123456789０９ ,，.．-—－+/／()（）万元亿件条增减新无零〇一十百①½²OolIeE_x%¥￥\u3000\u00a0\u200b"
)
CELL_TEXT = st.one_of(st.text(), st.text(MARKS, max_size=12))
UNITS = st.sampled_from(["件", "项", "万元", "元", "人次", None])
MEANS_A_NUMBER = set(
    "0123456789０１２３４５６７８９无零没〇持不一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
)


@given(CELL_TEXT, UNITS, st.booleans())
def test_every_cell_is_read_or_kept(raw: str, unit: str | None, signed: bool) -> None:
    read = parse_value(raw, unit, signed=signed)
    assert read.raw == raw
    assert (read.kind is Kind.NUMBER) == (read.value is not None)
    if read.value is not None:
        assert read.value.is_finite()
        assert MEANS_A_NUMBER & set(raw) or "未发生" in raw
        assert "E" not in f"{abs(read.value):f}"


@given(CELL_TEXT)
def test_prose_never_raises(raw: str) -> None:
    figure = parse_figure(raw)
    assert figure is None or figure.value >= 0
    numeral = parse_chinese_numeral(raw)
    assert numeral is None or numeral >= 0


WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", " ", "\u3000", "\n", "&nbsp;"]),
)
def test_a_number_survives_its_rendering(number: Decimal, grouped: bool, wide: bool, margin: str) -> None:
    printed = f"{number:,}" if grouped else str(number)
    read = parse_value(margin + (printed.translate(WIDE) if wide else printed) + margin, "万元")
    assert read.kind is Kind.NUMBER
    assert read.value == number


@given(st.integers(0, 10**9), st.sampled_from("件条次项"))
def test_a_count_survives_its_unit(number: int, unit: str) -> None:
    assert parse_value(f"{number}{unit}", "件").value == number


@given(st.lists(st.integers(0, 9999), min_size=2, max_size=7), st.sampled_from([" ", "\n", "\u3000", " \n "]))
def test_two_cells_are_never_joined(numbers: list[int], gap: str) -> None:
    assert parse_value(gap.join(map(str, numbers)), "件").kind is Kind.TEXT


@pytest.mark.parametrize(
    ("raw", "value", "unit", "approximate"),
    [
        ("9850条", "9850", "条", False),
        ("1,204 件", "1204", "件", False),
        ("约3.5万件", "35000", "件", True),
        ("约3.5万件/次", "35000", "件/次", True),
        ("62.96万条", "629600", "条", True),
        ("3万余件", "30000", "件", True),
        ("100多次", "100", "次", True),
        ("近100期", "100", "期", True),
        ("100人左右", "100", "人", True),
        ("976.81万元", "976.81", "万元", False),
        ("152790元", "15.2790", "万元", False),
        ("3.5亿元", "35000", "万元", False),
        ("100多万元", "100", "万元", True),
        ("98.5%", "98.5", "%", False),
        ("十二件", "12", "件", False),
        ("2020", "2020", None, False),
    ],
)
def test_figures_of_prose(raw: str, value: str, unit: str | None, approximate: bool) -> None:
    assert parse_figure(raw) == Figure(Decimal(value), unit, approximate)


@pytest.mark.parametrize(
    "raw", ["", "无", "2020年", "007件", "1,23件", "一", "三四件", "件", "约", "3.5.1件", "3119,件"]
)
def test_what_is_no_figure(raw: str) -> None:
    assert parse_figure(raw) is None


DIGITS = "零一二三四五六七八九"


def numeral_of(number: int) -> str:
    """The Chinese numeral below one hundred million, written by the schoolbook rules."""
    if number >= 10_000:
        upper, lower = divmod(number, 10_000)
        rest = numeral_of(lower) if lower else ""
        return numeral_of(upper) + "万" + ("零" if rest and lower < 1000 else "") + rest
    for power, name in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= power:
            head, lower = divmod(number, power)
            rest = numeral_of(lower) if lower else ""
            return DIGITS[head] + name + ("零" if rest and lower < power // 10 else "") + rest
    return DIGITS[number]


@given(st.integers(0, 99_999_999))
def test_numerals_of_the_schoolbook_are_read(number: int) -> None:
    assert parse_chinese_numeral(numeral_of(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("〇", 0),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百一十二", 112),
        ("一百十二", 112),
        ("两千零五", 2005),
        ("一亿零三万", 100_030_000),
        ("壹佰贰拾叁", 123),
        ("二〇二〇", 2020),
        ("二○一九", 2019),
        ("二零二一", 2021),
        ("二0一九", 2019),
        ("二O一九", 2019),
        ("二〇", 20),
    ],
)
def test_numerals(text: str, number: int) -> None:
    assert parse_chinese_numeral(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "百",
        "万",
        "一百五",
        "一万二",
        "三四",
        "〇七",
        "零零",
        "十十",
        "一百百",
        "O",
        "0",
        "2020",
        "零十",
        "件",
        "一一",
    ],
)
def test_no_numerals(text: str) -> None:
    assert parse_chinese_numeral(text) is None


def test_json_numbers_are_exact_where_whole() -> None:
    assert to_json_number(Decimal("900719925474099312")) == 900719925474099312
    assert isinstance(to_json_number(Decimal("12.00")), int)
    assert to_json_number(Decimal("7.5810")) == 7.581


@pytest.mark.parametrize(
    "filler", ["1", "1,234", " ", "(", "一", "万", "1 ", "(a)", "-", "零", "\u200b", "&nbsp;"]
)
def test_a_hostile_cell_costs_no_time(filler: str) -> None:
    raw = "1" + filler * 20_000 + "x"
    assert parse_value(raw, "万元", signed=True).kind is Kind.TEXT
    assert parse_figure(raw) is None
    assert parse_chinese_numeral(raw) is None
