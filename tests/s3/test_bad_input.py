"""What no client should send: each is answered with S3's own error, and nothing is stored."""

import base64
import hashlib
import socket
import struct
import time

import pytest
from s3_garden import GARDEN_BUCKET, MAIN, Upload, refused
from signing import SIGNED_CHUNKS, UNSIGNED, Signer, now
from wire import Wire

DELETION = b"<Delete><Object><Key>kept</Key></Object></Delete>"


@pytest.fixture
def kept(bucket):
    """A bucket with the object "kept", which nothing may harm."""
    bucket.put("kept", b"kept")
    yield bucket
    assert bucket.read("kept") == b"kept"


def delete(bucket, body: bytes):
    headers = {"content-md5": base64.b64encode(hashlib.md5(body).digest()).decode()}
    return bucket.wire.request("POST", f"/{bucket.name}", [("delete", "")], headers, body)


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + step, b"&%c;" % (97 + step) * 10) for step in range(9))
    + b"]><Delete><Object><Key>&j;</Key></Object></Delete>"
)
DOCUMENTS = {
    "nothing": b"",
    "no xml": b"kept",
    "json": b'{"Objects":[{"Key":"kept"}]}',
    "cut off": DELETION[:-3],
    "badly nested": b"<Delete><Object><Key>kept</Object></Key></Delete>",
    "another root": DELETION.replace(b"Delete", b"Remove"),
    "no objects": b"<Delete></Delete>",
    "no key": b"<Delete><Object></Object></Delete>",
    "an empty key": b"<Delete><Object><Key></Key></Object></Delete>",
    "two roots": DELETION * 2,
    "an entity bomb": BOMB,
    "an external entity": b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Delete><Object><Key>&x;</Key></Object></Delete>',
    "a document type": b"<!DOCTYPE Delete>" + DELETION,
    "an unknown entity": DELETION.replace(b"kept", b"&kept;"),
    "deep nesting": b"<Delete>" + b"<a>" * 100_000,
    "deep and closed": b"<Delete>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</Delete>",
    "octets of no encoding": DELETION.replace(b"kept", b"\xff\xfe"),
    "another encoding": '<?xml version="1.0" encoding="UTF-16"?><Delete/>'.encode("utf-16"),
    "a NUL": DELETION.replace(b"kept", b"kept\0"),
    "many objects": b"<Delete>" + b"<Object><Key>a</Key></Object>" * 1001 + b"</Delete>",
    "many elements": b"<Delete>" + b"<a/>" * 400_000 + b"</Delete>",
    "a long attribute": b"<Delete x='" + b"x" * 1_500_000 + b"'></Delete>",
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=list(DOCUMENTS))
def test_documents_that_delete_nothing(kept, document):
    start = time.monotonic()
    answer = delete(kept, document)
    assert time.monotonic() - start < 10
    assert answer.status == 400
    assert answer.code in (
        "MalformedXML",
        "MissingRequestBodyError",
        "UserKeyMustBeSpecified",
        "InvalidRequest",
        "MaxMessageLengthExceeded",
    )


def test_a_huge_document(kept):
    body = b"<Delete><!--" + b"x" * (8 << 20) + b"--><Object><Key>kept</Key></Object></Delete>"
    answer = delete(kept, body)
    assert answer.status in (400, 413)
    assert answer.code in ("MalformedXML", "MaxMessageLengthExceeded", "EntityTooLarge")


def test_a_document_without_end_is_not_waited_for(kept):
    head = kept.wire.head("POST", f"/{kept.name}", [("delete", "")], payload=UNSIGNED, length=1 << 40)
    with kept.wire.line() as line:
        line.send(head)
        assert line.answer("POST").status == 400


@pytest.mark.parametrize(
    "part",
    [
        "<PartNumber>0</PartNumber><ETag>x</ETag>",
        "<PartNumber>10001</PartNumber><ETag>x</ETag>",
        "<PartNumber>one</PartNumber><ETag>x</ETag>",
        "<PartNumber></PartNumber><ETag>x</ETag>",
        "<ETag>x</ETag>",
        "<PartNumber>1</PartNumber>",
        "<PartNumber>-1</PartNumber><ETag>x</ETag>",
        "<PartNumber>99999999999999999999</PartNumber><ETag>x</ETag>",
    ],
)
def test_completions_that_name_no_part(bucket, part):
    upload = Upload(bucket, "foo")
    upload.part(1, b"part")
    body = f"<CompleteMultipartUpload><Part>{part}</Part></CompleteMultipartUpload>".encode()
    answer = bucket.wire.request("POST", bucket.path("foo"), [("uploadId", upload.id)], body=body)
    assert answer.refusal in ((400, "MalformedXML"), (400, "InvalidPart"), (400, "InvalidArgument"))
    assert bucket.absent("foo")
    upload.complete()


@pytest.mark.parametrize(
    "name", ["nothing", "no xml", "cut off", "an entity bomb", "deep nesting", "deep and closed", "another encoding"]
)
def test_completions_that_are_no_documents(bucket, name):
    upload = Upload(bucket, "foo")
    upload.part(1, b"part")
    query = [("uploadId", upload.id)]
    answer = bucket.wire.request("POST", bucket.path("foo"), query, body=DOCUMENTS[name])
    assert answer.refusal == (400, "MalformedXML")
    upload.complete()


