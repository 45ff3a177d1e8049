"""Checksums of all five kinds: verified, kept, given back."""

import base64
import hashlib

import pytest
from checksums import KINDS, checksum, composite, field, header
from s3_garden import Upload, refused
from signing import UNSIGNED_TRAILER

BODY = b"123456789"
KNOWN = {  # of BODY, as the registers of such algorithms have them
    "crc32": "cbf43926",
    "crc32c": "e3069283",
    "crc64nvme": "ae8b14860a799888",
    "sha1": "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
    "sha256": "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
}
FIVE = [bytes([letter]) * (5 << 20) for letter in b"ABC"]
OF_PARTS = {  # of FIVE one by one, and of the whole
    "crc32": ("JRTCyQ==", "QoZTGg==", "YAgjqw==", "WgDhBQ=="),
    "crc32c": ("MDaLrw==", "TH4EZg==", "Z7mBIQ==", "xU+Krw=="),
    "crc64nvme": ("L/E4WYn8v98=", "xW1l19VobYM=", "cK5MnNaWrW4=", "i+6LR0y3eFo="),
    "sha1": ("iIaTCGbm+vdVjNqIMF2S0T7ibMk=", "LS/TJ32bAVKEwRu+sE3X7awh/lk=", "6DDwovUaHwrKNXDMzOGbuvj9kxI="),
    "sha256": (
        "275VF5loJr1YYawit0XSHREhkFXYkkPKGuoK0x9VKxI=",
        "mrHwOfjTL5Zwfj74F05HOQGLdUb7E5szdCbxgUSq6NM=",
        "Vw7oB/nKQ5xWb3hNgbyfkvDiivl+U+/Dft48nfJfDow=",
    ),
}


def wrong(kind: str) -> str:
    """A checksum of the right form and of something else."""
    return checksum(kind, b"something else")


