"""Pure text for matching and for showing: folding of labels, leading enumerators, white space in prose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

ZERO_WIDTH = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
)
"""Characters without a width of their own, as the inside of a regular expression's class."""

PICTURE = "\ufffc"
"""What stands for a picture in a cell that prints nothing else: OBJECT REPLACEMENT CHARACTER."""

_QUOTES = frozenset("\"“”„‟〝〞'‘’‚‛「」『』《》〈〉«»‹›")
_DASHES = frozenset("-‐‑‒–—―─━−⸺⸻")
_VANISHING = re.compile(rf"[\s{ZERO_WIDTH}\x00-\x1f\x7f-\x9f]")

# Radicals that PDF fonts give back in place of the character, and that NFKC does not know.
_BROKEN = "⺠⻁⻄⻅⻆⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰"
_WHOLE = "民虎西见角车长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙"
_RADICALS = dict(zip(_BROKEN, _WHOLE, strict=True))

# Characters of labels that hosts in traditional characters print, 行政強製 for 行政强制 among them.
_TRADITIONAL = (
    "佈係個傳內動務區參員問單噹國圍報執採捲審專對屬廢強後徑從復應據數於時會條業構機權決沒況減濟為爲無熱現當發眞眾衆"
    "確祕穩獲穫範糾納組結絡統經綫線維網編總織繫繳繼續罰聞職舉萬處補製複規計訓訟訪設許訴註認說説談請議護讀負責費購"
    "輯輿轉辦迴這進過錯門開閱閲關隱項題額類駁體點齣"
)
_SIMPLIFIED = (
    "布系个传内动务区参员问单当国围报执采卷审专对属废强后径从复应据数于时会条业构机权决没况减济为为无热现当发真众众"
    "确秘稳获获范纠纳组结络统经线线维网编总织系缴继续罚闻职举万处补制复规计训讼访设许诉注认说说谈请议护读负责费购"
    "辑舆转办回这进过错门开阅阅关隐项题额类驳体点出"
)
_ONE_SCRIPT = dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))


class _FoldTable(dict[int, str]):
    """What each code point folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = "".join(_fold_char(char) for char in unicodedata.normalize("NFKC", chr(code)))
        self[code] = folded
        return folded


def _fold_char(char: str) -> str:
    if char in _QUOTES or _VANISHING.match(char):
        return ""
    if char in _DASHES:
        return "-"
    return _RADICALS.get(char) or _ONE_SCRIPT.get(char, char)


_FOLD = _FoldTable()
# Most text is in characters that stay as they are, and in a few marks; long ones see to those in one go each.
_OFTEN = tuple((mark, _FOLD[ord(mark)]) for mark in "，：；（）“”《》！？％—… \u3000\u00a0\n")


def _han_without(marks: str) -> str:
    """The common Chinese characters but these, as the inside of a regular expression's class."""
    borders = sorted({0x4DFF, *map(ord, marks), 0xA000})
    ranges = ((low + 1, high - 1) for low, high in pairwise(borders))
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in ranges if low <= high)


_UNUSUAL = re.compile(f"[^!#-&(-~、。【】〇{_han_without(_TRADITIONAL)}]")
_BORDER = "\u9fff"
"""A character that stays as it is and that nobody prints; where one does, texts are folded one by one."""

_SHORT = 40
_LONGEST_KEPT = 400
_MOST_KEPT = 2048
"""The stages fold and clean the lines of a page over again, and most are short: the last ones are kept."""


def fold(text: str) -> str:
    """The text as labels are compared: NFKC by character, no white space or quotes, one dash, one script.

    >>> fold("３.危及“三安全一 稳定”\\u3000（万元）")
    '3.危及三安全一稳定(万元)'
    >>> fold("科研\\n\\n机构"), fold("㈠ 予以公开"), fold("——")
    ('科研机构', '(一)予以公开', '--')
    >>> fold("行政強製"), fold("總計")
    ('行政强制', '总计')
    """
    if text.isascii() and text.isalnum():
        return text
    return _folded_once(text) if len(text) <= _LONGEST_KEPT else _fold_all(text)


def fold_each(texts: Sequence[str]) -> list[str]:
    """Each of the texts as `fold` gives it, all in one go.

    >>> fold_each(["第 （一）项", "", "３"])
    ['第(一)项', '', '3']
    """
    folded = _fold_all(_BORDER.join(texts)).split(_BORDER)
    return folded if len(folded) == len(texts) else [fold(text) for text in texts]


def _fold_all(text: str) -> str:
    if len(text) > _SHORT:
        for mark, folded in _OFTEN:
            text = text.replace(mark, folded)
    return _UNUSUAL.sub(_folded, text)


_folded_once = lru_cache(_MOST_KEPT)(_fold_all)


