"""Fetching, against a server on loopback, with a clock that never really waits."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time as time_module
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from gkscrape import __version__
from gkscrape.errors import FetchError, ForbiddenError, UsageError, Why
from gkscrape.fetch import Fetcher, FetchSettings, Validators
from gkscrape.fetch.addresses import resolve
from gkscrape.fetch.bounds import Bounds
from gkscrape.fetch.transport import HttpxTransport
from gkscrape.manners import Clock, host_and_port, posted_parts
from gkscrape.record import Fetched

NOW = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)


class FakeTime:
    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def clock(self) -> Clock:
        return Clock(now=lambda: self.seconds, sleep=self.sleep, utc=lambda: NOW)


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def server(httpserver: HTTPServer) -> Iterator[HTTPServer]:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    yield httpserver
    httpserver.clear()


@pytest.fixture(params=["usual", "fast"])
def fetcher(
    server: HTTPServer, time: FakeTime, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Fetcher]]:
    opened: list[Fetcher] = []

    def make(**changes: object) -> Fetcher:
        values: dict[str, object] = {
            "contact": "mailto:crawler@example.org",
            "allowed_hosts": frozenset({host_and_port(server.url_for("/"))}),
            "allow_private": True,
            "delay": 0.0,
            "timeout": 2.0,
            "retries": 2,
            "fast": request.param == "fast",
        }
        clock = changes.pop("clock", time.clock())
        made = Fetcher(FetchSettings(**(values | changes)), clock)  # type: ignore[arg-type]
        opened.append(made)
        return made

    yield make
    for one in opened:
        one.__exit__(None, None, None)


def asked(server: HTTPServer) -> list[str]:
    return [request.path for request, _ in server.log]


def test_what_comes_back(server: HTTPServer, fetcher: Callable[..., Fetcher]) -> None:
    body = "青溪县2020年政府信息公开年报".encode("gbk")
    server.expect_request("/a.html").respond_with_data(body, content_type="text/html; charset=GB2312")
    page = fetcher().get(server.url_for("/a.html#top"))
    assert (page.url, page.status, page.body) == (server.url_for("/a.html"), 200, body)
    assert (page.media_type, page.charset, page.fetched_at) == ("text/html", "gb2312", NOW)
    assert page.redirected_from is None
    request = server.log[-1][0]
    assert request.headers["User-Agent"] == f"gkscrape/{__version__} (+mailto:crawler@example.org)"
    assert request.headers["Host"] == host_and_port(server.url_for("/"))
    assert asked(server) == ["/robots.txt", "/a.html"]


@pytest.mark.parametrize("contact", [None, "", "  "])
def test_without_a_contact_nothing_starts(contact: str | None) -> None:
    with pytest.raises(UsageError, match="GKSCRAPE_CONTACT"):
        Fetcher(FetchSettings(contact=contact))


def test_a_contact_that_would_break_the_header_is_refused() -> None:
    with pytest.raises(UsageError):
        Fetcher(FetchSettings(contact="mailto:a@b\r\nX-Evil: 1"))


def test_the_environment_is_ignored(
    server: HTTPServer, fetcher: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server.expect_request("/a").respond_with_data("x")
    assert fetcher().get(server.url_for("/a")).status == 200


def test_a_404_comes_back_at_once(server: HTTPServer, fetcher: Callable[..., Fetcher]) -> None:
    server.expect_request("/gone").respond_with_data("Not Found", status=404)
    assert fetcher().get(server.url_for("/gone")).status == 404
    assert asked(server).count("/gone") == 1


def test_cookies_are_not_kept(server: HTTPServer, fetcher: Callable[..., Fetcher]) -> None:
    server.expect_request("/a").respond_with_data("x", headers={"Set-Cookie": "__jsluid_h=1; path=/"})
    one = fetcher()
    one.get(server.url_for("/a"))
    one.get(server.url_for("/a"))
    assert "Cookie" not in server.log[-1][0].headers


def test_retry_after_is_honoured(server: HTTPServer, fetcher: Callable[..., Fetcher], time: FakeTime) -> None:
    server.expect_oneshot_request("/busy").respond_with_data("", status=503, headers={"Retry-After": "17"})
    server.expect_request("/busy").respond_with_data("here")
    assert fetcher().get(server.url_for("/busy")).body == b"here"
    assert time.slept == [17.0]


def test_retry_after_as_a_date(server: HTTPServer, fetcher: Callable[..., Fetcher], time: FakeTime) -> None:
    late = {"Retry-After": "Thu, 15 Jan 2026 08:00:25 GMT"}
    server.expect_request("/busy").respond_with_data("", status=503, headers=late)
    assert fetcher(retries=1).get(server.url_for("/busy")).status == 503
    assert time.slept == [25.0]


def test_too_long_a_retry_after_ends_the_tries(
    server: HTTPServer, fetcher: Callable[..., Fetcher], time: FakeTime
) -> None:
    server.expect_request("/busy").respond_with_data("", status=503, headers={"Retry-After": "86400"})
    one = fetcher()
    assert one.get(server.url_for("/busy")).status == 503
    assert time.slept == []
    with pytest.raises(FetchError, match="left alone"):
        one.get(server.url_for("/busy"))
    assert asked(server).count("/busy") == 1


def test_a_503_is_tried_again_with_doubled_waits(
    server: HTTPServer, fetcher: Callable[..., Fetcher], time: FakeTime
) -> None:
    server.expect_request("/down").respond_with_data("down", status=503)
    page = fetcher(retries=4, backoff=2.0, backoff_cap=5.0).get(server.url_for("/down"))
    assert (page.status, page.body) == (503, b"down")
    assert asked(server).count("/down") == 5
    assert time.slept == [2.0, 4.0, 5.0, 5.0]


def test_a_challenge_is_not_tried_again_and_closes_the_host(
    server: HTTPServer, fetcher: Callable[..., Fetcher]
) -> None:
    shell = "<script>document.cookie='__jsl_clearance=1'</script>"
    server.expect_request("/wall").respond_with_data(shell, status=521, content_type="text/html")
    one = fetcher()
    for _ in range(3):
        assert one.get(server.url_for("/wall")).status == 521
    with pytest.raises(FetchError, match="refused 3 requests"):
        one.get(server.url_for("/wall"))
    assert asked(server).count("/wall") == 3


def test_the_delay_is_kept_from_robots_on(
    server: HTTPServer, fetcher: Callable[..., Fetcher], time: FakeTime
) -> None:
    server.expect_request("/a").respond_with_data("x")
    one = fetcher(delay=2.0)
    one.get(server.url_for("/a"))
    one.get(server.url_for("/a"))
    assert time.slept == [2.0, 2.0]


def test_the_crawl_delay_counts_from_the_robots_file_itself(
    httpserver: HTTPServer, fetcher: Callable[..., Fetcher], time: FakeTime
) -> None:
    httpserver.clear()
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nCrawl-delay: 9\nDisallow: /x")
    httpserver.expect_request("/a").respond_with_data("a")
    one = fetcher(delay=2.0)
    one.get(httpserver.url_for("/a"))
    with pytest.raises(FetchError, match="forbids"):
        one.get(httpserver.url_for("/x"))
    assert time.slept == [9.0]
    assert "/x" not in asked(httpserver)


def redirect(server: HTTPServer, path: str, target: str, status: int = 302) -> None:
    server.expect_request(path).respond_with_data("", status=status, headers={"Location": target})


def test_redirects_are_followed(server: HTTPServer, fetcher: Callable[..., Fetcher]) -> None:
    redirect(server, "/old/a", "../new/a", 301)
    server.expect_request("/new/a").respond_with_data("moved")
    page = fetcher().get(server.url_for("/old/a"))
    assert (page.url, page.redirected_from) == (server.url_for("/new/a"), server.url_for("/old/a"))
    assert page.body == b"moved"


def test_a_redirect_off_the_list_is_not_followed(
    server: HTTPServer, fetcher: Callable[..., Fetcher], make_other: HTTPServer
) -> None:
    redirect(server, "/a", make_other.url_for("/b"))
    with pytest.raises(FetchError, match=r"redirect to .* is off the allow-list"):
        fetcher().get(server.url_for("/a"))
    assert make_other.log == []


@pytest.fixture
def make_other() -> Iterator[HTTPServer]:
    """A second server: the same host, another port."""
    with HTTPServer() as other:
        other.expect_request("/b").respond_with_data("other")
        yield other


def test_a_redirect_to_another_scheme_is_not_followed(
    server: HTTPServer, fetcher: Callable[..., Fetcher]
) -> None:
    redirect(server, "/a", "file:///etc/passwd")
    with pytest.raises(FetchError, match="not an http or https address"):
        fetcher().get(server.url_for("/a"))


def test_a_redirect_loop_is_named(server: HTTPServer, fetcher: Callable[..., Fetcher]) -> None:
    redirect(server, "/a", "/b")
    redirect(server, "/b", "/a")
    with pytest.raises(FetchError, match=r"redirect loop: .*/a -> .*/b -> .*/a"):
        fetcher().get(server.url_for("/a"))


def test_an_endless_chain_of_redirects_ends(server: HTTPServer, fetcher: Callable[..., Fetcher]) -> None:
    for number in range(8):
        redirect(server, f"/r{number}", f"/r{number + 1}")
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetcher().get(server.url_for("/r0"))


def test_a_redirect_into_a_forbidden_path_is_not_followed(
    httpserver: HTTPServer, fetcher: Callable[..., Fetcher]
) -> None:
    httpserver.clear()
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /x")
    redirect(httpserver, "/a", "/x")
    with pytest.raises(FetchError, match=r"robots\.txt"):
        fetcher().get(httpserver.url_for("/a"))
    assert "/x" not in asked(httpserver)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://user:pw@127.0.0.1:1/", "ftp://a/", "青溪"])
def test_what_is_not_on_the_list_is_not_asked(
    server: HTTPServer, fetcher: Callable[..., Fetcher], url: str
) -> None:
    with pytest.raises(FetchError):
        fetcher().get(url)
    assert server.log == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_private_addresses_are_refused(
    server: HTTPServer, fetcher: Callable[..., Fetcher], host: str
) -> None:
    one = fetcher(allow_private=False, allowed_hosts=frozenset({f"{host}:{server.port}"}))
    with pytest.raises(FetchError, match="--allow-private"):
        one.get(f"http://{host}:{server.port}/a")
    assert server.log == []


def test_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", ("8.8.8.8", 80)), (2, 1, 6, "", ("192.168.0.1", 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_more: found)
    with pytest.raises(FetchError, match=r"192\.168\.0\.1"):
        resolve("www.qingxi.example", 80, allow_private=False)
    assert resolve("www.qingxi.example", 80, allow_private=True) == ["8.8.8.8", "192.168.0.1"]


@pytest.mark.parametrize(
    "inner", ["169.254.169.254", "10.0.0.7", "127.0.0.1", "::1", "fe80::1", "::ffff:10.0.0.7"]
)
def test_a_redirect_to_a_name_of_a_private_address_is_not_followed(
    server: HTTPServer, fetcher: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch, inner: str
) -> None:
    real = socket.getaddrinfo

    def resolved(host: str, *args: object, **more: object) -> object:
        found = [(2, 1, 6, "", (inner, 80))]
        return found if host == "inner.qingxi.example" else real(host, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("socket.getaddrinfo", resolved)
    redirect(server, "/a", "http://inner.qingxi.example/latest/meta-data")
    one = fetcher(
        allow_private=False,
        allowed_hosts=frozenset({"www.qingxi.invalid", "inner.qingxi.example"}),
        resolve={"www.qingxi.invalid": ("127.0.0.1", server.port)},
    )
    with pytest.raises(FetchError, match="not a public address"):
        one.get("http://www.qingxi.invalid/a")


def test_the_connection_goes_to_the_address_that_was_checked(
    server: HTTPServer, fetcher: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gkscrape.fetch.fetcher.resolve", lambda *_: ["127.0.0.1"])
    server.expect_request("/a").respond_with_data("x")
    place = f"www.qingxi.example:{server.port}"
    page = fetcher(allowed_hosts=frozenset({place})).get(f"http://{place}/a")
    assert (page.url, page.body) == (f"http://{place}/a", b"x")
    assert server.log[-1][0].headers["Host"] == place


def test_a_host_may_be_played_by_a_server_elsewhere(
    server: HTTPServer, fetcher: Callable[..., Fetcher]
) -> None:
    server.expect_request("/a").respond_with_data("x")
    one = fetcher(
        allow_private=False,
        allowed_hosts=frozenset({"www.qingxi.invalid"}),
        resolve={"www.qingxi.invalid": ("127.0.0.1", server.port)},
    )
    page = one.get("http://www.qingxi.invalid/a")
    assert (page.url, page.body) == ("http://www.qingxi.invalid/a", b"x")
    assert server.log[-1][0].headers["Host"] == "www.qingxi.invalid"


def test_a_second_address_is_tried_when_the_first_is_dead(
    server: HTTPServer, fetcher: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gkscrape.fetch.fetcher.resolve", lambda *_: ["127.0.0.2", "127.0.0.1"])
    server.expect_request("/a").respond_with_data("x")
    assert fetcher().get(server.url_for("/a")).body == b"x"


def test_a_bare_host_stands_for_its_default_ports(fetcher: Callable[..., Fetcher]) -> None:
    one = fetcher(allowed_hosts=frozenset({"127.0.0.1"}), retries=0)
    with pytest.raises(FetchError, match="off the allow-list"):
        one.get("http://127.0.0.1:81/")
    with pytest.raises(FetchError, match="no connection"):
        one.get("http://127.0.0.1:80/")


def test_a_dead_host_is_named_after_the_tries(fetcher: Callable[..., Fetcher]) -> None:
    one = fetcher(allowed_hosts=frozenset({"127.0.0.1:9"}))
    with pytest.raises(FetchError, match=r"http://127\.0\.0\.1:9/a: .*no connection .*3 times"):
        one.get("http://127.0.0.1:9/a")


def test_too_large_a_body_is_not_read(server: HTTPServer, fetcher: Callable[..., Fetcher]) -> None:
    server.expect_request("/big").respond_with_data(b"x" * 5000)
    with pytest.raises(FetchError, match="5000 bytes"):
        fetcher(max_bytes=4999).get(server.url_for("/big"))
    assert len(fetcher(max_bytes=5000).get(server.url_for("/big")).body) == 5000


def test_too_large_a_body_of_unknown_length_is_cut(
    server: HTTPServer, fetcher: Callable[..., Fetcher]
) -> None:
    def endless(_: Request) -> Response:
        return Response((b"x" * 1000 for _ in range(10)), mimetype="text/html")

    server.expect_request("/big").respond_with_handler(endless)
    with pytest.raises(FetchError, match="larger than"):
        fetcher(max_bytes=4999).get(server.url_for("/big"))


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"report " * 100)),
        ("gzip", gzip.compress(b"report " * 60) + gzip.compress(b"report " * 40)),
        ("x-gzip", gzip.compress(b"report " * 100)),
        ("deflate", zlib.compress(b"report " * 100)),
        ("deflate", zlib.compress(b"report " * 100)[2:-4]),
        ("identity", b"report " * 100),
    ],
)
def test_content_encodings_are_undone(
    server: HTTPServer, fetcher: Callable[..., Fetcher], encoding: str, packed: bytes
) -> None:
    server.expect_request("/z").respond_with_data(packed, headers={"Content-Encoding": encoding})
    assert fetcher().get(server.url_for("/z")).body == b"report " * 100


def test_a_gzip_bomb_is_stopped(server: HTTPServer, fetcher: Callable[..., Fetcher]) -> None:
    bomb = gzip.compress(b"\0" * 3_000_000)
    server.expect_request("/bomb").respond_with_data(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="larger than the 100000 bytes"):
        fetcher(max_bytes=100_000).get(server.url_for("/bomb"))


@pytest.mark.parametrize(
    ("encoding", "packed", "words"),
    [
        ("gzip", b"<html>plain</html>", "not the gzip it claims"),
        ("gzip", gzip.compress(b"report " * 100)[:-9], "breaks off"),
        ("br", b"xx", "not asked for"),
        ("gzip, gzip", b"xx", "not asked for"),
    ],
)
def test_a_broken_encoding_is_named(
    server: HTTPServer, fetcher: Callable[..., Fetcher], encoding: str, packed: bytes, words: str
) -> None:
    server.expect_request("/z").respond_with_data(packed, headers={"Content-Encoding": encoding})
    with pytest.raises(FetchError, match=words):
        fetcher().get(server.url_for("/z"))


def test_threads_share_one_connection_a_host(server: HTTPServer, fetcher: Callable[..., Fetcher]) -> None:
    busy: list[int] = [0]
    most: list[int] = [0]

    def count(_: Request) -> Response:
        busy[0] += 1
        most[0] = max(most[0], busy[0])
        threading.Event().wait(0.01)
        busy[0] -= 1
        return Response("x")

    server.expect_request("/a").respond_with_handler(count)
    one = fetcher()
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(one.get, [server.url_for("/a")] * 8))
    assert [page.status for page in pages] == [200] * 8
    assert most == [1]


def test_a_dripping_body_ends_at_the_deadline(
    server: HTTPServer, fetcher: Callable[..., Fetcher], time: FakeTime
) -> None:
    def drip(_: Request) -> Response:
        def chunks() -> Iterator[bytes]:
            for _ in range(20):
                time.seconds += 100.0
                yield b"x"

        return Response(chunks(), mimetype="text/html")

    server.expect_request("/drip").respond_with_handler(drip)
    with pytest.raises(FetchError, match="not complete after 300 s"):
        fetcher().get(server.url_for("/drip"))


def hostile(fetcher: Callable[..., Fetcher], pieces: Iterator[bytes], **changes: object) -> Fetched:
    """What comes of a page whose whole answer, from the status line on, is these bytes; in real time."""
    listening = socket.create_server(("127.0.0.1", 0))
    host = f"127.0.0.1:{listening.getsockname()[1]}"

    def answer() -> None:
        with listening, suppress(OSError):
            for answers in (
                iter([b"HTTP/1.1 404 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"]),
                pieces,
            ):
                connection, _ = listening.accept()
                with connection:
                    connection.recv(10_000)
                    for piece in answers:
                        connection.sendall(piece)

    threading.Thread(target=answer, daemon=True).start()
    settings = {"allowed_hosts": frozenset({host}), "retries": 0, **changes}
    return fetcher(clock=Clock(), **settings).get(f"http://{host}/page")


def test_a_dripping_head_ends_at_the_deadline_too(fetcher: Callable[..., Fetcher]) -> None:
    def drip() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nX-Drip: "
        while True:
            time_module.sleep(0.05)
            yield b"x"

    with pytest.raises(FetchError, match="not complete after") as error:
        hostile(fetcher, drip(), deadline=0.4)
    assert error.value.why is Why.SLOW


PAGE = b"\r\nContent-Length: 4\r\n\r\npage"
JUNK = {
    "cookies": b"\r\n".join(b"Set-Cookie: c%d=%s; Domain=.cn" % (n, b"x" * 300) for n in range(200)),
    "bytes that are no text": b"X-Junk: \xff\xfe\x80\xb9\xab",
    "a name without end": b"X-" + b"j" * 20_000 + b": x",
    "a charset that is none": b"Content-Type: text/html; charset=\"gb2312;;'',utf-99\"",
    "two lengths that agree": b"Content-Length: 4",
    "times that are none": b"Last-Modified: yesterday\r\nRetry-After: soon\r\nDate: 0",
}
REFUSED = {
    "a head without end": b"HTTP/1.1 200 OK\r\n" + b"X-Junk: y\r\n" * 100_000 + PAGE,
    "no HTTP at all": b"SSH-2.0-OpenSSH_9.2\r\n" * 3,
    "two lengths that differ": b"HTTP/1.1 200 OK\r\nContent-Length: 9" + PAGE,
    "a length that is none": b"HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\npage",
    "fewer bytes than it says": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npage",
    "chunks of no number": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\npage\r\n0\r\n\r\n",
    "an answer that breaks off": b"HTTP/1.1 200 OK\r\nContent-",
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
def test_junk_in_the_head_does_no_harm(fetcher: Callable[..., Fetcher], junk: bytes) -> None:
    page = hostile(fetcher, iter([b"HTTP/1.1 200 OK\r\n" + junk + PAGE]))
    assert (page.status, page.body) == (200, b"page")


@pytest.mark.parametrize("answer", REFUSED.values(), ids=REFUSED)
def test_what_is_no_answer_is_refused_by_name(fetcher: Callable[..., Fetcher], answer: bytes) -> None:
    with pytest.raises(FetchError, match=r"http://127\.0\.0\.1:\d+/page: "):
        hostile(fetcher, iter([answer]))


def test_a_posted_query_is_told_apart_by_its_body(
    server: HTTPServer, fetcher: Callable[..., Fetcher]
) -> None:
    server.expect_request("/list", method="POST").respond_with_handler(
        lambda request: Response(request.get_data() + request.headers["Content-Type"].encode())
    )
    one = fetcher()
    first, second = (one.post(server.url_for("/list"), f'{{"page": {n}}}') for n in (1, 2))
    assert first.body == b'{"page": 1}application/json'
    assert first.url != second.url
    assert posted_parts(second.url) == (server.url_for("/list"), '{"page": 2}')


def test_nothing_of_a_posted_query_is_left_in_the_next_request(
    server: HTTPServer, fetcher: Callable[..., Fetcher]
) -> None:
    server.expect_request("/list").respond_with_handler(
        lambda request: Response(f"{request.method} {request.get_data()!r} {request.content_type}")
    )
    one = fetcher()
    assert one.post(server.url_for("/list"), "{}").body == b"POST b'{}' application/json"
    form = one.post(server.url_for("/list"), "columnid=15")
    assert form.body == b"POST b'columnid=15' application/x-www-form-urlencoded"
    assert one.get(server.url_for("/list")).body == b"GET b'' None"


def test_a_posted_query_keeps_the_manners_of_all_requests(
    httpserver: HTTPServer, fetcher: Callable[..., Fetcher]
) -> None:
    httpserver.clear()
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /x")
    httpserver.expect_request("/moved").respond_with_data("", status=307, headers={"Location": "/list"})
    one = fetcher()
    with pytest.raises(ForbiddenError, match=r"robots\.txt"):
        one.post(httpserver.url_for("/x"), "{}")
    with pytest.raises(FetchError, match="off the allow-list"):
        one.post("http://other.example/list", "{}")
    with pytest.raises(FetchError, match="not followed"):
        one.post(httpserver.url_for("/moved"), "{}")
    assert asked(httpserver) == ["/robots.txt", "/moved"]


def test_old_servers_are_met_only_where_they_are_named() -> None:
    one = HttpxTransport("agent", Bounds(1.0, 1.0, 1), Clock(), frozenset({"old.example"}))
    assert one._tls("old.example:443").options & 0x4
    assert not one._tls("new.example:443").options & 0x4
    assert one._tls("old.example:443").verify_mode is ssl.CERT_REQUIRED


def test_a_page_that_is_still_the_same_is_not_sent_again(
    server: HTTPServer, fetcher: Callable[..., Fetcher]
) -> None:
    def answer(request: Request) -> Response:
        same = request.headers.get("If-None-Match") == '"v1"'
        same &= request.headers.get("If-Modified-Since") == "Thu, 01 Jan 2026 00:00:00 GMT"
        return Response(status=304) if same else Response("body", headers={"ETag": '"v1"'})

    server.expect_request("/page").respond_with_handler(answer)
    server.expect_request("/moved").respond_with_data("", 302, {"Location": "/page"})
    page = server.url_for("/page")
    known = Validators(page, '"v1"', "Thu, 01 Jan 2026 00:00:00 GMT")
    one = fetcher()
    assert one.get(page).status == 200
    again = one.get(page, known=known)
    assert (again.status, again.body) == (304, b"")
    assert one.get(server.url_for("/moved"), known=known).status == 304
    assert one.get(page, known=Validators(page, '"v0"', None)).body == b"body"
    elsewhere = Validators(server.url_for("/other"), '"v1"', "Thu, 01 Jan 2026 00:00:00 GMT")
    assert one.get(page, known=elsewhere).body == b"body", "they are sent to no other address"


def test_an_allow_list_of_its_own_wins(server: HTTPServer, fetcher: Callable[..., Fetcher]) -> None:
    server.expect_request("/page").respond_with_data("body")
    one = fetcher()
    with pytest.raises(FetchError, match="off the allow-list") as error:
        one.get(server.url_for("/page"), hosts={"other.example"})
    assert error.value.why is Why.OFF_LIST


@pytest.mark.parametrize(
    ("path", "why", "words"), [("/slow", Why.SLOW, "no answer"), ("/dead", Why.DOWN, "no connection")]
)
def test_why_nothing_came(
    server: HTTPServer, fetcher: Callable[..., Fetcher], path: str, why: Why, words: str
) -> None:
    def slow(_: Request) -> Response:
        time_module.sleep(2.5)
        return Response("late")

    server.expect_request("/slow").respond_with_handler(slow)
    one = fetcher(timeout=0.1, retries=0)
    url = server.url_for(path)
    if why is Why.DOWN:
        place = ("127.0.0.1", 9)
        one = fetcher(resolve={"127.0.0.1": place, "localhost": place}, retries=0)
    with pytest.raises(FetchError, match=words) as error:
        one.get(url)
    assert error.value.why is why
