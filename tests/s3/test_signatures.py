"""Signatures of requests and of the chunks of their bodies: only the right one opens, and nothing else is stored."""

import base64
import datetime
import hashlib

import pytest
from checksums import checksum
from s3_garden import MAIN, Bucket, client_of, refused
from signing import (
    EMPTY_SHA256, SIGNED_CHUNKS, SIGNED_CHUNKS_TRAILER, UNSIGNED, UNSIGNED_TRAILER, Pair, Signer, now, sha256,
)  # fmt: skip
from wire import Answer, Wire, octets_of

BODY = b"the body that was signed"
NOBODY = Pair("EGNOBODYKNOWSTHIS234", "x" * 40)


@pytest.fixture(scope="module")
def stored(shared_bucket):
    shared_bucket.put("stored", BODY)
    return shared_bucket


@pytest.fixture(autouse=True)
def without_new(stored):
    """No object has the key "new"."""
    stored.delete("new")


def attempts(bucket, wire: Wire, **more) -> list[Answer]:
    """A read, a write, a deletion and a listing."""
    return [
        wire.request("GET", bucket.path("stored"), **more), wire.request("PUT", bucket.path("new"), body=b"new", **more),
        wire.request("DELETE", bucket.path("stored"), **more), wire.request("GET", f"/{bucket.name}", [("list-type", "2")], **more),
    ]  # fmt: skip


def test_the_right_signature(stored):
    assert stored.wire.request("GET", stored.path("stored")).body == BODY


def test_a_wrong_secret(stored, server, nothing_stored):
    wire = Wire(server.s3_url, Pair(MAIN.access, "not-the-secret"))
    assert {answer.refusal for answer in attempts(stored, wire)} == {(403, "SignatureDoesNotMatch")}
    assert stored.read("stored") == BODY
    assert stored.absent("new")


def test_an_unknown_key(stored, server, nothing_stored):
    wire = Wire(server.s3_url, NOBODY)
    assert {answer.refusal for answer in attempts(stored, wire)} == {(403, "InvalidAccessKeyId")}
    assert stored.absent("new")


def test_no_signature(stored, nothing_stored):
    for method, path, body in (
        ("GET", stored.path("stored"), b""), ("PUT", stored.path("new"), b"new"), ("DELETE", stored.path("stored"), b""),
        ("GET", f"/{stored.name}", b""), ("GET", "/", b""), ("POST", f"/{stored.name}?delete", b"<Delete/>"),
        ("PUT", "/new-bucket", b""), ("GET", stored.path("absent"), b""), ("GET", "/no-such-bucket/key", b""),
    ):  # fmt: skip
        head = f"{method} {path} HTTP/1.1\r\nHost: {stored.wire.host}\r\nContent-Length: {len(body)}\r\n\r\n"
        assert stored.wire.exchange(head.encode() + body, method).refusal == (403, "AccessDenied")
    assert stored.absent("new")


@pytest.mark.parametrize("value", ["", "Bearer abc", "Basic YTpi", "AWS AKID:signature", "AWS4-HMAC-SHA256", "nonsense", "AWS4-HMAC-SHA256 x"])
def test_other_authorizations(stored, nothing_stored, value):
    head = f"PUT {stored.path('new')} HTTP/1.1\r\nHost: {stored.wire.host}\r\nContent-Length: 3\r\nAuthorization: {value}\r\n\r\n"
    answer = stored.wire.exchange(head.encode() + b"new", "PUT")
    assert answer.status in (400, 403)
    assert answer.code in ("AccessDenied", "AuthorizationHeaderMalformed", "InvalidArgument", "InvalidRequest")
    assert stored.absent("new")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"GET ", b"PUT "), (b"/stored", b"/absent"), (b"/stored", b"/stored?acl"), (b"x-amz-meta-a: 1", b"x-amz-meta-a: 2"),
        (b"host: ", b"host: x"), (b"Signature=", b"Signature=0"), (b", Signature=", b", Signature=" + b"0" * 64 + b"x"),
    ],
)  # fmt: skip
def test_what_was_signed_cannot_be_changed(stored, old, new):
    head = stored.wire.head("GET", stored.path("stored"), headers={"x-amz-meta-a": "1"})
    assert old in head
    answer = stored.wire.exchange(head.replace(old, new, 1))
    assert answer.status in (400, 403)
    assert answer.code in ("SignatureDoesNotMatch", "AuthorizationHeaderMalformed")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Credential=", b"Credentials="), (b"SignedHeaders=", b"Headers="), (b"Signature=", b"Sig="),
        (b"/aws4_request", b"/aws5_request"), (b"/s3/", b"/"), (b"Credential=", b"Credential=/"), (b"/us-east-1/", b"//"),
    ],
)  # fmt: skip
def test_a_malformed_authorization(stored, old, new):
    head = stored.wire.head("GET", stored.path("stored"))
    answer = stored.wire.exchange(head.replace(old, new, 1))
    assert answer.status in (400, 403)
    assert answer.code in ("AuthorizationHeaderMalformed", "SignatureDoesNotMatch", "InvalidAccessKeyId", "AccessDenied")


