"""Surveys and checks of portals in memory: names, regions by two signs, and what no longer holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkscrape.errors import InputError
from gkscrape.portals.catalogue import Expectation
from gkscrape.portals.survey import check, survey, verified

from .in_memory import ROOT, Site, page, report

CODED = '<meta name="SiteIDCode" content="5119220001"><meta name="SiteName" content="南江县人民政府网站">'


def site(
    head: str = "", title: str = "南江县人民政府网", imprint: str = "", organ: str = "柳湾镇人民政府"
) -> Site:
    home = page(("/nb/", "政府信息公开年报"), title=title, more=imprint).replace("<head>", f"<head>{head}")
    links = [(f"202{n}01/t20210120_{n}00.html", report(organ, 2018 + n)) for n in range(3)]
    return Site({"/": home, "/nb/": page(*links, title="政府信息公开年报")})


def test_the_name_and_the_region_by_two_signs() -> None:
    found = survey(f"{ROOT}/", site(CODED).get)
    assert (found.portal.name, found.portal.region) == ("南江县人民政府", "511922")
    assert "code" in found.region


def test_the_imprint_is_a_sign_too() -> None:
    found = survey(f"{ROOT}/", site(imprint="<p>主办：南江县人民政府办公室</p>").get)
    assert found.portal.region == "511922"


def test_one_sign_is_not_enough_and_that_is_said() -> None:
    found = survey(f"{ROOT}/", site().get)
    assert found.portal.region is None
    assert "511922" in found.region
    assert "one sign is not enough" in found.region


def test_signs_that_contradict_each_other_settle_nothing() -> None:
    found = survey(f"{ROOT}/", site(CODED.replace("5119220001", "3101070001")).get)
    assert found.portal.region is None


def test_from_the_column_the_home_page_is_found() -> None:
    found = survey(f"{ROOT}/nb/", site(CODED).get)
    assert (found.portal.home, found.portal.column) == (f"{ROOT}/", f"{ROOT}/nb/")
    assert found.portal.hosts == ("www.qingxi.example",)


def test_a_portal_without_reports_is_no_entry() -> None:
    with pytest.raises(InputError, match="no column of yearly reports"):
        survey(f"{ROOT}/", Site({"/": page(("/xw/", "青溪新闻"))}).get)


def test_an_entry_that_holds_and_one_that_does_not() -> None:
    one = site(CODED)
    entry = survey(f"{ROOT}/", one.get).portal
    assert check(entry, one.get).problems == ()
    assert verified(entry).verified
    expecting = replace(
        entry, family="vsb", charset="gb18030", expect=Expectation(reports=4, years=(2018, 2023))
    )
    problems = check(expecting, one.get).problems
    words = ("at least 4", "no report of 2023", "family looks like", "utf-8")
    assert len(problems) == len(words)
    assert all(word in problem for word, problem in zip(words, problems, strict=True))


def test_a_portal_of_no_known_family_is_said_to_be_generic() -> None:
    links = [(f"/x/{n}00.html", report("柳湾镇人民政府", 2018 + n)) for n in range(3)]
    one = Site({"/": page(("/nb/", "政府信息公开年报")), "/nb/": page(*links, title="政府信息公开年报")})
    found = survey(f"{ROOT}/", one.get)
    assert found.portal.family == check(found.portal, one.get).family.family == "generic"
    assert "no sign of a known family" in found.family.reason


def test_an_entry_whose_column_is_gone() -> None:
    entry = survey(f"{ROOT}/", site(CODED).get).portal
    checked = check(entry, Site({}).get)
    assert (checked.found, len(checked.broken)) == ((), 1)
    assert checked.problems == (f"no report was found from {ROOT}/nb/",)


def shared(
    *, named: bool = True, organs: tuple[str, ...] = ("青溪县教育局", "青溪县财政局", "临县教育局")
) -> Site:
    """Lists by a number of their own, each linked from all others; `named`: by what they are called."""
    lists = [
        (f"/nb.aspx?a=1&d={n}", f"{organ[:-3]}年报" if named else "年报") for n, organ in enumerate(organs)
    ]
    pages = {"/": page(("/nb.aspx?a=1&d=0", "政府信息公开年报"), title="北山市人民政府")}
    for number, organ in enumerate(organs):
        own = [(f"/show.aspx?d={number}&id={100 + y}", report(organ, 2018 + y)) for y in range(2)]
        pages[f"/nb.aspx?a=1&d={number}"] = page(*own, *lists, title="政府信息公开年报")
    return Site(pages)


@pytest.mark.parametrize("named", [True, False])
def test_all_lists_of_a_county_and_none_of_another(named: bool) -> None:
    found = survey(f"{ROOT}/nb.aspx?a=1&d=0", shared(named=named).get)
    assert found.portal.within == ("/nb.aspx?d=0", "/nb.aspx?d=1", "/show.aspx?d=0", "/show.aspx?d=1")
    assert (found.portal.name, found.portal.id) == ("青溪县", "www.qingxi.example-0".removeprefix("www."))
    assert found.share is not None
    assert found.share.others == (("/nb.aspx?d=2", "临县"),)
    assert {one.unit_hint for one in found.found} == {"青溪县教育局", "青溪县财政局"}
    assert check(found.portal, shared(named=named).get).problems == ()


def test_lists_that_were_not_read_count_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkscrape.portals.survey.ENOUGH", 2)
    found = survey(f"{ROOT}/nb.aspx?a=1&d=0", shared().get)
    assert found.portal.within == ("/nb.aspx?d=0", "/nb.aspx?d=1", "/show.aspx?d=0", "/show.aspx?d=1")
    assert found.portal.expect.reports is None
    assert survey(f"{ROOT}/", shared().get).portal.column is None


def test_lists_by_organ_of_one_county_are_one_column() -> None:
    found = survey(
        f"{ROOT}/nb.aspx?a=1&d=0", shared(organs=("青溪县教育局", "柳湾镇人民政府", "青溪县财政局")).get
    )
    assert (found.portal.within, found.share) == ((), None)
    assert found.portal.column == f"{ROOT}/nb.aspx?a=1&d=0"
    assert len(found.found) == 6


def test_a_list_that_names_no_county_is_left_out_aloud() -> None:
    organs = ("青溪县教育局", "柳湾镇人民政府", "临县教育局")
    found = survey(f"{ROOT}/nb.aspx?a=1&d=0", shared(named=False, organs=organs).get)
    assert found.share is not None
    assert found.share.others == (("/nb.aspx?d=1", "no division named"), ("/nb.aspx?d=2", "临县"))
