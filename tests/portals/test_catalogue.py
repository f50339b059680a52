"""The catalogue: what an entry may say, whose comes first, and the family of every address."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkscrape.errors import DataFileError, UsageError
from gkscrape.portals import seeds
from gkscrape.portals.catalogue import (
    Expectation,
    Portal,
    Tls,
    as_toml,
    find_portal,
    load_catalogue,
    own_folder,
    read_portal,
    write_portal,
)
from gkscrape.portals.family import family_of_address, family_of_portal, load_families

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_portals.py"
ENTRY = Portal("qingxi.example", "青溪县", "http://www.qingxi.example/", "trs", ("www.qingxi.example",))
DOCS = Path(__file__).parents[2] / "docs" / "portals.md"


def test_every_address_met_is_on_the_hosts_of_an_entry() -> None:
    hosts = {host for entry in load_catalogue().values() for host in entry.hosts}
    assert len(seeds.load_addresses()) == 126
    assert {urlsplit(one.url).netloc for one in seeds.load_addresses()} <= hosts


def test_shipped_entries_are_not_verified_yet_and_have_a_family_and_a_region() -> None:
    entries = load_catalogue()
    assert len(entries) == 108
    assert not any(entry.verified for entry in entries.values())
    assert sum(entry.region is None for entry in entries.values()) == 5


def test_entries_are_what_their_addresses_make_of_them() -> None:
    by_host: dict[str, list[seeds.Address]] = {}
    for address in seeds.load_addresses():
        by_host.setdefault(urlsplit(address.url).netloc, []).append(address)
    shipped, make_portals = load_catalogue(), runpy.run_path(str(SCRIPT))
    made = [make_portals["entry_for"](host, addresses) for host, addresses in by_host.items()]
    stale = [entry.id for entry in made if shipped[entry.id] != entry and not shipped[entry.id].verified]
    assert stale == [], "run `python -m scripts.make_portals`"


def test_the_page_about_the_addresses_is_current() -> None:
    assert DOCS.read_text(encoding="utf-8") == seeds.page(), "run `python -m gkscrape.portals.seeds`"


@pytest.mark.parametrize("address", seeds.load_addresses(), ids=lambda address: address.url)
def test_every_address_has_a_family_and_a_reason(address: seeds.Address) -> None:
    assigned = family_of_address(address.url)
    assert assigned.family in {family.id for family in load_families()}
    assert re.fullmatch("address: .{5,}", assigned.reason)


@pytest.mark.parametrize(
    ("mark", "family"),
    [
        ("<script>createPageHTML(3, 0, 'index', 'html')</script>", "trs"),
        ("proxyUrl:'/module/web/jpage/dataproxy.jsp'", "hanweb"),
        ("<div id='vsb_content'>", "vsb"),
        ("<p>nothing</p>", "generic"),
    ],
)
def test_marks_go_before_addresses(mark: str, family: str) -> None:
    assert family_of_portal([mark], Counter()).family == family
    shapes = Counter([family_of_address("http://a.example/info/1/2.htm")])
    assert family_of_portal([mark], shapes).family == ("vsb" if family == "generic" else family)


def test_an_unknown_portal_is_generic_and_says_so() -> None:
    shapes = Counter([family_of_address("http://a.example/x/1.html")])
    assert "followed as they are printed" in family_of_portal(["<p>"], shapes).reason


def test_own_entries_come_first(tmp_path: Path) -> None:
    shipped = find_portal("shangluo.gov.cn", tmp_path)
    write_portal(replace(shipped, name="商洛"), tmp_path)
    assert find_portal("shangluo.gov.cn", tmp_path).name == "商洛"
    assert load_catalogue(tmp_path)["shangluo.gov.cn"].name == "商洛"
    assert load_catalogue()["shangluo.gov.cn"].name == shipped.name == "商洛市"


def test_an_entry_is_not_replaced_unasked(tmp_path: Path) -> None:
    write_portal(ENTRY, tmp_path)
    with pytest.raises(UsageError, match="--force"):
        write_portal(ENTRY, tmp_path)
    assert write_portal(replace(ENTRY, verified=True), tmp_path, replace=True).is_file()


def test_an_unknown_id_names_those_that_are_like_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"did you mean shangluo\.gov\.cn"):
        find_portal("商洛市", tmp_path)
    with pytest.raises(UsageError, match="portals list"):
        find_portal("../../etc/passwd", tmp_path)


def test_all_faults_of_an_entry_at_once(tmp_path: Path) -> None:
    path = tmp_path / "qingxi.example.toml"
    wrong = replace(
        ENTRY,
        id="qingxi",
        family="wordpress",
        region="999999",
        hosts=("http://a",),
        within=("nb/",),
        column="http://b.example/",
    )
    path.write_text(as_toml(wrong), encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        read_portal(path)
    words = ("id:", "family:", "region:", "hosts:", "within:", "home:", "column:")
    assert [fault.partition(" ")[0] for fault in error.value.faults] == list(words[:5] + words[5:])


@pytest.mark.parametrize("line", ["colour = 1", 'tls = "sometimes"', "hosts = 3"])
def test_unknown_words_are_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "qingxi.example.toml"
    kept = [old for old in as_toml(ENTRY).splitlines() if old.partition(" ")[0] != line.partition(" ")[0]]
    path.write_text("\n".join([*kept, line]), encoding="utf-8")
    with pytest.raises(DataFileError):
        read_portal(path)


@settings(max_examples=40)
@given(
    name=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip),
    tls=st.sampled_from(Tls),
    years=st.lists(st.integers(2008, 2030), max_size=3),
    reports=st.none() | st.integers(0, 999),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, name: str, tls: Tls, years: list[int], reports: int | None
) -> None:
    entry = replace(ENTRY, name=name, tls=tls, expect=Expectation(reports, tuple(years)))
    assert read_portal(write_portal(entry, tmp_path_factory.mktemp("own"))) == entry


def test_where_own_entries_lie() -> None:
    assert own_folder({"GKSCRAPE_PORTALS": "/p"}) == Path("/p")
    assert own_folder({"XDG_CONFIG_HOME": "/c"}) == Path("/c/gkscrape/portals")


def test_old_servers_are_named_for_fetching() -> None:
    assert replace(ENTRY, tls=Tls.LEGACY).legacy_tls == {"www.qingxi.example"}
    assert ENTRY.legacy_tls == frozenset()
