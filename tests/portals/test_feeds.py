"""Answers to the scripts of lists: XML, JSON, JSONP, and what is none of them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkscrape.portals.feeds import embedded_feed, read_feed


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("<record><![CDATA[<a href='/1.html'>一</a>]]></record>", (("/1.html", "一"),)),
        (
            "<?xml version='1.0'?><datastore><record><a href='/1.html'>一</a></record></datastore>",
            (("/1.html", "一"),),
        ),
        ('callback([{"title": "一", "url": "/1.html"}]);', (("/1.html", "一"),)),
        (
            '{"custom": "{\\"infodata\\": [{\\"title\\": \\"一\\", \\"infourl\\": \\"/1.html\\"}]}"}',
            (("/1.html", "一"),),
        ),
        ('{"data": {"html": "<ul><li><a href=\'/1.html\'>一</a></li></ul>"}}', (("/1.html", "一"),)),
        (
            '{"title": "%u5E74%u62A5", "post_url": "/p.html", "url": "http://old.example/"}',
            (("/p.html", "年报"),),
        ),
        ('{"articles": []}', ()),
    ],
)
def test_links_of_a_feed(source: str, links: tuple[tuple[str, str], ...]) -> None:
    feed = read_feed(source)
    assert feed is not None
    assert feed.links == links


@pytest.mark.parametrize(
    "source", ["", "<html><p>x</p></html>", "{ not json", "12", "<?xml version='1.0'?><html/>", "null"]
)
def test_what_is_no_feed(source: str) -> None:
    assert read_feed(source) is None


def test_numbers_of_records() -> None:
    feed = read_feed('{"total": "49", "articles": [{"title": "一", "url": "/1"}]}')
    assert feed is not None
    assert (feed.total, feed.records) == (49, ("/1",))
    store = embedded_feed(
        "<p></p><datastore><totalrecord>9</totalrecord>"
        "<record><a href='/1'>一</a><a href='/c'>评</a></record></datastore>"
    )
    assert store is not None
    assert (store.total, store.records, len(store.links)) == (9, ("/1",), 2)
    assert embedded_feed("<p></p>") is None


def test_depths_without_end_are_left() -> None:
    feed = read_feed('{"a":' * 200 + '{"title": "一", "url": "/1"}' + "}" * 200)
    assert feed is not None
    assert feed.links == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@settings(max_examples=80, deadline=None)
@given(json_values)
def test_no_answer_breaks_it(value: object) -> None:
    feed = read_feed(json.dumps(value))
    assert feed is None or feed.total is None or isinstance(feed.total, int)
