"""The concordance as data (`data/concordance.toml`): what may be compared across forms, and as what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from gkscrape.catalog import data_path, load_toml
from gkscrape.errors import DataFileError
from gkscrape.record import Comparable

_ANY_COLUMN = "/*"


@dataclass(frozen=True, slots=True)
class Concept:
    """One quantity and the codes that stand for it on each form; a form not named uses `indicators` itself.

    A code that ends in `/*` stands for each column. `label` is given where no form has the indicator.
    """

    name: str
    indicators: tuple[str, ...]
    comparable: Comparable
    forms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    label: str = ""
    note: str = ""

    def in_column(self, column: str) -> Concept:
        """The same concept with `*` replaced by the column."""
        forms = {form: _with_column(codes, column) for form, codes in self.forms.items()}
        indicators = _with_column(self.indicators, column)
        return Concept(self.name, indicators, self.comparable, forms, self.label, self.note)


@dataclass(frozen=True, slots=True)
class Concordance:
    """All concepts, in the order of the file, and the indicators that a reader looks at first."""

    headlines: tuple[str, ...]
    concepts: tuple[Concept, ...]

    def expanded(self, columns: Mapping[str, tuple[str, ...]]) -> tuple[Concept, ...]:
        """The concepts without `*`, given the columns of each row (`table/row`)."""
        return tuple(one for concept in self.concepts for one in _expand(concept, columns))


def _expand(concept: Concept, columns: Mapping[str, tuple[str, ...]]) -> Iterator[Concept]:
    patterns = [code for code in concept.indicators if code.endswith(_ANY_COLUMN)]
    if not patterns:
        yield concept
        return
    rows = [pattern.removesuffix(_ANY_COLUMN) for pattern in patterns]
    for column in dict.fromkeys(column for row in rows for column in columns.get(row, ())):
        yield concept.in_column(column)


def _with_column(codes: tuple[str, ...], column: str) -> tuple[str, ...]:
    return tuple(f"{code[:-1]}{column}" if code.endswith(_ANY_COLUMN) else code for code in codes)


@cache
def load_concordance() -> Concordance:
    """The concordance of `data/concordance.toml`. Raises DataFileError with every fault of the file."""
    path = data_path("concordance.toml")
    concordance = load_toml(path, Concordance)
    faults = [fault for concept in concordance.concepts for fault in _faults(concept)]
    if faults:
        raise DataFileError(str(path), faults)
    return concordance


def _faults(concept: Concept) -> Iterator[str]:
    if not concept.indicators:
        yield f"{concept.name}: names no indicator"
    if concept.forms and len(concept.indicators) != 1:
        yield f"{concept.name}: has codes for forms, so it must name exactly one indicator"
    if concept.forms and concept.comparable is Comparable.NO:
        yield f"{concept.name}: is not comparable, so it must have no codes for forms"
    if concept.comparable is Comparable.NO and not concept.note:
        yield f"{concept.name}: is not comparable, so its note must say why"
    starred = concept.indicators[:1] and concept.indicators[0].endswith(_ANY_COLUMN)
    for form, codes in concept.forms.items():
        if any(code.endswith(_ANY_COLUMN) != bool(starred) for code in codes):
            yield f"{concept.name}: form {form} and the indicator must both end in {_ANY_COLUMN}, or neither"