def test_a_completion_of_too_many_parts(bucket):
    upload = Upload(bucket, "foo")
    upload.part(1, b"part")
    parts = "".join(f"<Part><PartNumber>{number}</PartNumber><ETag>x</ETag></Part>" for number in range(1, 10_002))
    body = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()
    answer = bucket.wire.request("POST", bucket.path("foo"), [("uploadId", upload.id)], body=body)
    assert answer.status == 400
    assert answer.code in ("MalformedXML", "InvalidArgument", "InvalidPart")


@pytest.mark.parametrize("name", ["no xml", "cut off", "an entity bomb", "deep nesting"])
@pytest.mark.parametrize("setting", ["tagging", "acl", "versioning"])
def test_settings_that_are_no_documents(kept, setting, name):
    answer = kept.wire.request("PUT", f"/{kept.name}", [(setting, "")], body=DOCUMENTS[name])
    assert answer.status == 400
    assert answer.code in ("MalformedXML", "MalformedACLError", "MaxMessageLengthExceeded")


# ---------------------------------------------------------------- queries


@pytest.mark.parametrize(
    "query",
    [
        [("list-type", "2"), ("continuation-token", "nobody-gave-this")],
        [("list-type", "2"), ("max-keys", "many")],
        [("max-keys", "-5")],
        [("encoding-type", "rot13")],
        [("uploads", ""), ("max-uploads", "x")],
        [("versions", ""), ("max-keys", "x")],
        [("uploads", ""), ("encoding-type", "x")],
    ],
)
def test_listings_that_cannot_be(kept, query):
    assert kept.wire.request("GET", f"/{kept.name}", query).refusal == (400, "InvalidArgument")


@pytest.mark.parametrize("query", [[("max-parts", "x")], [("part-number-marker", "x")]])
def test_lists_of_parts_that_cannot_be(bucket, query):
    upload = Upload(bucket, "foo")
    answer = bucket.wire.request("GET", bucket.path("foo"), [("uploadId", upload.id), *query])
    assert answer.refusal == (400, "InvalidArgument")


def test_a_list_of_an_unknown_type(kept):
    answer = kept.wire.request("GET", f"/{kept.name}", [("list-type", "3")])
    assert answer.status in (200, 400)


def test_a_part_number_without_an_upload(kept, nothing_stored):
    answer = kept.wire.request("PUT", kept.path("kept"), [("partNumber", "1")], body=b"not an object, not a part")
    assert answer.status == 400
    assert answer.code in ("InvalidRequest", "InvalidArgument")


def test_an_upload_without_a_part_number(kept, nothing_stored):
    upload = Upload(kept, "kept")
    answer = kept.wire.request("PUT", kept.path("kept"), [("uploadId", upload.id)], body=b"not an object, not a part")
    assert answer.status == 400
    assert answer.code in ("InvalidRequest", "InvalidArgument")


@pytest.mark.parametrize("name", ["torrent", "restore", "select", "legal-hold", "retention"])
def test_settings_of_objects_that_nobody_can_put_overwrite_nothing(kept, nothing_stored, name):
    answer = kept.wire.request("PUT", kept.path("kept"), [(name, "")], body=b"<Configuration/>" + name.encode())
    assert answer.status in (400, 403, 405, 501)
    assert answer.code


@pytest.mark.parametrize(
    "name", ["policy", "cors", "website", "lifecycle", "object-lock", "metrics", "analytics", "inventory"]
)
def test_settings_of_buckets_that_nobody_can_put(kept, nothing_stored, name):
    answer = kept.wire.request("PUT", f"/{kept.name}", [(name, "")], body=b"<Configuration/>" + name.encode())
    assert answer.status in (400, 403, 405, 501)
    assert answer.code


@pytest.mark.parametrize("method", ["PATCH", "TRACE", "BREW", "CONNECT", "LINK"])
def test_methods_that_s3_does_not_know(kept, method):
    answer = kept.wire.exchange(kept.wire.head(method, kept.path("kept")), method)
    assert answer.status in (400, 403, 405, 501)


# ---------------------------------------------------------------- octets that are no HTTP


@pytest.mark.parametrize(
    "octets",
    [
        b"\r\n\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 100,
        b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        b"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"\0" * 1000,
    ],
)
def test_requests_that_are_none(kept, octets):
    with kept.wire.line() as line:
        line.socket.settimeout(5)
        line.send(octets)
        line.socket.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := line.socket.recv(65536):
            answer += piece
    assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4", b"HTTP/1.1 505"))


# ---------------------------------------------------------------- clients that go away


def go_away(bucket, head: bytes, body: bytes, hard: bool) -> None:
    """Sends this much and hangs up."""
    with bucket.wire.line() as line:
        if hard:
            line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.send(head + body)
        time.sleep(0.05)


def settles(server, before: set, timeout: float = 5) -> bool:
    """Whether the data folder comes to hold the files that it held before, and no others."""
    deadline = time.monotonic() + timeout
    while server.files() - before:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("hard", [False, True], ids=["closes", "resets"])
