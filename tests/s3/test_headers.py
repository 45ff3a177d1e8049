"""Headers of HTTP as S3 takes them: Expect, Content-Length, Transfer-Encoding and the like."""

import pytest
from signing import EMPTY_SHA256, UNSIGNED


def put(bucket, key: str, body: bytes, *lines: bytes, length: int | str | None = -1, wire=None) -> bytes:
    """A signed PUT with these lines more in its header."""
    head = (wire or bucket.wire).head("PUT", bucket.path(key), body=body, payload=UNSIGNED, length=length)
    return head[:-2] + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


@pytest.mark.parametrize("body", [b"bar", b""], ids=["three octets", "empty"])
def test_continue_comes_before_the_answer(shared_bucket, straight, body):
    with straight.line() as line:
        for _ in range(2):
            line.send(put(shared_bucket, "expected", body, b"Expect: 100-continue", wire=straight))
            assert line.interim().startswith(b"HTTP/1.1 100 ")
            line.send(body)
            assert line.answer("PUT").status == 200
            assert shared_bucket.read("expected") == body


def test_who_does_not_wait_for_it_is_answered_too(shared_bucket):
    with shared_bucket.wire.line() as line:
        line.send(put(shared_bucket, "impatient", b"bar", b"Expect: 100-continue") + b"bar")
        assert line.answer("PUT").status == 200
    assert shared_bucket.read("impatient") == b"bar"


def test_a_refusal_comes_instead_of_it(shared_bucket):
    shared_bucket.put("there")
    lines = (b"Expect: 100-continue", b"If-None-Match: *")
    with shared_bucket.wire.line() as line:
        line.send(put(shared_bucket, "there", b"x" * 100, *lines))
        assert line.answer("PUT").refusal == (412, "PreconditionFailed")


def test_an_unsigned_request_is_refused_before_its_body(shared_bucket):
    with shared_bucket.wire.line() as line:
        line.send(
            f"PUT {shared_bucket.path('unsigned')} HTTP/1.1\r\nHost: {shared_bucket.wire.host}\r\n"
            "Content-Length: 123\r\nExpect: 100-continue\r\n\r\n".encode()
        )
        assert line.interim().startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize("value", [b"200", b"", b"nonsense", b"100-Continue"])
def test_other_expectations_are_passed_over(shared_bucket, value):
    answer = shared_bucket.wire.exchange(put(shared_bucket, "expect", b"bar", b"Expect: " + value) + b"bar", "PUT")
    assert answer.status == 200
    assert shared_bucket.read("expect") == b"bar"


@pytest.mark.parametrize("value", ["200", ""])
def test_even_of_a_bucket(wire, new_name, value):
    name = new_name()
    assert wire.request("PUT", f"/{name}", unsigned={"expect": value}).status == 200
    assert wire.request("HEAD", f"/{name}").status == 200


@pytest.mark.parametrize("value", ["", "-1", "abc", "1.5", "99999999999999999999999", "3, 4"])
def test_a_length_that_is_none(shared_bucket, straight, nothing_stored, value):
    answer = straight.exchange(put(shared_bucket, "badly-measured", b"bar", length=value, wire=straight) + b"bar", "PUT")
    assert answer.status == 400
    assert answer.body == b"" or answer.xml().tag == "Error"
    assert shared_bucket.absent("badly-measured")


@pytest.mark.parametrize("value", ["", "-1"])
def test_nor_of_a_bucket(wire, new_name, value):
    name = new_name()
    assert wire.request("PUT", f"/{name}", length=value).status == 400
    assert wire.request("HEAD", f"/{name}").status == 404


def test_an_object_needs_a_length(shared_bucket, nothing_stored):
    answer = shared_bucket.wire.exchange(put(shared_bucket, "unmeasured", b"", length=None), "PUT")
    assert answer.refusal == (411, "MissingContentLength")
    assert shared_bucket.absent("unmeasured")


def test_a_bucket_needs_none(wire, new_name):
    assert wire.request("PUT", f"/{new_name()}", length=None).status == 200


