"""Which file, and whether it is sent at all."""

import gzip
import hashlib
import os

import pytest

from safetyhub.release.answering import Damaged, answer_to, encodings, load, send
from safetyhub.release.manifest import Page, Stored

BODY = b"<p>hello</p>" * 40
FILES = {"": b"", "br": b"", "gz": b""}


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", [""]),
        ("gzip, deflate, br, zstd", ["br", "gzip", ""]),
        ("GZIP", ["gzip", ""]),
        ("br;q=0.5, gzip;q=0.9", ["gzip", "br", ""]),
        ("br;q=0, gzip", ["gzip", ""]),
        ("*", ["br", "gzip", ""]),
        ("*;q=0", [""]),
        ("identity", [""]),
        ("br; q = 1.0 ,gzip", ["br", "gzip", ""]),
        ("gzip;q=.", [""]),
        ("br;q=1.2.3", [""]),
        (";;;,,=q", [""]),
        ("gzip;level=9;q=0, br2", [""]),
        ("gzip2, x-br", [""]),
        ("gzip;q=nan", [""]),
    ],
)
def test_the_best_encoding_that_the_client_takes(accepted, expected):
    assert encodings(FILES, accepted) == expected


def test_an_encoding_that_the_page_lacks_is_not_offered():
    assert encodings({"": b"", "gz": b""}, "br, gzip") == ["gzip", ""]


@pytest.fixture
def page(tmp_path):
    files = {}
    for encoding, body in (("", BODY), ("gz", gzip.compress(BODY, mtime=0))):
        file = tmp_path / f"index.html{encoding and '.'}{encoding}"
        file.write_bytes(body)
        os.utime(file, (1_700_000_000, 1_700_000_000))
        files[encoding] = Stored(hashlib.sha256(body).hexdigest(), len(body), file.stat().st_mtime_ns)
    return Page(1, "/", 200, "", files, False, 1, 1, "1.0", False)


@pytest.fixture
def file(page, tmp_path):
    headers = [("Content-Type", "text/html"), ("Cache-Control", "public"), ("Content-Language", "de")]
    return load(tmp_path / "index.html.gz", page, "gzip", headers)


def answer(file, method="GET", **headers):
    began = []
    environ = {"REQUEST_METHOD": method, **{f"HTTP_{name}": value for name, value in headers.items()}}
    body = b"".join(send(answer_to(environ, file), lambda *args: began.append(args)))
    (status, sent) = began[0]
    return status, dict(sent), body


def test_the_whole_answer(file):
    status, headers, body = answer(file)
    assert (status, gzip.decompress(body)) == ("200 OK", BODY)
    assert (
        headers.items()
        >= {
            "Content-Encoding": "gzip",
            "Vary": "Accept-Encoding",
            "Content-Length": str(len(body)),
            "Last-Modified": "Tue, 14 Nov 2023 22:13:20 GMT",
            "Cache-Control": "public",
        }.items()
    )


def test_head_is_the_same_without_the_body(file):
    assert answer(file, "HEAD") == (*answer(file)[:2], b"")


@pytest.mark.parametrize("wrapped", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_it_is_not_sent_it_again(file, wrapped):
    status, headers, body = answer(file, IF_NONE_MATCH=wrapped.format(file.etag))
    assert (status, body) == ("304 Not Modified", b"")
    assert headers["ETag"] == file.etag
    assert headers["Vary"] and headers["Cache-Control"]
    assert not {"Content-Length", "Content-Type", "Content-Encoding", "Content-Language"} & set(headers)


def test_another_encoding_is_another_thing(file, page, tmp_path):
    plain = load(tmp_path / "index.html", page, "", [])
    assert plain.etag != file.etag
    assert answer(plain, IF_NONE_MATCH=file.etag)[0] == "200 OK"


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Tue, 14 Nov 2023 22:13:20 GMT", "304 Not Modified"),
        ("Wed, 15 Nov 2023 22:13:20 GMT", "200 OK"),  # of a release that somebody went back from
        ("Tue, 14 Nov 2023 22:13:19 GMT", "200 OK"),
        ("yesterday", "200 OK"),
        ("Tue, 99 Nov 2023 22:13:19 GMT", "200 OK"),
    ],
)
def test_a_date_decides_where_there_is_no_tag(file, since, status):
    assert answer(file, IF_MODIFIED_SINCE=since)[0] == status
    assert answer(file, IF_MODIFIED_SINCE=since, IF_NONE_MATCH='"other"')[0] == "200 OK"


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"IF_MATCH": "*"}, "200 OK"),
        ({"IF_MATCH": '"other", {}'}, "200 OK"),
        ({"IF_MATCH": "W/{}"}, "412 Precondition Failed"),  # a weak tag promises too little
        ({"IF_MATCH": '"other"'}, "412 Precondition Failed"),
        ({"IF_UNMODIFIED_SINCE": "Tue, 14 Nov 2023 22:13:20 GMT"}, "200 OK"),
        ({"IF_UNMODIFIED_SINCE": "Tue, 14 Nov 2023 22:13:19 GMT"}, "412 Precondition Failed"),
        ({"IF_UNMODIFIED_SINCE": "yesterday"}, "200 OK"),
        ({"IF_MATCH": "{}", "IF_UNMODIFIED_SINCE": "Tue, 14 Nov 2023 22:13:19 GMT"}, "200 OK"),
        ({"IF_MATCH": '"other"', "IF_NONE_MATCH": "{}"}, "412 Precondition Failed"),
    ],
)
def test_who_wants_only_what_it_knows_is_told_that_it_is_another(file, wanted, status):
    asked = {name: value.replace("{}", file.etag) for name, value in wanted.items()}
    assert answer(file, **asked)[0] == status


def test_that_it_is_another_is_not_kept_in_place_of_the_page(file):
    _status, headers, body = answer(file, IF_MATCH='"other"')
    assert (headers["Cache-Control"], headers["CDN-Cache-Control"]) == ("no-store", "no-store")
    assert (headers["Content-Length"], body) == ("0", b"")


@pytest.mark.parametrize("body", [BODY[:-1], BODY.replace(b"hello", b"hellp", 1), b""])
def test_a_file_that_is_not_what_was_written_is_not_sent(page, tmp_path, body):
    (tmp_path / "index.html").write_bytes(body)
    with pytest.raises(Damaged):
        load(tmp_path / "index.html", page, "", [])
