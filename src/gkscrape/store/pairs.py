"""Pairs of neighbouring letters: by these every word of two characters or more is found, names above all.

Chinese prints no spaces between words, so an index of words would have to guess them, and the index that
SQLite offers for parts of words (trigram) finds nothing shorter than three characters.
"""

from __future__ import annotations

from array import array
from itertools import chain, pairwise
from unicodedata import ucd_3_2_0

_FULL_WIDTH = "".join(map(chr, range(0xFF01, 0xFF5F)))
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPACES = " \t\n\r\v\f\u00a0\u2002\u2003\u200b\u3000\ufeff"

FOLDED_FROM = _CAPITALS + _FULL_WIDTH + _SPACES
FOLDED_TO = _CAPITALS.lower() + "".join(chr(ord(letter) - 0xFEE0) for letter in _FULL_WIDTH).lower()
"""Letters as they are compared: small and of half width. Those beyond the end of `FOLDED_TO` fall away."""

_FOLDED = {
    ord(letter): FOLDED_TO[at] if at < len(FOLDED_TO) else None for at, letter in enumerate(FOLDED_FROM)
}


class _Letters(dict[int, str | None]):
    """What becomes of a character in the index, found out when it is first met: all but letters part.

    Letters, digits among them, are those of an early Unicode, which every version of SQLite takes for such.
    """

    def __missing__(self, code: int) -> str | None:
        letter = _FOLDED.get(code, chr(code))
        self[code] = letter and (letter if ucd_3_2_0.category(letter)[0] in "LN" else " ")
        return self[code]


_LETTERS = _Letters()
_WIDE = "utf-32-le"
_SPACE = array("I", " ".encode(_WIDE))


def folded(text: str) -> str:
    """The text as it is searched: without white space, in small letters of half width.

    >>> folded("Ａ市 教育\\n局")
    'a市教育局'
    """
    return text.translate(_FOLDED)


def pairs(text: str) -> tuple[str, ...]:
    """Every two neighbouring letters or digits, each pair once, in the order of the text.

    >>> pairs("杏垄乡，第2号")
    ('杏垄', '垄乡', '第2', '2号')
    """
    return tuple(dict.fromkeys(map("".join, chain.from_iterable(map(pairwise, _runs(text))))))


def lone_letters(text: str) -> tuple[str, ...]:
    """The letters or digits that have no neighbour, each once: no pair stands for them.

    >>> lone_letters("乡，第2号，乡")
    ('乡',)
    """
    return tuple(dict.fromkeys(run for run in _runs(text) if len(run) == 1))


def index_words(text: str) -> str:
    """What the index holds of a text: each letter with the one behind it, those at either end alone as well.

    So a letter that stands anywhere is how some word begins. Words come as often as the text has them.

    >>> index_words("杏垄乡，第2号").split()
    ['杏', '杏垄', '垄乡', '乡', '第', '第2', '2号', '号']
    """
    letters = array("I", f" {text.translate(_LETTERS)} ".encode(_WIDE))  # whole columns are copied at once
    words = _SPACE * (3 * len(letters) - 3)
    words[0::3], words[1::3] = letters[:-1], letters[1:]
    return words.tobytes().decode(_WIDE)


def _runs(text: str) -> list[str]:
    return text.translate(_LETTERS).split(" ")


def found_in(text: str, word: str) -> tuple[int, int] | None:
    """Where a word stands in a text first, as it is searched: its beginning and end; None where it does not.

    >>> found_in("设教 育局。", "教育局")
    (1, 5)
    """
    kept = [at for at, letter in enumerate(text) if _FOLDED.get(ord(letter), letter) is not None]
    wanted = folded(word)
    start = folded(text).find(wanted) if wanted else -1
    return None if start < 0 else (kept[start], kept[start + len(wanted) - 1] + 1)
