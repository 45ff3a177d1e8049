"""Signatures of requests and of the chunks of their bodies: only the right one opens, and nothing else is stored."""

import base64
import datetime
import hashlib

import pytest
from s3_garden import MAIN
from signing import (
    EMPTY_SHA256,
    UNSIGNED,
    Pair,
    Signer,
    now,
    sha256,
)
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
        wire.request("GET", bucket.path("stored"), **more),
        wire.request("PUT", bucket.path("new"), body=b"new", **more),
        wire.request("DELETE", bucket.path("stored"), **more),
        wire.request("GET", f"/{bucket.name}", [("list-type", "2")], **more),
    ]


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
        ("GET", stored.path("stored"), b""),
        ("PUT", stored.path("new"), b"new"),
        ("DELETE", stored.path("stored"), b""),
        ("GET", f"/{stored.name}", b""),
        ("GET", "/", b""),
        ("POST", f"/{stored.name}?delete", b"<Delete/>"),
        ("PUT", "/new-bucket", b""),
        ("GET", stored.path("absent"), b""),
        ("GET", "/no-such-bucket/key", b""),
    ):
        head = f"{method} {path} HTTP/1.1\r\nHost: {stored.wire.host}\r\nContent-Length: {len(body)}\r\n\r\n"
        assert stored.wire.exchange(head.encode() + body, method).refusal == (403, "AccessDenied")
    assert stored.absent("new")


@pytest.mark.parametrize(
    "value",
    ["", "Bearer abc", "Basic YTpi", "AWS AKID:signature", "AWS4-HMAC-SHA256", "nonsense", "AWS4-HMAC-SHA256 x"],
)
def test_other_authorizations(stored, nothing_stored, value):
    head = octets_of(
        "PUT", stored.path("new"), {"host": stored.wire.host, "content-length": "3", "authorization": value}
    )
    answer = stored.wire.exchange(head + b"new", "PUT")
    assert answer.status in (400, 403)
    assert answer.code in ("AccessDenied", "AuthorizationHeaderMalformed", "InvalidArgument", "InvalidRequest")
    assert stored.absent("new")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"GET ", b"PUT "),
        (b"/stored", b"/absent"),
        (b"/stored", b"/stored?acl"),
        (b"x-amz-meta-a: 1", b"x-amz-meta-a: 2"),
        (b"host: ", b"host: x"),
        (b"Signature=", b"Signature=0"),
        (b", Signature=", b", Signature=" + b"0" * 64 + b"x"),
    ],
)
def test_what_was_signed_cannot_be_changed(stored, old, new):
    head = stored.wire.head("GET", stored.path("stored"), headers={"x-amz-meta-a": "1"})
    assert old in head
    answer = stored.wire.exchange(head.replace(old, new, 1))
    assert answer.status in (400, 403)
    assert answer.code in ("SignatureDoesNotMatch", "AuthorizationHeaderMalformed")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Credential=", b"Credentials="),
        (b"SignedHeaders=", b"Headers="),
        (b"Signature=", b"Sig="),
        (b"/aws4_request", b"/aws5_request"),
        (b"/s3/", b"/"),
        (b"Credential=", b"Credential=/"),
        (b"/us-east-1/", b"//"),
    ],
)
def test_a_malformed_authorization(stored, old, new):
    head = stored.wire.head("GET", stored.path("stored"))
    answer = stored.wire.exchange(head.replace(old, new, 1))
    assert answer.status in (400, 403)
    assert answer.code in (
        "AuthorizationHeaderMalformed",
        "SignatureDoesNotMatch",
        "InvalidAccessKeyId",
        "AccessDenied",
    )


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
    assert answer.code in (
        "AccessDenied",
        "AuthorizationHeaderMalformed",
        "SignatureDoesNotMatch",
        "RequestTimeTooSkewed",
    )


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
    answer = stored.wire.exchange(
        octets_of("GET", path, signed | {"authorization": signer.authorization(names, signature)})
    )
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


@pytest.mark.parametrize(
    "value", ["abc", "UNSIGNED", "", "0" * 63, "g" * 64, "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"]
)
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


def test_unsigned_payloads_are_no_way_around(stored, server, nothing_stored):
    wire = Wire(server.s3_url, Pair(MAIN.access, "not-the-secret"))
    assert wire.put(stored.path("new"), b"new", payload=UNSIGNED).refusal == (403, "SignatureDoesNotMatch")
    assert stored.absent("new")
