"""Names what a page hides of a report: tabs that its markup keeps unseen, and that are not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gkscrape.documents import Document, Line
from gkscrape.form import Form
from gkscrape.reading.headings import find_headings
from gkscrape.reading.lexicon import core, labels_of
from gkscrape.record import Fault, Grade, Suspect
from gkscrape.text import clean, fold

_ENOUGH_LABELS = 4
_ENOUGH_HEADINGS = 2
_QUOTED = 40


def hidden_faults(document: Document, forms: Mapping[str, Form]) -> Iterator[Fault]:
    """A fault for each hidden part that holds labels or sections of a report which the page does not show."""
    shown = fold("".join(line.text for line in document.lines)) if document.hidden else ""
    for part in document.hidden:
        if fold(part) not in shown and _is_of_report(part.split("\n"), forms.values()):
            message = f"the page hides a part of the report, which is not read: {clean(part)[:_QUOTED]} …"
            yield Fault("page.hidden", Grade.WARNING, message, suspect=Suspect.UNDECIDED)


def _is_of_report(texts: Sequence[str], forms: Iterable[Form]) -> bool:
    lines = [Line(number, text) for number, text in enumerate(texts)]
    words = {core(text) for text in texts}
    return any(
        len(words.intersection(map(core, labels_of(form)))) >= _ENOUGH_LABELS
        or len(find_headings(lines, form.sections)) >= _ENOUGH_HEADINGS
        for form in forms
    )
