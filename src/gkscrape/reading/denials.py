"""Statements that there was none of a thing: 未收到政府信息公开申请, 无行政复议、诉讼案件."""

from __future__ import annotations

import re

_SUBJECT = "申请|复议|诉讼|举报|投诉|申诉|费"
_NO = r"(?<![如若凡对未])(?:(?:均|都|也|尚|还|从)?(?:未|没有)|无)"
# Nothing came: 未收到…申请, 未因…被申请行政复议.
_CAME = re.compile(
    rf"{_NO}(?:曾)?(?:收到|接到|接收到?|受理|发生|产生|出现|收取|新收)过?(?:任何|有关|关于|针对|一起|1起)?"
    rf"(?P<thing>[^，,。；;]{{0,30}}?(?:{_SUBJECT})[^，,。；;]{{0,12}})$"
)
_SUFFERED = re.compile(
    r"未因[^，,。；;]{2,20}?被?(?:申请|提起)(?P<thing>[^，,。；;]{0,20}(?:复议|诉讼|申诉)[^，,。；;]{0,8})$"
)
# Nothing was: 无因政府信息公开引起的行政复议、诉讼案件.
_KIND = (
    r"(?:(?:政府)?(?:信息公开)?(?:行政)?(?:复议|诉讼|申诉)|举报|投诉|(?:政府)?信息公开申请"
    r"|依申请公开(?:政府)?(?:信息)?)(?:案件|申请|事项|案)?"
)
_CAUSE = (
    r"(?:因|由|针对|有关|关于|涉及)[^，,。；;]{0,12}?公开[^，,。；;]{0,6}?"
    r"(?:引起|引发|产生|导致|提起|申请|被)的?"
)
_WAS = re.compile(
    rf"{_NO}(?:任何)?(?:{_CAUSE})?(?P<thing>{_KIND}(?:(?:、|和|及|以及|与|或|或者)(?:提起)?{_KIND})*)"
    r"(?:的?(?:情况|情形|现象))?(?:发生|产生|出现)?$"
)
# Nobody asked, nobody paid.
_ASKED = re.compile(
    rf"{_NO}[^，,。；;]{{2,24}}?(?:提出|提交|递交)过?(?P<thing>[^，,。；;]{{0,8}}公开(?:政府信息)?申请)$"
)
_PAID = re.compile(rf"{_NO}向[^，,。；;]{{2,8}}收取过?(?:任何)?(?P<thing>[^，,。；;]{{0,16}}费用?)$")
_DENIALS = (_CAME, _SUFFERED, _WAS, _ASKED, _PAID)

DENIAL_SIGN = "未|没有|无"
"""What every denial has, as a part of a regular expression."""

_SIGN = re.compile(DENIAL_SIGN)
# Such a denial says less than that there was none.
_LIMITED = re.compile(
    r"违反|的(?:单位|部门|人员|原因|情况下|前提|地方|机关)|基本|几乎|是否|逾期|超期|不当|败诉|纠错|如果"
)


def denied(clause: str) -> tuple[int, str] | None:
    """Where the clause begins to say that there was none of a thing, and the thing; None where it does not.

    >>> denied("我局未收到政府信息公开申请"), denied("未收到逾期未答复的投诉")
    ((2, '政府信息公开申请'), None)
    """
    if _SIGN.search(clause) is None or _LIMITED.search(clause):
        return None
    match = next((found for denial in _DENIALS if (found := denial.search(clause))), None)
    if match is None or any(char.isdigit() for char in match[0]):
        return None
    return match.start(), match["thing"].strip().removesuffix("的情况").removesuffix("情况")