def test_headers_of_amazon_must_be_signed(stored, nothing_stored):
    answer = stored.wire.put(stored.path("new"), b"new", unsigned={"x-amz-meta-smuggled": "1"})
    assert answer.refusal in ((403, "AccessDenied"), (403, "SignatureDoesNotMatch"))
    assert stored.absent("new")


def test_the_host_must_be_signed(stored):
    signer = Signer(MAIN, now())
    signed = {"x-amz-date": signer.stamp, "x-amz-content-sha256": EMPTY_SHA256}
    names, signature = signer.sign_request("GET", stored.path("stored"), [], signed, EMPTY_SHA256)
    fields = "".join(f"{name}: {value}\r\n" for name, value in signed.items())
    head = (
        f"GET {stored.path('stored')} HTTP/1.1\r\nHost: {stored.wire.host}\r\n{fields}"
        f"Authorization: {signer.authorization(names, signature)}\r\n\r\n"
    )
    answer = stored.wire.exchange(head.encode())
    assert answer.status in (400, 403)
    assert answer.code


def test_a_signed_header_that_does_not_come(stored):
    head = stored.wire.head("GET", stored.path("stored"), headers={"x-amz-meta-a": "1"})
    answer = stored.wire.exchange(head.replace(b"x-amz-meta-a: 1\r\n", b""))
    assert answer.status in (400, 403)


def test_blanks_in_signed_headers(stored):
    assert stored.wire.put(stored.path("blanks"), b"x", headers={"x-amz-meta-a": "  a   b  "}).status == 200
    assert stored.head("blanks")["Metadata"]["a"] in ("a   b", "a b")


def test_the_order_of_the_query_does_not_matter(stored):
    query = [("prefix", "st"), ("list-type", "2"), ("delimiter", "/"), ("encoding-type", "url")]
    assert stored.wire.request("GET", f"/{stored.name}", query).status == 200


# ---------------------------------------------------------------- time


@pytest.mark.parametrize("minutes", [-16, 16, -60, 60 * 24 * 365, -60 * 24 * 365])
def test_a_clock_that_is_wrong(stored, nothing_stored, minutes):
    time = now() + datetime.timedelta(minutes=minutes)
    assert {answer.refusal for answer in attempts(stored, stored.wire, time=time)} == {(403, "RequestTimeTooSkewed")}
    assert stored.read("stored") == BODY


@pytest.mark.parametrize("minutes", [-14, 14])
def test_a_clock_that_is_nearly_right(stored, minutes):
    time = now() + datetime.timedelta(minutes=minutes)
    assert stored.wire.request("GET", stored.path("stored"), time=time).status == 200


@pytest.mark.parametrize("value", [b"", b"yesterday", b"20261323T000000Z", b"2026-11-23T00:00:00Z"])
def test_a_date_that_is_none(stored, value):
    head = stored.wire.head("GET", stored.path("stored"))
    old = head.split(b"x-amz-date: ")[1].split(b"\r\n")[0]
    answer = stored.wire.exchange(head.replace(b"x-amz-date: " + old, b"x-amz-date: " + value))
    assert answer.status in (400, 403)
    assert answer.code in ("AccessDenied", "AuthorizationHeaderMalformed", "SignatureDoesNotMatch", "RequestTimeTooSkewed")


def test_no_date(stored):
    head = stored.wire.head("GET", stored.path("stored"))
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"x-amz-date")]
    assert stored.wire.exchange(b"\r\n".join(lines)).status in (400, 403)


