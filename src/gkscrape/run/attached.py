"""Which addresses a report's page has beside it: the files, and the pictures where they may hold tables."""

from __future__ import annotations

from gkscrape.documents import open_document
from gkscrape.errors import InputError
from gkscrape.portals.attachments import AttachmentKind, attachments
from gkscrape.record import Fetched


def attached_urls(fetched: Fetched, *, pictures: bool) -> tuple[str, ...]:
    """The addresses of a page's files, and with `pictures` those of its own pictures, in order, each once."""
    try:
        document = open_document(fetched.body, fetched.media_type, fetched.charset)
    except InputError:
        return ()
    found = attachments(document, fetched.url)
    wanted = (one.url for one in found if pictures or one.kind is AttachmentKind.FILE)
    return tuple(dict.fromkeys(url for url in wanted if url is not None))