def test_two_lengths(shared_bucket, nothing_stored):
    request = put(shared_bucket, "measured-twice", b"bar", b"Content-Length: 4") + b"barr"
    assert shared_bucket.wire.exchange(request, "PUT").status == 400
    assert shared_bucket.absent("measured-twice")


def test_chunks_of_http(shared_bucket):
    head = put(shared_bucket, "chunked", b"", b"Transfer-Encoding: chunked", length=None)
    answer = shared_bucket.wire.exchange(head + b"5;name=value\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "PUT")
    assert answer.status in (200, 411)  # S3 asks for a length; to take the object without one does no harm
    if answer.status == 200:
        assert shared_bucket.read("chunked") == b"hello world"
    else:
        assert shared_bucket.absent("chunked")


@pytest.mark.parametrize(
    "chunks",
    [b"zz\r\nhello\r\n0\r\n\r\n", b"-5\r\nhello\r\n0\r\n\r\n", b"ffffffffffffffffff\r\nhello", b"5hello0\r\n\r\n"],
)
def test_chunks_that_are_none(shared_bucket, nothing_stored, chunks):
    head = put(shared_bucket, "badly-chunked", b"", b"Transfer-Encoding: chunked", length=None)
    assert 400 <= shared_bucket.wire.exchange(head + chunks, "PUT").status < 500
    assert shared_bucket.absent("badly-chunked")


@pytest.mark.parametrize("size", [20_000, 200_000])
def test_a_header_that_is_too_large(shared_bucket, nothing_stored, size):
    request = put(shared_bucket, "heavy", b"bar", b"x-heavy: " + b"x" * size) + b"bar"
    answer = shared_bucket.wire.exchange(request, "PUT")
    assert 400 <= answer.status < 500
    assert shared_bucket.absent("heavy")


def test_too_much_metadata(shared_bucket, nothing_stored):
    answer = shared_bucket.wire.put(shared_bucket.path("verbose"), b"bar", headers={"x-amz-meta-a": "x" * 2048})
    assert answer.refusal == (400, "MetadataTooLarge")
    assert shared_bucket.absent("verbose")


def test_as_much_metadata_as_there_may_be(shared_bucket):
    shared_bucket.put("eloquent", b"bar", Metadata={"a": "x" * 2047})
    assert shared_bucket.head("eloquent")["Metadata"] == {"a": "x" * 2047}


def test_an_object_that_is_too_large(shared_bucket):
    """It is refused by its length; no octet of it is waited for."""
    with shared_bucket.wire.line() as line:
        line.send(put(shared_bucket, "vast", b"", b"Expect: 100-continue", length=5 * 1024**3 + 1))
        assert line.answer("PUT").refusal == (400, "EntityTooLarge")


def test_every_answer_names_the_request_and_no_page(shared_bucket):
    for answer in (
        shared_bucket.wire.put(shared_bucket.path("plain"), b"x"),
        shared_bucket.wire.request("GET", shared_bucket.path("plain")),
        shared_bucket.wire.request("GET", shared_bucket.path("absent")),
        shared_bucket.wire.request("DELETE", shared_bucket.path("plain")),
    ):
        assert answer.headers["x-amz-request-id"]
        assert "date" in answer.headers
        assert "set-cookie" not in answer.headers


def test_a_deletion_has_no_body(shared_bucket):
    answer = shared_bucket.wire.request("DELETE", shared_bucket.path("absent"))
    assert (answer.status, answer.body) == (204, b"")
    assert "content-type" not in answer.headers


def test_unknown_query_parameters_are_passed_over(shared_bucket):
    shared_bucket.put("queried", b"x")
    assert shared_bucket.wire.request("GET", shared_bucket.path("queried"), [("x-id", "GetObject")]).body == b"x"


def test_http_1_0(shared_bucket):
    shared_bucket.put("old", b"x")
    head = shared_bucket.wire.head("GET", shared_bucket.path("old"), payload=EMPTY_SHA256, length=None)
    answer = shared_bucket.wire.exchange(head.replace(b"HTTP/1.1", b"HTTP/1.0"))
    assert (answer.status, answer.body) == (200, b"x")
