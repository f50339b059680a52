"""Writes the catalogue's entries for the addresses of data/portals/addresses.csv, one a host.

    python -m scripts.make_portals

Entries that are marked as verified are left as they are. The places that an address's row does not name by
the full name of a division are named below.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from gkscrape.catalog import data_path
from gkscrape.portals.catalogue import Portal, id_of, read_portal, write_portal
from gkscrape.portals.family import family_of_address, family_of_portal
from gkscrape.portals.seeds import Address, load_addresses
from gkscrape.regions import Region, load_regions

YEAR = 2025
PLACES = {
    "fushun.gov.cn": ("抚顺市", "210400"),
    "tieling.gov.cn": ("铁岭市", "211200"),
    "suqian.gov.cn": ("宿迁市", "321300"),
    "jingmen.gov.cn": ("荆门市", "420800"),
    "www.ynws.gov.cn": ("文山州", "532600"),
    "www.shangluo.gov.cn": ("商洛市", "611000"),
    "gk.ziyang.gov.cn": ("资阳市", "512000"),
    "zuogong.changdu.gov.cn": ("左贡县", "540325"),
    "wsb.shanxi.gov.cn": ("山西省外事办公室", "140000"),
    "nmj.xam.gov.cn": ("兴安盟农牧局", "152200"),
    "bbwb.gxzf.gov.cn": ("广西北部湾办", "450000"),
    "www.gxzf.gov.cn": ("广西壮族自治区", "450000"),
    "scsqw.cn": ("四川省地方志办", "510000"),
    "jyj.yangling.gov.cn": ("杨凌示范区教育局", None),
    "wsjk.gnzrmzf.gov.cn": ("甘南州卫健委", "623000"),
    "linxia.gov.cn": ("临夏州", "622900"),
    "www.hainanzhou.gov.cn": ("海南州", "632500"),
    "www.wulanchabu.gov.cn": ("乌兰察布市", "150900"),
    "www.zhumadian.gov.cn": ("驻马店市", "411700"),
    "info.xingtai.gov.cn": ("邢台市", "130500"),
    "aqxxgk.anqing.gov.cn": ("安庆市", "340800"),
    "www.bengbu.gov.cn": ("蚌埠市", "340300"),
    "www.qinzhou.gov.cn": ("钦州市", "450700"),
    "www.xixianxinqu.gov.cn": ("西咸新区", None),
    "www.yjx.gov.cn": ("元江县", "530428"),
    "www.dlweishan.gov.cn": ("巍山县", "532927"),
    "xncz.gov.cn": ("城中区", "630103"),
    "www.cqsdj.gov.cn": ("www.cqsdj.gov.cn", None),
    "www.chnzj.gov.cn": ("www.chnzj.gov.cn", None),
    "www.xjbl.gov.cn": ("www.xjbl.gov.cn", None),
}
COLUMNS = ("年报栏目列表", "[column] 江北区", "[column paging]")
PARTS = ("年报按年列表", "[column] 清远", "[column] 临夏州")


@dataclass(frozen=True)
class Place:
    """Whose portal it is: a name, and the code of its division where one is sure."""

    name: str
    region: str | None


def main() -> None:
    """Write an entry for each host."""
    by_host: dict[str, list[Address]] = defaultdict(list)
    for address in load_addresses():
        by_host[urlsplit(address.url).netloc].append(address)
    folder = data_path("portals")
    for host, addresses in by_host.items():
        entry = entry_for(host, addresses)
        path = folder / f"{entry.id}.toml"
        if not (path.is_file() and read_portal(path).verified):
            write_portal(entry, folder, replace=True)
    print(f"{len(by_host)} portals")


def entry_for(host: str, addresses: list[Address]) -> Portal:
    """The entry of a host, from the rows of its addresses."""
    place = _place(host, addresses)
    scheme = "https" if any(one.url.startswith("https:") for one in addresses) else "http"
    assigned = family_of_portal((), Counter(family_of_address(one.url) for one in addresses))
    hosts = (host, f"www.{host}") if host.count(".") == 2 and host.endswith(".gov.cn") else (host,)
    return Portal(
        id=id_of(f"{scheme}://{host}/"),
        name=place.name,
        home=f"{scheme}://{host}/",
        family=assigned.family,
        hosts=hosts,
        region=place.region,
        column=_column(addresses),
        note=" ".join(
            f"One organ's column is {one.url}."
            for one in addresses
            if any(mark in one.what for mark in PARTS)
        ),
    )


def _column(addresses: list[Address]) -> str | None:
    """The column that a row names; without the query that asks for one of its later pages."""
    for one in addresses:
        if any(mark in one.what for mark in COLUMNS):
            parts = urlsplit(one.url)
            return urlunsplit(parts._replace(query="" if "pager.offset" in parts.query else parts.query))
    return None


def _place(host: str, addresses: list[Address]) -> Place:
    if host in PLACES:
        return Place(*PLACES[host])
    found = [region for one in addresses if (region := _named(one)) is not None]
    if not found or len({region.code for region in found}) > 1:
        raise SystemExit(
            f"{host}: {[one.what for one in addresses]} tell no single division; name it in PLACES"
        )
    return Place(found[0].name, found[0].code)


def _named(address: Address) -> Region | None:
    """The division that the row begins with, in its province."""
    regions = load_regions()
    provinces = [
        region for region in regions if region.parent is None and region.name.startswith(address.province)
    ]
    words = address.what.rpartition("] ")[2]
    for length in range(len(words), 1, -1):
        for region in regions.named(words[:length], YEAR):
            above = {region.code, *(one.code for one in regions.above(region, YEAR))}
            if above & {province.code for province in provinces}:
                return region
    return None


if __name__ == "__main__":
    main()