@pytest.mark.parametrize("zone", ["GMT", "-0000"])
def test_the_date_of_http_will_do(stored, zone):
    signer = Signer(MAIN, now())
    date = f"{signer.time:%a, %d %b %Y %H:%M:%S} {zone}"
    signed = {"host": stored.wire.host, "date": date, "x-amz-content-sha256": EMPTY_SHA256}
    path = stored.path("stored")
    names, signature = signer.sign_request("GET", path, [], signed, EMPTY_SHA256)
    answer = stored.wire.exchange(octets_of("GET", path, signed | {"authorization": signer.authorization(names, signature)}))
    assert answer.body == BODY


def test_the_day_of_the_scope_is_the_day_of_the_date(stored):
    class Yesterday(Signer):
        @property
        def scope(self) -> str:
            return super().scope.replace(f"{self.time:%Y%m%d}", f"{self.time - datetime.timedelta(days=1):%Y%m%d}")

    answer = stored.wire.request("GET", stored.path("stored"), signer=Yesterday(MAIN, now()))
    assert answer.status in (400, 403)
    assert answer.code in ("AuthorizationHeaderMalformed", "SignatureDoesNotMatch")


# ---------------------------------------------------------------- the body


def test_another_body_than_was_signed(stored, nothing_stored):
    answer = stored.wire.put(stored.path("new"), b"not what was hashed", payload=sha256(b"what was hashed"))
    assert answer.refusal == (400, "XAmzContentSHA256Mismatch")
    assert stored.absent("new")


def test_an_altered_body(stored, nothing_stored):
    body = b"0123456789" * 1000
    head = stored.wire.head("PUT", stored.path("new"), body=body)
    assert stored.wire.exchange(head + body[:-1] + b"!", "PUT").refusal == (400, "XAmzContentSHA256Mismatch")
    assert stored.absent("new")


def test_a_body_where_none_was_signed(stored, nothing_stored):
    answer = stored.wire.put(stored.path("new"), b"smuggled", payload=EMPTY_SHA256)
    assert answer.refusal == (400, "XAmzContentSHA256Mismatch")


def test_an_altered_document(bucket):
    bucket.fill("a", "b")
    body = b"<Delete><Object><Key>a</Key></Object></Delete>"
    altered = body.replace(b">a<", b">b<")
    headers = {"content-md5": base64.b64encode(hashlib.md5(altered).digest()).decode()}
    head = bucket.wire.head("POST", f"/{bucket.name}", [("delete", "")], headers, body)
    answer = bucket.wire.exchange(head + altered, "POST")
    assert answer.refusal == (400, "XAmzContentSHA256Mismatch")
    assert bucket.keys() == ["a", "b"]


def test_an_unsigned_body(stored):
    assert stored.wire.put_unsigned(stored.path("unsigned"), b"body").status == 200
    assert stored.read("unsigned") == b"body"


@pytest.mark.parametrize("value", ["abc", "UNSIGNED", "", "0" * 63, "g" * 64, "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"])
def test_a_hash_that_is_none(stored, nothing_stored, value):
    answer = stored.wire.put(stored.path("new"), b"new", payload=value)
    assert answer.status in (400, 501)
    assert answer.code in ("InvalidArgument", "InvalidRequest", "NotImplemented", "XAmzContentSHA256Mismatch")
    assert stored.absent("new")


def test_no_hash(stored, nothing_stored):
    head = stored.wire.head("PUT", stored.path("new"), body=b"new")
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"x-amz-content-sha256")]
    answer = stored.wire.exchange(b"\r\n".join(lines) + b"new", "PUT")
    assert answer.status in (400, 403)
    assert stored.absent("new")


# ---------------------------------------------------------------- signed chunks