@pytest.mark.parametrize("kind", ["hashed", "unsigned", "chunks", "HTTP chunks"])
def test_half_an_object_is_none(kept, server, kind, hard):
    before = server.files()
    body = b"half of it" * 50_000
    if kind == "hashed":
        head, sent = kept.wire.head("PUT", kept.path("kept"), body=body), body[: len(body) // 2]
    elif kind == "unsigned":
        head, sent = kept.wire.head("PUT", kept.path("kept"), body=body, payload=UNSIGNED), body[:-1]
    elif kind == "chunks":
        signer = Signer(MAIN, now())
        headers = {"x-amz-decoded-content-length": str(2 * len(body)), "content-encoding": "aws-chunked"}
        more = {"headers": headers, "payload": SIGNED_CHUNKS, "signer": signer, "length": 2 * len(body) + 1000}
        head, seed = kept.wire.signed_head("PUT", kept.path("kept"), **more)
        sent = b"%x;chunk-signature=%s\r\n%s\r\n" % (len(body), signer.sign_chunk(seed, body).encode(), body)
    else:
        more = {"length": None, "unsigned": {"transfer-encoding": "chunked"}, "payload": UNSIGNED}
        head, sent = kept.wire.head("PUT", kept.path("kept"), **more), b"%x\r\n%s\r\n" % (len(body), body)
    go_away(kept, head, sent, hard)
    assert settles(server, before)
    assert kept.keys() == ["kept"]


def test_half_a_part_is_none(bucket, server):
    upload = Upload(bucket, "foo")
    before = server.files()
    body = b"half a part" * 50_000
    query = [("partNumber", "1"), ("uploadId", upload.id)]
    go_away(bucket, bucket.wire.head("PUT", bucket.path("foo"), query, body=body), body[:-1], False)
    assert settles(server, before)
    assert upload.listed() == []


def test_half_a_document_does_nothing(kept):
    go_away(kept, kept.wire.head("POST", f"/{kept.name}", [("delete", "")], body=DELETION), DELETION[:-1], False)
    time.sleep(0.1)


def test_a_reader_that_goes_away_harms_nobody(shared_bucket):
    shared_bucket.put("large", b"x" * (8 << 20))
    for _ in range(5):
        with shared_bucket.wire.line() as line:
            line.send(shared_bucket.wire.head("GET", shared_bucket.path("large")))
            line.socket.recv(1000)
    assert len(shared_bucket.read("large")) == 8 << 20


def test_a_slow_body_holds_up_nobody(kept, server):
    body = b"slowly"
    with kept.wire.line() as slow:
        slow.send(kept.wire.head("PUT", kept.path("slow"), body=body) + body[:3])
        for number in range(20):
            kept.put("fast", b"%d" % number)
        assert kept.read("fast") == b"19"
        slow.send(body[3:])
        assert slow.answer("PUT").status == 200
    assert kept.read("slow") == body


def test_many_slow_bodies_hold_up_nobody(kept):
    body = b"slowly"
    lines = [kept.wire.line() for _ in range(64)]
    for number, line in enumerate(lines):
        line.send(kept.wire.head("PUT", kept.path(f"slow-{number}"), body=body) + body[:3])
    start = time.monotonic()
    kept.put("fast", b"fast")
    assert kept.read("fast") == b"fast"
    assert time.monotonic() - start < 10
    for line in lines:
        line.send(body[3:])
    assert {line.answer("PUT").status for line in lines} == {200}
    for line in lines:
        line.close()


# ---------------------------------------------------------------- what is stored is as it was


def test_refused_writes_leave_the_object_alone(kept, nothing_stored):
    head = kept.head("kept")
    with refused(400, "BadDigest"):
        kept.put("kept", b"never stored", ContentMD5="rL0Y20xC+Fzt72VPzMSk2A==")
    answer = kept.wire.put(kept.path("kept"), b"never stored either", payload="0" * 64)
    assert answer.refusal == (400, "XAmzContentSHA256Mismatch")
    after = kept.head("kept")
    assert (head["ETag"], head["LastModified"]) == (after["ETag"], after["LastModified"])


def test_the_gardens_bucket_is_as_strict(garden_bucket, nothing_stored):
    key = "emotions/happy/img_20230320-121242_9h.jpeg"
    with refused(400, "BadDigest"):
        garden_bucket.put(key, b"never a picture", ContentMD5="rL0Y20xC+Fzt72VPzMSk2A==")
    assert garden_bucket.absent(key)
    with refused(404, "NoSuchKey"):
        garden_bucket.client.get_object(Bucket=GARDEN_BUCKET, Key=key)


def test_nobody_else_gets_an_answer(server, nothing_stored):
    wire = Wire(server.s3_url, MAIN)
    for path in ("/healthz", "/metrics", "/html/emotion-garden/emotion-garden.html", "/garden"):
        answer = wire.exchange(f"GET {path} HTTP/1.1\r\nHost: {wire.host}\r\n\r\n".encode())
        assert answer.refusal == (403, "AccessDenied")
