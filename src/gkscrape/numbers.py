"""Printed figures to exact decimals: cells of the forms, figures in prose, Chinese numerals.

Only what reads one way is a number. Glued, torn or footnoted digits stay text with their raw, for a reader
with more evidence (or a person) to settle; a blank is never 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from gkscrape.record import Kind
from gkscrape.text import PICTURE, ZERO_WIDTH


class Value(NamedTuple):
    """What one printed cell says. `value` is in the unit asked for, and None unless `kind` is number.

    `unit` is the unit printed in the cell itself, None where only the number stands there; a scale before
    a count unit (万件) is worked into the value and left out of the unit.
    """

    kind: Kind
    value: Decimal | None
    unit: str | None
    raw: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a sentence: counts in single units, money in 万元; `approximate` where it is rounded."""

    value: Decimal
    unit: str | None
    approximate: bool


# Longer numbers are rows of cells glued together: no report counts so far.
_MOST_DIGITS = 12
_EXACT = Context(prec=60)

_LONGEST_KEPT = 20
_MOST_KEPT = 2048
"""Most cells of most reports hold one of a few figures: those read last are kept."""

_COUNT_UNITS = ("人次", "件次", *"件项条次个人篇宗份起家场期名例")
_SCALES = {"": 0, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}
_MONEY_POWERS = {f"{scale}元": power for scale, power in _SCALES.items()}

FOREIGN_MONEY = re.compile(
    "美元|美金|港元|港币|港幣|澳门元|欧元|日元(?![旦月宵])|日圆|英镑|澳元|加币|加拿大元|新台币|台币|韩元|卢布|法郎|USD|HKD|EUR|JPY|GBP"
)
"""Names of money that no form counts: a figure of it is neither one of 万元 nor a count."""

_SPACE_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|#160|#12288|#xa0|#x3000);?", re.IGNORECASE)
# Characters that turn the digits behind them about, so that 321 is shown as 123, are not passed over.
_ZERO_WIDTH = re.compile(f"(?:(?![\u202d\u202e])[{ZERO_WIDTH}])+")
_HALF_WIDTH_ALREADY = re.compile("[0-9A-Za-z,.%+/\u4e00-\u9fff-]*")
_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {ord("￥"): ord("¥")}
_MINUS = {ord(dash): "-" for dash in "\u2010\u2011\u2013\u2212\ufe63"}

_COUNT = re.compile("0|[1-9][0-9]{0,11}")
_NA = re.compile(r"[-—―─━]+|[/\\]{1,2}|n/?a|不适用|不填|不涉及", re.IGNORECASE)
_ZERO = re.compile(r"(?:无|零|没有|未发生|〇)。?")
_UNCHANGED = re.compile(r"持平|不变|无变化|没有变化|无增减")
# A letter in the place of a digit, 一 that may as well be a dash, or a picture.
_LOOK_ALIKE = re.compile(rf"一+|(?=[0-9]*[OolI])[0-9OolI]+|{PICTURE}+")

_WHOLE = r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)"
_PLAIN = rf"{_WHOLE}(?:\.[0-9]{{1,10}})?"
_CHINESE = "[零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+"
_SCALE = "(?:百万|千万|千|万|亿)"
_UNIT = f"(?:{'|'.join(_COUNT_UNITS)}|元)"

UNIT_ALONE = rf"{_SCALE}?{_UNIT}"
"""A unit of a count or of money, as the inside of a regular expression: 件, 人次, 万元."""

_NUMBER = re.compile(
    rf"(?P<sign>-?)¥?(?:(?P<plain>{_PLAIN})|(?P<chinese>{_CHINESE}))"
    rf"(?:\s*\((?:单位[:：]?)?(?P<noted_scale>{_SCALE}?)(?P<noted>{_UNIT})\)"
    rf"|\s*(?P<scale>{_SCALE}?)(?P<unit>{_UNIT}?))"
)
_DELTA = re.compile(
    r"(?P<rise>(?:新增|净增|增加了?|增|上升)\s*|[+↑])|(?P<fall>(?:净减|减少了?|减|下降)\s*|[-↓])"
)
_NOTE = re.compile(r"\(([^()]*)\)$")
_TELLING = re.compile(rf"[元增减升降币$€£]|{FOREIGN_MONEY.pattern}", re.IGNORECASE)