def _folded(char: re.Match[str]) -> str:
    return _FOLD[ord(char[0])]


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and for each of its characters the index in the original that it comes from."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters from `start` up to `end` stand in the original, end exclusive.

        >>> folded = fold_with_map("第 （一）项")
        >>> folded.span(*re.search(r"一", folded.text).span())
        (3, 4)
        """
        if start >= end:
            position = self.origin[start] if start < len(self.origin) else (self.origin or (-1,))[-1] + 1
            return position, position
        return self.origin[start], self.origin[end - 1] + 1


def fold_with_map(text: str) -> Folded:
    """The same text as `fold` gives, with the way back to the original.

    >>> fold_with_map("㈠ 甲")
    Folded(text='(一)甲', origin=(0, 0, 0, 2))
    """
    pieces = [_FOLD[code] for code in map(ord, text)]
    folded = "".join(pieces)
    if len(folded) == len(text) and "" not in pieces:
        return Folded(folded, tuple(range(len(text))))
    return Folded(folded, tuple([index for index, piece in enumerate(pieces) for _ in piece]))


_NUMERAL = "[一二三四五六七八九十]{1,3}"
_ENUMERATOR = re.compile(
    rf"""\s*(
      第{_NUMERAL}\s*[,，、:：]
    | [(（]\s*(?:{_NUMERAL}|\d{{1,2}})\s*[)）](?:\s*[、.．,，])?
    | (?:{_NUMERAL}|\d{{1,2}})\s*(?:[、)）]|[.．](?!\s*\d))
    | [㈠-㈩⑴-⒇①-⑳⒈-⒛](?:\s*[、.．])?
    | [—–―-]\s*、
    )\s*""",
    re.VERBOSE,
)


def split_enumerator(label: str) -> tuple[str, str]:
    """The printed enumerator at the head of a label (empty if there is none), and the rest.

    A dash before 、 is the misprint of 一. A numeral without a mark behind it belongs to the words.

    >>> split_enumerator("（三）不予公开"), split_enumerator("—、总体情况")
    (('（三）', '不予公开'), ('—、', '总体情况'))
    >>> split_enumerator("三类内部事务"), split_enumerator("第二十条第（一）项"), split_enumerator("7.5810")
    (('', '三类内部事务'), ('', '第二十条第（一）项'), ('', '7.5810'))
    """
    match = _ENUMERATOR.match(label)
    if match is None:
        return "", label
    return match[1], label[match.end() :]


def strip_enumerator(label: str) -> str:
    """The label without one leading enumerator: 一、 (一) ㈠ 1. 1、 第一， ①.

    >>> [strip_enumerator(label) for label in ("一、本年新收", "(七)总计", "㈠ 当面", "1.重复", "①其他")]
    ['本年新收', '总计', '当面', '重复', '其他']
    """
    return split_enumerator(label)[1]


_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]+")
_IDEOGRAPHIC = (
    "\u2e80-\u2fdf\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff"
)
_SPACE_IN_CJK = re.compile(rf"(?<=[{_IDEOGRAPHIC}])[^\S\n]+(?=[{_IDEOGRAPHIC}])")


_OVERRIDE = "\u202e"
_SHOWN_TURNED = re.compile(f"{_OVERRIDE}([^\u202c\n]*)")


def clean(text: str) -> str:
    """The text on one line: each run of white space, line breaks too, is one space; none at the ends.

    What an override shows from right to left is turned about, so that it reads as it is shown.

    >>> clean("\\u3000\\u3000南江县 \\n 2020年\\u200b报告\\n")
    '南江县 2020年报告'
    >>> clean("收到\\u202e321\\u202c件")
    '收到123件'
    """
    return _cleaned_once(text) if len(text) <= _LONGEST_KEPT else _clean_all(text)


def _clean_all(text: str) -> str:
    if _OVERRIDE in text:
        text = _SHOWN_TURNED.sub(lambda shown: shown[1][::-1], text)
    return " ".join(_ZERO_WIDTH.sub("", text).split())


_cleaned_once = lru_cache(_MOST_KEPT)(_clean_all)


def clean_paragraphs(text: str) -> str:
    """The text with every line cleaned, and without empty lines.

    >>> clean_paragraphs("\\u3000\\u3000一  二\\r\\n\\n \\n 三 ")
    '一 二\\n三'
    """
    return "\n".join(line for line in map(clean, text.splitlines()) if line)


def squeeze_cjk(text: str) -> str:
    """The text without the spaces that stand between two Chinese characters; line breaks stay.

    >>> squeeze_cjk("商 业\\u3000企业 2020 年 PDF 版")
    '商业企业 2020 年 PDF 版'
    """
    return _SPACE_IN_CJK.sub("", text)