class Chunks:
    """A body in signed chunks."""

    def __init__(self, wire: Wire, path: str, pieces: list[bytes], *, trailer: dict[str, str] | None = None, decoded: int | None = None,
                 length: int | None = None):  # fmt: skip
        signer = Signer(wire.pair, now())
        size = sum(map(len, pieces)) if decoded is None else decoded
        headers = {"content-encoding": "aws-chunked", "x-amz-decoded-content-length": str(size)}
        if trailer is not None:
            headers["x-amz-trailer"] = ",".join(trailer)
        payload = SIGNED_CHUNKS if trailer is None else SIGNED_CHUNKS_TRAILER
        self.wire = wire
        # The signature of the header does not cover Content-Length, which is known only afterwards.
        self.head, seed = wire.signed_head("PUT", path, headers=headers, payload=payload, signer=signer, length=None)
        self.frames: list[bytes] = []
        previous = seed
        for piece in [*pieces, b""]:
            previous = signer.sign_chunk(previous, piece)
            self.frames.append(b"%x;chunk-signature=%s\r\n%s\r\n" % (len(piece), previous.encode(), piece))
        if trailer is not None:
            signature = signer.sign_trailer(previous, trailer)
            fields = "".join(f"{name}:{value}\r\n" for name, value in trailer.items())
            self.frames[-1] = self.frames[-1][:-2]
            self.frames.append(f"{fields}x-amz-trailer-signature:{signature}\r\n\r\n".encode())

    def send(self) -> Answer:
        body = b"".join(self.frames)
        return self.wire.exchange(self.head[:-2] + b"content-length: %d\r\n\r\n" % len(body) + body, "PUT")


PIECES = [b"a" * 65536, b"b" * 65536, b"c" * 20_000]


@pytest.mark.parametrize("pieces", [PIECES, [b"one"], [], [b"x"] * 50], ids=["three", "one", "none", "fifty"])
def test_signed_chunks(stored, pieces):
    assert Chunks(stored.wire, stored.path("chunked"), pieces).send().status == 200
    response = stored.get("chunked")
    assert response["Body"].read() == b"".join(pieces)
    assert response["ETag"] == f'"{hashlib.md5(b"".join(pieces)).hexdigest()}"'
    assert "ContentEncoding" not in response


def altered(frames: list[bytes]) -> list[bytes]:
    return [frames[0], frames[1].replace(b"bbb", b"bXb", 1), *frames[2:]]


REORDERED = {
    "altered": altered,
    "altered at the end": lambda frames: [*frames[:2], frames[2].replace(b"ccc\r\n", b"ccX\r\n"), *frames[3:]],
    "swapped": lambda frames: [frames[1], frames[0], *frames[2:]],
    "replayed": lambda frames: [frames[0], frames[0], *frames[2:]],
    "another signature": lambda frames: [frames[0].replace(b"signature=", b"signature=0", 1)[:-1], *frames[1:]],
    "end altered": lambda frames: [*frames[:3], b"0;chunk-signature=" + b"0" * 64 + b"\r\n\r\n"],
    "one left out": lambda frames: [frames[0], *frames[2:]],
}


@pytest.mark.parametrize("change", REORDERED.values(), ids=list(REORDERED))
def test_chunks_that_are_not_as_signed(stored, nothing_stored, change):
    chunks = Chunks(stored.wire, stored.path("bad-chunks"), PIECES)
    chunks.frames = change(chunks.frames)
    answer = chunks.send()
    assert answer.status in (400, 403)
    assert answer.code in ("SignatureDoesNotMatch", "IncompleteBody", "InvalidRequest", "InvalidChunkSizeError")
    assert stored.absent("bad-chunks")


def test_a_changed_chunk_is_a_wrong_signature(stored, nothing_stored):
    chunks = Chunks(stored.wire, stored.path("bad-chunks"), PIECES)
    chunks.frames = altered(chunks.frames)
    assert chunks.send().refusal == (403, "SignatureDoesNotMatch")


def test_chunks_of_another_request(stored, nothing_stored):
    one = Chunks(stored.wire, stored.path("one"), [b"for one"])
    two = Chunks(stored.wire, stored.path("two"), [b"for one"])
    two.frames = one.frames
    assert two.send().refusal == (403, "SignatureDoesNotMatch")
    assert stored.absent("two")


def test_no_last_chunk(stored, nothing_stored):
    chunks = Chunks(stored.wire, stored.path("endless"), PIECES)
    chunks.frames.pop()
    assert chunks.send().refusal == (400, "IncompleteBody")
    assert stored.absent("endless")