def parse_value(raw: str, unit: str | None, *, signed: bool = False) -> Value:
    """What the cell `raw` says in `unit` (万元, 件, 项 …; None: as printed). Never raises.

    `signed` cells (本年增/减) also read 新增11, 减少3, ↑2 and 持平. A money unit in a count cell, a count
    unit in a money cell and every figure that could be read in two ways are text.

    >>> parse_value("１，２０４", "件").value, parse_value("152790元", "万元").value
    (Decimal('1204'), Decimal('15.2790'))
    >>> parse_value("减少3", "项", signed=True).value, parse_value("减少3", "项").kind
    (Decimal('-3'), <Kind.TEXT: 'text'>)
    >>> [str(parse_value(raw, "件").kind) for raw in ("", "——", "1,23", "1 234", "①", "O", "无")]
    ['blank', 'na', 'text', 'text', 'text', 'unreadable', 'number']
    """
    return (_read if len(raw) > _LONGEST_KEPT else _read_again)(raw, unit, signed)


def _read(raw: str, unit: str | None, signed: bool) -> Value:
    if _COUNT.fullmatch(raw):
        return Value(Kind.NUMBER, Decimal(raw), None, raw)
    printed = _half_width(raw)
    wording = "".join(printed.split())
    if not wording:
        return Value(Kind.BLANK, None, None, raw)
    if _NA.fullmatch(wording):
        return Value(Kind.NA, None, None, raw)
    if _ZERO.fullmatch(wording) or (signed and _UNCHANGED.fullmatch(wording)):
        return Value(Kind.NUMBER, Decimal(0), None, raw)
    if _LOOK_ALIKE.fullmatch(wording):
        return Value(Kind.UNREADABLE, None, None, raw)
    read = _signed_number(printed, unit) if signed else _number(printed, unit)
    if read is None:
        return Value(Kind.TEXT, None, None, raw)
    return Value(Kind.NUMBER, read[0], read[1], raw)


_read_again = lru_cache(_MOST_KEPT)(_read)


def _half_width(raw: str) -> str:
    """The cell in half-width characters, each run of white space one space, none at the ends."""
    if _HALF_WIDTH_ALREADY.fullmatch(raw):
        return raw
    words = _ZERO_WIDTH.sub("", _SPACE_ENTITY.sub(" ", raw)).split()
    return " ".join(words).translate(_HALF_WIDTH).translate(_MINUS)


def _signed_number(printed: str, unit: str | None) -> tuple[Decimal, str | None] | None:
    """The change that the cell states, and its printed unit; a sign behind a sign is no number."""
    word = _DELTA.match(printed)
    if word is None:
        return _number(printed, unit)
    rest = printed[word.end() :]
    if rest.startswith("-"):
        return None
    read = _number(rest, unit)
    if read is None or word["rise"] is not None or not read[0]:
        return read
    return read[0].copy_negate(), read[1]


def _number(printed: str, unit: str | None) -> tuple[Decimal, str | None] | None:
    """The number and its printed unit, converted; None where the cell is not one number in that unit."""
    match = _NUMBER.fullmatch(printed) or _NUMBER.fullmatch(_without_note(printed))
    if match is None:
        return None
    number = _decimal(match["plain"], match["chinese"])
    if number is None:
        return None
    if match["sign"] and number:
        number = number.copy_negate()
    scale, name = match["noted_scale"] or match["scale"] or "", match["noted"] or match["unit"] or ""
    if "¥" in printed:
        name = name or "元"
    if match["chinese"] and not name and unit in _MONEY_POWERS:
        return None
    return _convert(number, scale, name, unit)


def _without_note(printed: str) -> str:
    """The cell without a closing note in brackets, where the note cannot bear on the figure before it."""
    note = _NOTE.search(printed)
    if note is None or _TELLING.search(note[1]) or any(map(str.isnumeric, note[1])):
        return printed
    return printed[: note.start()].rstrip()


def _decimal(plain: str | None, chinese: str | None) -> Decimal | None:
    if plain is None:
        numeral = parse_chinese_numeral(chinese or "")
        return None if numeral is None else Decimal(numeral)
    digits = plain.replace(",", "")
    return Decimal(digits) if len(digits.partition(".")[0]) <= _MOST_DIGITS else None


def _convert(number: Decimal, scale: str, name: str, unit: str | None) -> tuple[Decimal, str | None] | None:
    """`number` of the printed unit (`scale`, `name`) in `unit`, with the printed unit; None across kinds."""
    money = name == "元" or (unit in _MONEY_POWERS and scale and not name)
    if money:
        printed = f"{scale}元"
        if unit is None:
            return number, printed
        if unit not in _MONEY_POWERS:
            return None
        return _shift(number, _MONEY_POWERS[printed] - _MONEY_POWERS[unit]), printed
    if name and unit in _MONEY_POWERS:
        return None
    return _shift(number, _SCALES[scale]), name or None


def _shift(number: Decimal, power: int) -> Decimal:
    """`number` times ten to `power`, exactly, and in full digits (35000, never 3.5E+4)."""
    return Decimal(f"{number.scaleb(power, _EXACT):f}") if power else number


