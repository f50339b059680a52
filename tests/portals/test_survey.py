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
