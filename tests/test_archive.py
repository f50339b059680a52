"""The archive: what is put in comes out, other tools open it, and damage is named, never passed on."""

from __future__ import annotations

import gzip
import io
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from gkscrape.archive import Archive, deflate, read_warc, records
from gkscrape.errors import ArchiveError
from gkscrape.record import Fetched

NOON = datetime(2026, 1, 15, 12, 0, 0, 123456, tzinfo=UTC)
PAGE = Fetched(
    url="http://www.qingxi.example/zwgk/t1.html",
    status=200,
    headers=(
        ("Server", "nginx"),
        ("Content-Type", "text/html; charset=gb2312"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", "21"),
    ),
    body="青溪县2020年政府信息公开工作年度报告".encode("gbk") * 20,
    fetched_at=NOON,
    media_type="text/html",
    charset="gb2312",
    redirected_from="http://www.qingxi.example/old.html",
)


def other(number: int, **changes: object) -> Fetched:
    url = f"http://www.qingxi.example/{number}.html"
    return replace(PAGE, url=url, body=f"page {number}".encode(), **changes)  # type: ignore[arg-type]


def warcs(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.warc.gz"))


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive") as archive:
        capture = archive.put(PAGE)
        assert archive.body(capture) == PAGE.body
        assert archive.fetched(capture) == PAGE
    assert (capture.url, capture.status, capture.bytes) == (PAGE.url, 200, len(PAGE.body))
    assert (capture.media_type, capture.fetched_at) == ("text/html", NOON)
    assert re.fullmatch(r"gkscrape-20260115-001-[0-9a-f]{6}\.warc\.gz", capture.warc)


@settings(max_examples=30)
@given(body=st.binary(max_size=300), server=st.text("abc \t;=", max_size=20), status=st.integers(100, 599))
def test_any_response_survives(body: bytes, server: str, status: int) -> None:
    odd = replace(PAGE, body=body, headers=(*PAGE.headers, ("X-Odd", server.strip())), status=status)
    with TemporaryDirectory() as folder, Archive(Path(folder)) as archive:
        capture = archive.put(odd)
        assert archive.fetched(capture) == odd
        assert list(archive.captures()) == [capture]


@settings(max_examples=60)
@given(name=st.text(st.characters(max_codepoint=255), max_size=8), value=st.text("a\xe9\r\n公", max_size=8))
def test_junk_among_the_headers_loses_nothing_else(name: str, value: str) -> None:
    odd = replace(PAGE, headers=((name, value), *PAGE.headers))
    with TemporaryDirectory() as folder, Archive(Path(folder)) as archive:
        capture = archive.put(odd)
        kept = archive.fetched(capture)
        assert (kept.body, kept.url, kept.status) == (odd.body, odd.url, odd.status)
        assert set(PAGE.headers) <= set(kept.headers)
        assert list(archive.captures()) == [capture]


def test_a_local_file_comes_out_as_it_went_in(tmp_path: Path) -> None:
    page = replace(PAGE, url="file:reports/2020.html", headers=(), redirected_from=None, charset=None)
    with Archive(tmp_path / "archive") as archive:
        capture = archive.put(page)
        assert archive.body(capture) == page.body
        assert [found.url for found in archive.captures()] == [page.url]
    (again,) = read_warc(tmp_path / "archive" / capture.warc)
    assert (again.url, again.body, again.media_type) == (page.url, page.body, page.media_type)


def test_the_bytes_are_on_the_disk_when_put_returns(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        capture = archive.put(PAGE)
        assert Archive(tmp_path).body(capture) == PAGE.body


def test_captures_are_found_again_by_scanning(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        put = [archive.put(PAGE), *(archive.put(other(number)) for number in range(3))]
    assert list(Archive(tmp_path).captures()) == put


def test_a_local_file_without_headers(tmp_path: Path) -> None:
    local = replace(
        PAGE, headers=(), redirected_from=None, media_type="application/pdf", charset=None, body=b"%PDF"
    )
    with Archive(tmp_path) as archive:
        capture = archive.put(local)
        again = archive.fetched(capture)
    assert (again.media_type, again.charset, again.body) == ("application/pdf", None, b"%PDF")
    assert list(Archive(tmp_path).captures()) == [capture]


def test_plain_warcio_opens_it(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.put(PAGE)
    with (tmp_path / warcs(tmp_path)[0]).open("rb") as file:
        records = [
            (record.rec_type, record.content_stream().read(), record) for record in ArchiveIterator(file)
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response"]
    _, body, record = records[1]
    assert body == PAGE.body
    assert record.rec_headers.protocol == "WARC/1.1"
    assert record.rec_headers.get_header("WARC-Date") == "2026-01-15T12:00:00.123456Z"
    assert record.rec_headers.get_header("WARC-Payload-Digest").startswith("sha256:")
    assert record.http_headers.get_header("Content-Encoding") is None
    assert record.http_headers.get_header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert record.http_headers.get_header("Content-Length") == str(len(PAGE.body))
    assert record.http_headers.statusline == "200 OK"


def test_the_digests_pass_the_check_of_another_tool(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.put(PAGE)
        archive.put(other(1))
    command = [sys.executable, "-c", "from warcio.cli import main; main()", "check", "-v"]
    done = subprocess.run([*command, str(tmp_path / warcs(tmp_path)[0])], capture_output=True, check=False)
    assert done.returncode == 0
    assert b"digest pass" in done.stdout
    assert b"digest fail" not in done.stdout


def test_the_same_response_gives_the_same_file(tmp_path: Path) -> None:
    files = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / ".lock").write_bytes(b"3fa9c1")
        with Archive(tmp_path / name) as archive:
            capture = archive.put(PAGE)
        files.append((tmp_path / name / capture.warc).read_bytes())
    assert files[0] == files[1]


def test_known_bytes_become_a_revisit(tmp_path: Path) -> None:
    later, last = NOON + timedelta(hours=1), NOON + timedelta(days=1)
    with Archive(tmp_path) as archive:
        first = archive.put(PAGE)
        second = archive.put(replace(PAGE, fetched_at=later), first)
        third = archive.put(replace(PAGE, fetched_at=last), second)
        assert archive.body(second) == archive.body(third) == PAGE.body
        assert archive.fetched(third) == replace(PAGE, fetched_at=last)
    assert second.offset != first.offset
    assert third.warc == first.warc.replace("20260115", "20260116")
    assert list(Archive(tmp_path).captures()) == [first, second, third]
    with (tmp_path / third.warc).open("rb") as file:
        record = next(record for record in ArchiveIterator(file) if record.rec_type == "revisit")
        assert record.rec_headers.get_header("WARC-Refers-To-File-Offset") == str(first.offset)
        assert record.rec_headers.get_header("WARC-Refers-To-Filename") == first.warc


def test_other_bytes_are_no_revisit(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first = archive.put(PAGE)
        changed = archive.put(replace(PAGE, body=b"changed"), first)
        assert archive.body(changed) == b"changed"


def test_a_lost_original_is_no_ground_for_a_revisit(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first = archive.put(PAGE)
        second = archive.put(PAGE, replace(first, offset=first.offset + 1))
        assert archive.body(second) == PAGE.body
        assert archive._load(second.warc, second.offset).refers_to is None


def test_files_roll_when_they_are_full(tmp_path: Path) -> None:
    with Archive(tmp_path, roll_at=700) as archive:
        put = [archive.put(other(number)) for number in range(4)]
    assert len(warcs(tmp_path)) > 1
    assert warcs(tmp_path)[1] == warcs(tmp_path)[0].replace("-001-", "-002-")
    assert [Archive(tmp_path).body(capture) for capture in put] == [f"page {n}".encode() for n in range(4)]
    assert list(Archive(tmp_path).captures()) == put


def test_a_second_run_appends(tmp_path: Path) -> None:
    for number in range(2):
        with Archive(tmp_path) as archive:
            archive.put(other(number))
    assert len(warcs(tmp_path)) == 1
    assert len(list(Archive(tmp_path).captures())) == 2


def test_the_files_of_two_machines_lie_in_one_folder(tmp_path: Path) -> None:
    put = []
    for number, name in enumerate("ab"):
        with Archive(tmp_path / name) as archive:
            put.append(archive.put(other(number)))
    shutil.copy(tmp_path / "b" / put[1].warc, tmp_path / "a")
    with Archive(tmp_path / "a") as archive:
        put.append(archive.put(other(2)))
    assert put[2].warc == put[0].warc != put[1].warc
    assert [archive.body(capture) for capture in put] == [b"page 0", b"page 1", b"page 2"]
    assert {capture.url for capture in archive.captures()} == {capture.url for capture in put}


def test_files_that_were_named_without_a_word_are_read_and_left_alone(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first = archive.put(other(1))
    plain = "gkscrape-20260115-001.warc.gz"
    (tmp_path / first.warc).rename(tmp_path / plain)
    with Archive(tmp_path) as archive:
        second = archive.put(other(2))
    assert list(Archive(tmp_path).captures()) == [replace(first, warc=plain), second]


@pytest.mark.parametrize("left", [1, 10, 60])
def test_a_torn_last_record_is_cut_off_and_work_goes_on(tmp_path: Path, left: int) -> None:
    with Archive(tmp_path) as archive:
        first, torn = archive.put(other(1)), archive.put(other(2))
    path = tmp_path / first.warc
    path.write_bytes(path.read_bytes()[: torn.offset + left])
    assert list(Archive(tmp_path).captures()) == [first]
    with pytest.raises(ArchiveError, match=f"at {torn.offset}"):
        Archive(tmp_path).body(torn)
    with Archive(tmp_path) as archive:
        third = archive.put(other(3))
    assert third.offset == torn.offset
    assert list(Archive(tmp_path).captures()) == [first, third]


def test_damage_is_named_with_file_and_offset(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first, second = archive.put(other(1)), archive.put(other(2))
    path = tmp_path / first.warc
    data = bytearray(path.read_bytes())
    data[first.offset + 40] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(ArchiveError, match=rf"{first.warc} at {first.offset}"):
        Archive(tmp_path).body(first)
    with pytest.raises(ArchiveError, match=f"at {first.offset}"):
        list(Archive(tmp_path).captures())
    assert Archive(tmp_path).body(second) == b"page 2"


def test_a_damaged_file_is_not_appended_to(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first = archive.put(other(1))
        archive.put(other(2))
    path = tmp_path / first.warc
    data = bytearray(path.read_bytes())
    data[first.offset + 40] ^= 0xFF
    path.write_bytes(bytes(data))
    with Archive(tmp_path) as archive:
        third = archive.put(other(3))
        assert third.warc == first.warc.replace("-001-", "-002-")
        assert archive.body(third) == b"page 3"
    assert path.read_bytes() == bytes(data)


def test_other_bytes_than_promised_are_never_given_out(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first, second = archive.put(other(1)), archive.put(other(2))
    with pytest.raises(ArchiveError, match="sha256"):
        Archive(tmp_path).body(replace(first, offset=second.offset))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        capture = archive.put(PAGE)
    (tmp_path / capture.warc).unlink()
    with pytest.raises(ArchiveError, match=capture.warc):
        Archive(tmp_path).body(capture)


def test_two_writers_are_one_too_many(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        capture = archive.put(PAGE)
        second = Archive(tmp_path)
        assert second.body(capture) == PAGE.body
        with pytest.raises(ArchiveError, match="another gkscrape"):
            second.put(PAGE)
    with second:
        second.put(PAGE)


def test_a_full_disk_leaves_no_torn_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive(tmp_path) as archive:
        first = archive.put(other(1))
        size = (tmp_path / first.warc).stat().st_size

        def half(file: io.FileIO, data: bytes) -> None:
            file.write(data[: len(data) // 2])
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("gkscrape.archive.appending._write", half)
            with pytest.raises(ArchiveError, match="No space left"):
                archive.put(other(2))
        assert (tmp_path / first.warc).stat().st_size == size
        assert archive.body(archive.put(other(3))) == b"page 3"


def test_a_disk_that_fails_lets_nothing_stand_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(tmp_path) as archive:
        first = archive.put(other(1))

        def fails(_: int) -> None:
            raise OSError(5, "Input/output error")

        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", fails)
            with pytest.raises(ArchiveError, match="Input/output error"):
                archive.put(other(2))
        with pytest.raises(ArchiveError, match="Input/output error"):
            archive.put(other(3))
    with Archive(tmp_path) as archive:
        third = archive.put(other(3))
        assert [archive.body(capture) for capture in (first, third)] == [b"page 1", b"page 3"]


def test_records_of_several_threads_share_a_way_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_disk, calls = os.fsync, []

    def after_all_have_asked(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 1:
            wait_until(lambda: archive._writer._waiting.qsize() == 7)
        to_disk(handle)

    with Archive(tmp_path) as archive, ThreadPoolExecutor(8) as pool:
        archive.put(other(99))
        monkeypatch.setattr("os.fsync", after_all_have_asked)
        first = pool.submit(archive.put, other(0))
        wait_until(lambda: bool(calls))
        captures = list(pool.map(lambda number: archive.put(other(number)), range(1, 8)))
        monkeypatch.undo()
    assert len(calls) == 2, "the first brings its own, the second all others"
    assert [Archive(tmp_path).body(capture) for capture in (first.result(), *captures)] == [
        b"page %d" % n for n in range(8)
    ]


def wait_until(it_holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 20
    while not it_holds():
        assert time.monotonic() < ends
        time.sleep(0.001)


def test_of_a_batch_only_what_fails_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One response that cannot be packed is raised where it was put, and keeps no other from the disk."""
    pack = records.response

    def refuses_one(fetched: Fetched, digest: str) -> bytes:
        if fetched.body == b"page 3":
            raise ValueError("not this one")
        return pack(fetched, digest)

    monkeypatch.setattr("gkscrape.archive.response", refuses_one)
    with Archive(tmp_path) as archive, ThreadPoolExecutor(8) as pool:
        put = [pool.submit(archive.put, other(number)) for number in range(8)]
        failed = [number for number, one in enumerate(put) if one.exception() is not None]
        assert failed == [3]
        with pytest.raises(ValueError, match="not this one"):
            put[3].result()
    assert len(list(Archive(tmp_path).captures())) == 7


def test_a_batch_that_the_disk_refuses_stands_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: int) -> None:
        raise OSError(5, "Input/output error")

    with Archive(tmp_path) as archive, ThreadPoolExecutor(8) as pool:
        archive.put(other(99))
        monkeypatch.setattr("os.fsync", fails)
        put = [pool.submit(archive.put, other(number)) for number in range(8)]
        assert all(isinstance(one.exception(), ArchiveError) for one in put)


def test_a_batch_may_lie_in_several_files(tmp_path: Path) -> None:
    with Archive(tmp_path, roll_at=1) as archive, ThreadPoolExecutor(8) as pool:
        captures = list(pool.map(lambda number: archive.put(other(number)), range(8)))
        assert len(archive._open) == 1, "full ones are closed"
    assert len({capture.warc for capture in captures}) == 8
    assert [Archive(tmp_path).body(capture) for capture in captures] == [b"page %d" % n for n in range(8)]


def test_a_closed_archive_is_opened_again_by_what_is_put(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for number in range(3):
        archive.put(other(number))
        archive.close()
    assert len(list(archive.captures())) == 3


def test_the_fast_way_to_pack_gives_what_every_reader_unpacks(tmp_path: Path) -> None:
    pytest.importorskip("isal")
    data = PAGE.body * 500
    fast, usual = deflate._quickest()(data), deflate._usual(data)
    assert fast != usual
    assert gzip.decompress(fast) == gzip.decompress(usual) == data
    assert fast[4:8] == usual[4:8] == bytes(4), "no time is named"


def test_without_isal_records_are_packed_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "isal", None)
    assert deflate._quickest() is deflate._usual


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="cannot be written"):
        Archive(tmp_path / "file" / "archive").put(PAGE)


def test_an_empty_archive_has_no_captures(tmp_path: Path) -> None:
    assert list(Archive(tmp_path / "none").captures()) == []


def test_its_own_files_are_read_as_any_warc(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        capture = archive.put(PAGE)
    (again,) = read_warc(tmp_path / capture.warc)
    assert (again.url, again.body, again.charset) == (PAGE.url, PAGE.body, "gb2312")


def foreign_warc(path: Path) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    block += b"3\r\nabc\r\n0\r\n\r\n"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        writer.write_record(writer.create_warcinfo_record("x", {"software": "x"}))
        record = writer.create_warc_record(
            "http://a.example/", "response", payload=io.BytesIO(block), length=len(block)
        )
        writer.write_record(record)


@pytest.mark.parametrize("name", ["other.warc", "other.warc.gz"])
def test_a_warc_of_another_tool_is_read(tmp_path: Path, name: str) -> None:
    foreign_warc(tmp_path / name)
    (only,) = read_warc(tmp_path / name)
    assert (only.url, only.status, only.body) == ("http://a.example/", 200, b"abc")
    assert only.headers == (("Content-Type", "text/html"),)


@pytest.mark.parametrize("name", ["other.warc", "other.warc.gz"])
def test_a_warc_that_breaks_off_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    foreign_warc(path)
    path.write_bytes(path.read_bytes()[:-15])
    with pytest.raises(ArchiveError, match="breaks off"):
        list(read_warc(path))


@pytest.mark.parametrize("data", [b"<html>no archive</html>\n" * 3, b"\x1f\x8b\x08\x00broken"])
def test_what_is_no_warc_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "page.warc.gz"
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match=r"page\.warc\.gz"):
        list(read_warc(path))