_HEDGE = "(?P<hedge>大约|约|将近|接近|近|超过|超|逾|不到|不足|至少)?"
_PROSE_UNIT = f"(?:[场户家批篇]次|{'|'.join(_COUNT_UNITS)}|元|%|个百分点|倍|部|册|套|张|户|幅|块|批|字|封|笔)"
_FIGURE = re.compile(
    rf"{_HEDGE}\s*(?:(?P<plain>{_PLAIN})|(?P<chinese>{_CHINESE}))\s*(?P<odd>[余多])?(?P<scale>{_SCALE})?"
    rf"(?P<more>[余多])?\s*(?P<unit>{_PROSE_UNIT}(?:/{_PROSE_UNIT})?)?(?P<tail>左右|上下|以上|余)?"
)


def parse_figure(raw: str) -> Figure | None:
    """The figure that a token of prose states, or None; 约, 余, 近 and counts given in 万 are approximate.

    >>> parse_figure("约3.5万件")
    Figure(value=Decimal('35000'), unit='件', approximate=True)
    >>> parse_figure("152790元"), parse_figure("2020年")
    (Figure(value=Decimal('15.2790'), unit='万元', approximate=False), None)
    """
    match = _FIGURE.fullmatch(_half_width(raw))
    if match is None or (match["chinese"] and not match["unit"]):
        return None
    number = _decimal(match["plain"], match["chinese"])
    if number is None:
        return None
    hedged = any(match.group("hedge", "odd", "more", "tail"))
    scale, unit = match["scale"] or "", match["unit"]
    if unit == "元":
        return Figure(_shift(number, _SCALES[scale] - _SCALES["万"]), "万元", hedged)
    return Figure(_shift(number, _SCALES[scale]), unit, hedged or bool(scale))


_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟两○", "一二三四五六七八九十百千二〇")
_DIGITS = {digit: str(number) for number, digit in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_ZERO_BETWEEN = dict.fromkeys("0Oo", "0")
_DIGIT = "[一二三四五六七八九]"
_SECTION = re.compile(
    rf"(?:(?P<thousands>{_DIGIT})千)?(?:零?(?P<hundreds>{_DIGIT})百)?"
    rf"(?:零?(?P<tens>{_DIGIT}?十)(?P<ones>{_DIGIT})?|零(?P<odd>{_DIGIT}))?"
)


def parse_chinese_numeral(text: str) -> int | None:
    """The whole number that a Chinese numeral says, None where it is none or has two readings (三四, 一百五).

    Years may print 0 or the letter O for 〇.

    >>> [parse_chinese_numeral(text) for text in ("十二", "二百零三", "三万五千", "二〇二〇", "二O一九")]
    [12, 203, 35000, 2020, 2019]
    >>> [parse_chinese_numeral(text) for text in ("一百五", "三四", "〇七", "件")]
    [None, None, None, None]
    """
    plain = text.translate(_FORMAL)
    digits = "".join((_DIGITS | _ZERO_BETWEEN).get(char, "") for char in plain)
    if len(digits) == len(plain):
        return _spelled(plain, digits)
    return None if plain.startswith(("零", "〇")) else _positional(plain, ("亿", "万"))


def _spelled(plain: str, digits: str) -> int | None:
    """The number spelled digit by digit: one digit, or several that cannot be an estimate such as 三四."""
    if len(digits) == 1:
        return int(digits) if plain in _DIGITS else None
    spelled = digits[:1] != "0" and plain[:1] in _DIGITS and len(digits) <= _MOST_DIGITS
    return int(digits) if spelled and (len(digits) > 2 or "0" in digits) else None


def _positional(text: str, marks: tuple[str, ...]) -> int | None:
    if not marks:
        return _below_ten_thousand(text)
    head, mark, tail = text.rpartition(marks[0])
    if not mark:
        return _positional(text, marks[1:])
    upper = _positional(head, marks[1:])
    lower = _positional(tail, marks[1:]) if tail else 0
    if not upper or lower is None or len(tail) == 1:
        return None
    return upper * int("1" + "0" * _SCALES[mark]) + lower


def _below_ten_thousand(text: str) -> int | None:
    if len(text) == 1 and text in _DIGITS:
        return int(_DIGITS[text])
    match = _SECTION.fullmatch(text)
    if match is None or not text:
        return None
    tens = (match["tens"] or "").removesuffix("十") or ("一" if match["tens"] else "〇")
    places = (
        match["thousands"] or "〇",
        match["hundreds"] or "〇",
        tens,
        match["ones"] or match["odd"] or "〇",
    )
    return int("".join(_DIGITS[place] for place in places))


def to_json_number(value: Decimal) -> int | float:
    """The value as JSON writes it: a whole number exactly, any other as the nearest float.

    >>> to_json_number(Decimal("3985758.0")), to_json_number(Decimal("7.5810"))
    (3985758, 7.581)
    """
    return int(value) if value == value.to_integral_value() else float(value)
