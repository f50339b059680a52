"""The page docs/layouts.md, made from the files under `parsers/`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from gkscrape.layout import Layout, Reader, RowEnd
from gkscrape.run.layouts import KnownLayout, known_layouts

_HEAD = """# The layouts

How pages are typeset: one file a layout under `parsers/`, proved by one fixture under
`tests/fixtures/layouts/` ([how to add one](add-a-layout.md)). This page is generated
(`gkscrape layouts list --markdown > docs/layouts.md`).

| layout | what it looks like | a variant of |
|---|---|---|
"""


def markdown() -> str:
    """The page, the layouts in the order of their names."""
    known = known_layouts()
    rows = [f"| [`{k.layout.name}`](#{k.layout.name}) | {k.layout.description} | {_link(k)} |" for k in known]
    return _HEAD + "\n".join(rows) + "\n" + "".join(map(_section, known))


def _link(known: KnownLayout) -> str:
    return f"[`{known.extends}`](#{known.extends})" if known.extends else ""


def _section(known: KnownLayout) -> str:
    lines = ["", f"## {known.layout.name}", "", f"{known.layout.description}.", ""]
    lines += [known.comment, ""] if known.comment else []
    lines += ["| key | value |", "|---|---|", *_keys(known.layout), ""]
    return "\n".join(lines)


def _keys(layout: Layout) -> Iterator[str]:
    """A row for each key that says something, as a TOML file would write it."""
    for field in fields(layout):
        value = getattr(layout, field.name)
        if field.name not in _silent(layout) and value not in ("", (), False):
            words = ", ".join(map(_quoted, value)) if isinstance(value, tuple) else _quoted(value)
            yield f"| `{field.name}` | {words} |"


def _silent(layout: Layout) -> Iterator[str]:
    """The keys that say nothing of this layout."""
    yield from ("name", "description")
    if layout.reader is Reader.GRID:
        yield "row_end"
    if not layout.separator or layout.row_end is RowEnd.LINE:
        yield "separator_side"


def _quoted(value: object) -> str:
    """A value as code, line breaks and bars written out.

    >>> _quoted("\\n|\\n"), _quoted(True)
    ('`"\\\\n\\\\|\\\\n"`', '`true`')
    """
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    escaped = str(value).replace("\\", "\\\\").replace("\n", "\\n").replace("|", "\\|")
    return f'`"{escaped}"`'