@pytest.mark.parametrize("difference", [-1, 1, 1000])
def test_another_length_than_was_said(stored, nothing_stored, difference):
    decoded = sum(map(len, PIECES)) + difference
    answer = Chunks(stored.wire, stored.path("measured"), PIECES, decoded=decoded).send()
    assert answer.status == 400
    assert answer.code in ("IncompleteBody", "InvalidRequest", "InvalidArgument")
    assert stored.absent("measured")


def test_chunks_need_their_length(stored, nothing_stored):
    answer = stored.wire.put(stored.path("unmeasured"), b"0\r\n\r\n", payload=SIGNED_CHUNKS, headers={"content-encoding": "aws-chunked"})
    assert answer.refusal == (411, "MissingContentLength")


@pytest.mark.parametrize(
    "frame",
    [b"zz;chunk-signature=00\r\n", b";chunk-signature=00\r\n", b"3\r\nabc\r\n0\r\n\r\n", b"3;signature=00\r\nabc\r\n", b"\r\n", b"-3;x\r\n",
     b"ffffffffffffffff;chunk-signature=" + b"0" * 64 + b"\r\nabc", b"3;chunk-signature=" + b"0" * 70_000],
)  # fmt: skip
def test_frames_that_are_none(stored, nothing_stored, frame):
    chunks = Chunks(stored.wire, stored.path("framed"), [b"abc"])
    chunks.frames = [frame]
    answer = chunks.send()
    assert answer.status in (400, 403)
    assert answer.code
    assert stored.absent("framed")


SUM = {"x-amz-checksum-crc32": checksum("crc32", b"".join(PIECES))}


def test_signed_chunks_with_a_trailer(stored):
    assert Chunks(stored.wire, stored.path("trailed"), PIECES, trailer=SUM).send().status == 200
    response = stored.get("trailed", ChecksumMode="ENABLED")
    assert (response["Body"].read(), response["ChecksumCRC32"]) == (b"".join(PIECES), SUM["x-amz-checksum-crc32"])


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        (SUM["x-amz-checksum-crc32"].encode(), b"AAAAAA==", (403, "SignatureDoesNotMatch")),
        (b"x-amz-trailer-signature:", b"x-amz-trailer-signature:0", None),
        (b"x-amz-checksum-crc32", b"x-amz-checksum-sha1", None),
    ],
)
def test_a_changed_trailer(stored, nothing_stored, old, new, refusal):
    chunks = Chunks(stored.wire, stored.path("bad-trailer"), PIECES, trailer=SUM)
    chunks.frames[-1] = chunks.frames[-1].replace(old, new, 1)
    answer = chunks.send()
    assert answer.refusal == (refusal or answer.refusal)
    assert answer.status in (400, 403)
    assert stored.absent("bad-trailer")


def test_a_signed_trailer_that_is_wrong(stored, nothing_stored):
    trailer = {"x-amz-checksum-crc32": checksum("crc32", b"something else")}
    answer = Chunks(stored.wire, stored.path("bad-trailer"), PIECES, trailer=trailer).send()
    assert answer.refusal == (400, "BadDigest")
    assert stored.absent("bad-trailer")


def trailed(wire: Wire, path: str, framed: bytes, announced: str = "x-amz-checksum-crc32", decoded: int = 3) -> Answer:
    headers = {"content-encoding": "aws-chunked", "x-amz-decoded-content-length": str(decoded), "x-amz-trailer": announced}
    head = wire.head("PUT", path, headers=headers, payload=UNSIGNED_TRAILER, length=len(framed))
    return wire.exchange(head + framed, "PUT")


@pytest.mark.parametrize(
    ("framed", "announced"),
    [
        (b"3\r\nabc\r\n0\r\n\r\n", "x-amz-checksum-crc32"),
        (b"3\r\nabc\r\n0\r\nx-amz-checksum-sha1:x\r\n\r\n", "x-amz-checksum-crc32"),
        (b"3\r\nabc\r\n0\r\nx-amz-checksum-crc32 NSRBwg==\r\n\r\n", "x-amz-checksum-crc32"),
        (b"3\r\nabc\r\n0\r\nx-amz-meta-a:1\r\n\r\n", "x-amz-meta-a"),
    ],
    ids=["missing", "another", "no field", "no checksum"],
)
def test_a_trailer_other_than_announced(stored, nothing_stored, framed, announced):
    answer = trailed(stored.wire, stored.path("announced"), framed, announced)
    assert answer.status == 400
    assert answer.code in ("MalformedTrailerError", "InvalidRequest")
    assert stored.absent("announced")