@pytest.mark.parametrize("kind", KINDS)
def test_the_tests_can_count(kind):
    assert base64.b64decode(checksum(kind, BODY)).hex() == KNOWN[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_one_is_kept(shared_bucket, kind):
    value = checksum(kind, BODY)
    response = shared_bucket.put(kind, BODY, **{field(kind): value})
    assert response[field(kind)] == value
    for answer in (shared_bucket.head(kind, ChecksumMode="ENABLED"), shared_bucket.get(kind, ChecksumMode="ENABLED")):
        assert (answer[field(kind)], answer["ChecksumType"]) == (value, "FULL_OBJECT")
    assert field(kind) not in shared_bucket.head(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_one_is_refused(shared_bucket, nothing_stored, kind):
    with refused(400, "BadDigest"):
        shared_bucket.put("wrong", BODY + kind.encode(), **{field(kind): wrong(kind)})
    assert shared_bucket.absent("wrong")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", ["bad", "", "AAAA", "!!!!!!==", "A" * 100])
def test_one_that_is_none(shared_bucket, nothing_stored, kind, value):
    body = f"never stored with {value} as {kind}".encode()
    answer = shared_bucket.wire.put(shared_bucket.path("none"), body, headers={header(kind): value})
    assert answer.refusal == (400, "InvalidRequest")
    assert shared_bucket.absent("none")


def test_two_kinds_at_once(shared_bucket, nothing_stored):
    headers = {header(kind): checksum(kind, b"two kinds") for kind in ("crc32", "sha1")}
    answer = shared_bucket.wire.put(shared_bucket.path("two"), b"two kinds", headers=headers)
    assert answer.refusal == (400, "InvalidRequest")


def test_an_unknown_algorithm(shared_bucket, nothing_stored):
    headers = {"x-amz-sdk-checksum-algorithm": "CRC16"}
    answer = shared_bucket.wire.put(shared_bucket.path("unknown"), b"of no known sum", headers=headers)
    assert answer.refusal == (400, "InvalidRequest")


@pytest.mark.parametrize("kind", KINDS)
def test_parts_of_an_object_come_without(shared_bucket, kind):
    shared_bucket.put("ranged", BODY, **{field(kind): checksum(kind, BODY)})
    response = shared_bucket.get("ranged", ChecksumMode="ENABLED", Range="bytes=0-3")
    assert response["Body"].read() == BODY[:4]


FRAMINGS = ["aws-chunked", "aws-chunked in HTTP chunks", "HTTP chunks"]


def trailer_request(bucket, key: str, kind: str, value: str, framing: str, body: bytes = BODY) -> bytes:
    """A body in chunks with the checksum behind. AWS CLI and boto3 send the first without TLS where they are told to,
    and the second over TLS; in the third the checksum is a trailer field of HTTP."""
    name = header(kind)
    headers = {
        "content-encoding": "aws-chunked",
        "x-amz-decoded-content-length": str(len(body)),
        "x-amz-trailer": name,
        "x-amz-sdk-checksum-algorithm": kind.upper(),
    }
    framed = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (body[:5], body[5:]))
    framed += f"0\r\n{name}:{value}\r\n\r\n".encode()
    more: dict = {"length": len(framed)}
    if framing != "aws-chunked":
        more = {"length": None, "unsigned": {"transfer-encoding": "chunked"}}
    if framing == "HTTP chunks":
        more["unsigned"]["trailer"] = name
    if framing == "aws-chunked in HTTP chunks":
        pieces = [framed[begin : begin + 7] for begin in range(0, len(framed), 7)]
        framed = b"".join(b"%X\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    return bucket.wire.head("PUT", bucket.path(key), headers=headers, payload=UNSIGNED_TRAILER, **more) + framed


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_in_a_trailer(shared_bucket, kind, framing):
    request = trailer_request(shared_bucket, "trailer", kind, checksum(kind, BODY), framing)
    assert shared_bucket.wire.exchange(request, "PUT").status == 200
    response = shared_bucket.get("trailer", ChecksumMode="ENABLED")
    assert (response["Body"].read(), response[field(kind)]) == (BODY, checksum(kind, BODY))
    assert "ContentEncoding" not in response


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_one_in_a_trailer(shared_bucket, nothing_stored, kind, framing):
    body = f"never stored: {kind}, {framing}".encode()
    request = trailer_request(shared_bucket, "wrong-trailer", kind, wrong(kind), framing, body)
    assert shared_bucket.wire.exchange(request, "PUT").refusal == (400, "BadDigest")
    assert shared_bucket.absent("wrong-trailer")


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_part(bucket, kind):
    upload = Upload(bucket, "mp", ChecksumAlgorithm=kind.upper())
    value = checksum(kind, BODY)
    assert upload.part(1, BODY, **{field(kind): value})[field(kind)] == value
    with refused(400, "BadDigest"):
        upload.part(2, BODY, **{field(kind): wrong(kind)})
    assert [(part["PartNumber"], part[field(kind)]) for part in upload.listed()] == [(1, value)]


@pytest.mark.parametrize("kind", ["crc32", "crc32c", "sha1", "sha256"])
def test_composite_of_an_upload(bucket, kind):
    values = OF_PARTS[kind][:3]
    created = bucket.call("create_multipart_upload", Key="x", ChecksumAlgorithm=kind.upper(), ChecksumType="COMPOSITE")
    assert (created["ChecksumAlgorithm"], created["ChecksumType"]) == (kind.upper(), "COMPOSITE")
    upload = Upload(bucket, "mp", ChecksumAlgorithm=kind.upper())
    for number, (body, value) in enumerate(zip(FIVE, values, strict=True), 1):
        upload.part(number, body, **{field(kind): value})
    whole = composite(kind, *values)
    response = upload.complete(**{field(kind): whole})
    assert (response[field(kind)], response["ETag"]) == (whole, '"b2add96cc9702bbf4efb0ccdfc6b7747-3"')
    assert field(kind) not in bucket.head("mp")
    head = bucket.head("mp", ChecksumMode="ENABLED")
    assert (head[field(kind)], head["ChecksumType"]) == (whole, "COMPOSITE")


@pytest.mark.parametrize("kind", ["crc32", "crc32c", "crc64nvme"])
def test_full_object_of_an_upload(bucket, kind):
    *values, whole = OF_PARTS[kind]
    upload = Upload(bucket, "mp", ChecksumAlgorithm=kind.upper(), ChecksumType="FULL_OBJECT")
    for number, (body, value) in enumerate(zip(FIVE, values, strict=True), 1):
        upload.part(number, body, **{field(kind): value})
    response = upload.complete(**{field(kind): whole}, ChecksumType="FULL_OBJECT")
    assert (response[field(kind)], response["ChecksumType"]) == (whole, "FULL_OBJECT")
    head = bucket.head("mp", ChecksumMode="ENABLED")
    assert (head[field(kind)], head["ChecksumType"]) == (whole, "FULL_OBJECT")


@pytest.mark.parametrize("kind", ["sha1", "sha256"])
def test_hashes_of_parts_make_no_hash_of_the_whole(bucket, kind):
    with refused(400, "InvalidRequest"):
        bucket.call("create_multipart_upload", Key="mp", ChecksumAlgorithm=kind.upper(), ChecksumType="FULL_OBJECT")


def test_the_nvme_sum_is_of_the_whole_always(bucket):
    with refused(400, "InvalidRequest"):
        bucket.call("create_multipart_upload", Key="mp", ChecksumAlgorithm="CRC64NVME", ChecksumType="COMPOSITE")


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_one_of_the_whole(bucket, kind):
    upload = Upload(bucket, "mp", ChecksumAlgorithm=kind.upper())
    upload.part(1, BODY, **{field(kind): checksum(kind, BODY)})
    bad = wrong(kind) if kind == "crc64nvme" else wrong(kind) + "-1"
    with refused(400, "BadDigest"):
        upload.complete(**{field(kind): bad})
    assert bucket.absent("mp")
    upload.complete()
    assert bucket.read("mp") == BODY


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_one_of_a_part_in_the_completion(bucket, kind):
    upload = Upload(bucket, "mp", ChecksumAlgorithm=kind.upper())
    upload.part(1, BODY, **{field(kind): checksum(kind, BODY)})
    with refused(400):
        upload.complete([upload.parts[0] | {field(kind): wrong(kind)}])
    assert bucket.absent("mp")
    upload.complete()


def test_a_second_completion_says_the_same(bucket):
    upload = Upload(bucket, "mp", ChecksumAlgorithm="SHA256")
    upload.part(1, BODY, ChecksumSHA256=checksum("sha256", BODY))
    first, second = upload.complete(), upload.complete()
    assert first["ChecksumSHA256"] == second["ChecksumSHA256"] == composite("sha256", checksum("sha256", BODY))


def test_a_copy_keeps_the_sum(bucket):
    bucket.put("a", BODY, ChecksumSHA1=checksum("sha1", BODY))
    result = bucket.copy("a", "b")["CopyObjectResult"]
    assert result["ChecksumSHA1"] == checksum("sha1", BODY)
    assert bucket.head("b", ChecksumMode="ENABLED")["ChecksumSHA1"] == checksum("sha1", BODY)


# ---------------------------------------------------------------- Content-MD5


def md5(octets: bytes) -> str:
    return base64.b64encode(hashlib.md5(octets).digest()).decode()


def test_the_right_md5(shared_bucket):
    shared_bucket.put("md5", BODY, ContentMD5=md5(BODY))
    assert shared_bucket.read("md5") == BODY


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (md5(b"something else"), "BadDigest"),
        ("rL0Y20xC+Fzt72VPzMSk2A==", "BadDigest"),
        ("YWJyYWNhZGFicmE=", "InvalidDigest"),
        ("", "InvalidDigest"),
        ("AWS HAHAHA", "InvalidDigest"),
        (hashlib.md5(BODY).hexdigest(), "InvalidDigest"),
    ],
)
def test_another_md5(shared_bucket, nothing_stored, value, code):
    body = f"never stored with {value}".encode()
    answer = shared_bucket.wire.put(shared_bucket.path("other-md5"), body, headers={"content-md5": value})
    assert answer.refusal == (400, code)
    assert shared_bucket.absent("other-md5")


def test_the_md5_of_a_part(bucket):
    upload = Upload(bucket, "mp")
    with refused(400, "BadDigest"):
        upload.part(1, BODY, ContentMD5=md5(b"something else"))
    upload.part(1, BODY, ContentMD5=md5(BODY))
    assert len(upload.listed()) == 1


@pytest.mark.parametrize("name", ["content-md5", "x-amz-checksum-crc32", "x-amz-checksum-sha256"])
def test_a_wrong_sum_of_a_document(bucket, name):
    bucket.put("kept")
    body = b"<Delete><Object><Key>kept</Key></Object></Delete>"
    value = md5(b"other") if name == "content-md5" else wrong(name.rpartition("-")[2])
    answer = bucket.wire.request("POST", f"/{bucket.name}", [("delete", "")], {name: value}, body)
    assert answer.refusal == (400, "BadDigest")
    assert bucket.keys() == ["kept"]
