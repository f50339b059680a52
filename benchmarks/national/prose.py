"""The text of an invented report: common sentences, with the unit, the year and figures in them."""

from __future__ import annotations

import random
from decimal import Decimal

from gkscrape.record import Fact, Place, Section

_HEADINGS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
_SENTENCES = (
    "坚持以公开为常态、不公开为例外,把政务公开摆在突出位置,与业务工作同部署、同推进、同落实。",
    "健全主要领导负总责、分管领导具体抓、办公室牵头协调的工作机制,明确专人负责信息采集、审核和发布。",
    "严格执行信息发布审查制度,遵循谁公开谁审查、先审查后公开、一事一审的原则,确保内容准确。",
    "围绕群众关心的民生事项,及时更新栏目内容,对政策文件同步组织解读,多渠道回应社会关切。",
    "完善依申请公开工作流程,规范登记、审核、办理、答复、归档各环节,依法保障公众的知情权。",
    "加强平台日常管理和维护,定期检查栏目更新情况,清理过期内容,提升网页使用的便利程度。",
    "组织开展业务培训,学习有关条例和上级文件,工作人员的业务水平和服务意识有所提高。",
    "主动接受社会监督,畅通意见箱、热线等渠道,对反映的情况逐件登记、逐件办理、逐件反馈。",
)
_PROBLEMS = (
    "一是部分栏目更新不够及时,内容的深度和广度有待拓展,与群众的期待相比还有差距。",
    "二是政策解读形式较为单一,图表、视频等形式运用不多,解读的质量需要进一步提高。",
    "三是工作力量较为薄弱,人员变动频繁,业务能力有待加强,培训的针对性还不够强。",
    "下一步将细化任务分工,压实工作责任,加大检查力度,把发现的不足逐项整改到位。",
    "下一步将丰富公开内容,扩大公开范围,对重点领域的信息做到应公开尽公开。",
)
_COUNTED = (
    "政务动态",
    "财政信息",
    "人事信息",
    "民生信息",
    "政策解读材料",
    "图片新闻",
    "会议信息",
    "公示公告",
)


def sections(unit: str, year: int, counted: tuple[Fact, ...], dice: random.Random) -> tuple[Section, ...]:
    """Six sections of some 900 characters together; those on tables hold the tables alone."""
    figures = ",".join(fact.raw for fact in counted)
    texts = (
        f"{year}年,{unit}" + "".join(dice.sample(_SENTENCES, 6)) + f"全年公开{figures}。",
        "",
        "",
        "",
        "".join(dice.sample(_PROBLEMS, 4)) + dice.choice(_SENTENCES),
        "没有其他需要报告的事项。",
    )
    lines = (8, 14, 60, 250, 270, 280)
    return tuple(
        Section(number, heading, text, Place(line))
        for number, (heading, text, line) in enumerate(zip(_HEADINGS, texts, lines, strict=True), start=1)
    )


def facts(dice: random.Random) -> tuple[Fact, ...]:
    """Six figures of the first section."""
    return tuple(_fact(label, dice.randrange(1, 900), 10 + line) for line, label in enumerate(_labels(dice)))


def _labels(dice: random.Random) -> list[str]:
    return dice.sample(_COUNTED, 6)


def _fact(label: str, count: int, line: int) -> Fact:
    raw = f"{label}{count}条"
    return Fact(1, label, Decimal(count), "条", raw, Place(line, 2, 2 + len(raw)))