@pytest.mark.parametrize("framed", [b"3\r\nabc\r\n", b"3\r\nab", b"", b"3\r\nabc\r\n0\r\n", b"5\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n"])
def test_an_unsigned_body_that_breaks_off(stored, nothing_stored, framed):
    answer = trailed(stored.wire, stored.path("broken"), framed)
    assert answer.status == 400
    assert answer.code in ("IncompleteBody", "MalformedTrailerError", "InvalidRequest", "InvalidChunkSizeError")
    assert stored.absent("broken")


# ---------------------------------------------------------------- pairs


@pytest.fixture
def readable(garden_bucket):
    garden_bucket.put("for-readers", b"readable")
    yield garden_bucket
    garden_bucket.delete("for-readers")


def test_a_reader_reads(readable, reader, server, reader_pair):
    seen = Bucket(reader, readable.name, Wire(server.s3_url, reader_pair))
    assert seen.read("for-readers") == b"readable"
    assert seen.head("for-readers")["ContentLength"] == 8
    assert "for-readers" in seen.keys()
    assert seen.call("get_object_tagging", Key="for-readers")["TagSet"] == []
    assert readable.name in [each["Name"] for each in reader.list_buckets()["Buckets"]]
    seen.call("head_bucket")
    seen.call("get_bucket_location")
    assert "Uploads" not in seen.call("list_multipart_uploads", Prefix="none/")


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("put_object", {"Key": "written", "Body": b"x"}), ("delete_object", {"Key": "for-readers"}),
        ("delete_objects", {"Delete": {"Objects": [{"Key": "for-readers"}]}}), ("create_multipart_upload", {"Key": "written"}),
        ("copy_object", {"Key": "written", "CopySource": "demo-emotion-garden/for-readers"}),
        ("put_object_tagging", {"Key": "for-readers", "Tagging": {"TagSet": [{"Key": "a", "Value": "b"}]}}),
        ("delete_object_tagging", {"Key": "for-readers"}), ("put_object_acl", {"Key": "for-readers", "ACL": "private"}),
        ("put_bucket_tagging", {"Tagging": {"TagSet": [{"Key": "a", "Value": "b"}]}}), ("put_bucket_acl", {"ACL": "private"}),
        ("delete_bucket", {}), ("put_bucket_versioning", {"VersioningConfiguration": {"Status": "Enabled"}}),
    ],
)  # fmt: skip
def test_a_reader_changes_nothing(readable, reader, nothing_stored, operation, more):
    with refused(403, "AccessDenied"):
        getattr(reader, operation)(Bucket=readable.name, **more)
    assert readable.read("for-readers") == b"readable"
    assert readable.absent("written")


def test_a_reader_makes_no_bucket(s3, reader, new_name):
    name = new_name()
    with refused(403, "AccessDenied"):
        reader.create_bucket(Bucket=name)
    assert name not in [each["Name"] for each in s3.list_buckets()["Buckets"]]


def test_a_pair_opens_at_once_and_closes_at_once(server, readable):
    pair = server.add_pair()
    client = client_of(server.s3_url, pair)
    assert client.get_object(Bucket=readable.name, Key="for-readers")["Body"].read() == b"readable"
    server.remove_pair(pair)
    with refused(403, "InvalidAccessKeyId"):
        client.get_object(Bucket=readable.name, Key="for-readers")


def test_an_open_connection_closes_with_its_pair_too(server, readable):
    pair = server.add_pair()
    wire = Wire(server.s3_url, pair)
    with wire.line() as line:
        line.send(wire.head("GET", readable.path("for-readers")))
        assert line.answer().body == b"readable"
        server.remove_pair(pair)
        line.send(wire.head("GET", readable.path("for-readers")))
        assert line.answer().refusal == (403, "InvalidAccessKeyId")


def test_unsigned_payloads_are_no_way_around(stored, server, nothing_stored):
    wire = Wire(server.s3_url, Pair(MAIN.access, "not-the-secret"))
    assert wire.put(stored.path("new"), b"new", payload=UNSIGNED).refusal == (403, "SignatureDoesNotMatch")
    assert stored.absent("new")
