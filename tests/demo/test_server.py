"""The loopback server of the sample portal: what it answers, and with which headers."""

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest

from gkscrape.demo.server import DEMO_HOST, GBK_PAGES, DemoPortal, serve


@pytest.fixture(name="portal", scope="module")
def running_portal() -> Iterator[DemoPortal]:
    with serve() as portal:
        yield portal


def ask(portal: DemoPortal, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(*portal.address, timeout=5)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Host": DEMO_HOST, **sent})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_it_listens_on_loopback_and_keeps_its_public_address(portal: DemoPortal) -> None:
    assert portal.address[0] == "127.0.0.1"
    assert portal.home == "http://demo.gkscrape.invalid/"
    assert portal.resolve == {"demo.gkscrape.invalid": portal.address}


@pytest.mark.parametrize("path", ["/", "/zfxxgk/", "/zfxxgk/zfxxgknb/bm/index_1.html"])
def test_pages_are_utf8_html(portal: DemoPortal, path: str) -> None:
    response, body = ask(portal, path)
    assert (response.status, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "霁川县" in body.decode("utf-8")
    assert int(response.headers["Content-Length"]) == len(body)


def test_the_gbk_page_comes_without_a_charset(portal: DemoPortal) -> None:
    (path,) = GBK_PAGES
    response, body = ask(portal, path)
    assert response.headers["Content-Type"] == "text/html"
    assert "霁川县教育局" in body.decode("gbk")


def test_a_page_that_did_not_change_is_not_sent_again(portal: DemoPortal) -> None:
    first, _ = ask(portal, "/zfxxgk/")
    by_tag, body = ask(portal, "/zfxxgk/", If_None_Match=first.headers["ETag"])
    assert (by_tag.status, body) == (304, b"")
    by_date, _ = ask(portal, "/zfxxgk/", If_Modified_Since=first.headers["Last-Modified"])
    assert by_date.status == 304
    changed, body = ask(portal, "/zfxxgk/", If_None_Match='"another"')
    assert changed.status == 200
    assert body


def test_a_folder_without_its_slash_is_redirected(portal: DemoPortal) -> None:
    response, _ = ask(portal, "/zfxxgk")
    assert (response.status, response.headers["Location"]) == (301, "/zfxxgk/")


def test_head_sends_no_body(portal: DemoPortal) -> None:
    response, body = ask(portal, "/", method="HEAD")
    assert (response.status, body) == (200, b"")
    assert int(response.headers["Content-Length"]) > 0


def test_beyond_the_last_list_page_stands_a_stub_with_status_200(portal: DemoPortal) -> None:
    response, body = ask(portal, "/zfxxgk/zfxxgknb/bm/index_2.html")
    assert response.status == 200
    assert 250 <= len(body) <= 350


@pytest.mark.parametrize("path", ["/nothing.html", "/../server.py", "/%2e%2e/server.py"])
def test_what_is_not_of_the_portal_is_not_found(portal: DemoPortal, path: str) -> None:
    response, _ = ask(portal, path)
    assert response.status == 404


def test_it_remembers_what_was_asked_for(portal: DemoPortal) -> None:
    ask(portal, "/robots.txt")
    assert portal.requested[-1] == "/robots.txt"


def test_the_port_is_free_again_after_the_block() -> None:
    with serve() as portal:
        address = portal.address
    connection = HTTPConnection(*address, timeout=2)
    with pytest.raises(ConnectionRefusedError):
        connection.request("GET", "/")
    connection.close()
