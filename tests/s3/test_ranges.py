"""Parts of objects: by range, and by the number of a part."""

import os

import pytest
from s3_garden import Upload, refused

MIB = 1 << 20


@pytest.fixture(scope="module")
def ten(shared_bucket):
    """An object of ten octets."""
    shared_bucket.put("ten", b"0123456789")
    return shared_bucket


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("0-0", 0, 0),
        ("3-5", 3, 5),
        ("7-", 7, 9),
        ("-2", 8, 9),
        ("8-99", 8, 9),
        ("-99", 0, 9),
        ("0-", 0, 9),
        ("9-9", 9, 9),
    ],
)
def test_one_range(ten, value, first, last):
    response = ten.get("ten", Range=f"bytes={value}")
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 206
    assert response["Body"].read() == b"0123456789"[first : last + 1]
    assert (response["ContentRange"], response["ContentLength"]) == (f"bytes {first}-{last}/10", last - first + 1)
    assert response["ETag"] == ten.head("ten")["ETag"]


@pytest.mark.parametrize("value", ["10-", "40-50", "-0"])
def test_beyond_the_end(ten, value):
    with refused(416, "InvalidRange"):
        ten.get("ten", Range=f"bytes={value}")
    answer = ten.wire.request("GET", ten.path("ten"), headers={"range": f"bytes={value}"})
    assert answer.refusal == (416, "InvalidRange")
    assert answer.headers["content-range"] == "bytes */10"


@pytest.mark.parametrize(
    "value", ["bytes=", "bytes=a-b", "bytes=-", "octets=0-1", "0-1", "bytes 0-1", "bytes=0-0,2-3", ""]
)
def test_what_is_no_single_range_is_passed_over(ten, value):
    answer = ten.wire.request("GET", ten.path("ten"), headers={"range": value})
    assert (answer.status, answer.body) == (200, b"0123456789")
    assert "content-range" not in answer.headers


@pytest.mark.parametrize("value", ["bytes=40-50", "bytes=0-", "bytes=0-0"])
def test_an_empty_object_has_no_ranges(shared_bucket, value):
    shared_bucket.put("empty")
    with refused(416, "InvalidRange"):
        shared_bucket.get("empty", Range=value)


def test_head_of_a_range(ten):
    response = ten.head("ten", Range="bytes=2-4")
    assert (response["ResponseMetadata"]["HTTPStatusCode"], response["ContentLength"]) == (206, 3)


def test_a_range_of_a_large_object(shared_bucket):
    body = os.urandom(8 * MIB)
    shared_bucket.put("large", body)
    response = shared_bucket.get("large", Range="bytes=3145728-5242880")
    assert response["Body"].read() == body[3145728:5242881]
    assert response["ContentRange"] == "bytes 3145728-5242880/8388608"


def test_a_range_on_a_condition(ten):
    etag = ten.head("ten")["ETag"]
    assert ten.get("ten", Range="bytes=0-1", IfMatch=etag)["Body"].read() == b"01"
    with refused(412, "PreconditionFailed"):
        ten.get("ten", Range="bytes=0-1", IfMatch='"0"')
    with refused(304):
        ten.get("ten", Range="bytes=0-1", IfNoneMatch=etag)


def test_if_range(ten):
    for etag, status in ((ten.head("ten")["ETag"], 206), ('"0"', 200)):
        answer = ten.wire.request("GET", ten.path("ten"), headers={"range": "bytes=0-1", "if-range": etag})
        assert answer.status == status


@pytest.fixture(scope="module")
def parted(shared_bucket):
    """An object of two parts, and their contents."""
    bodies = [os.urandom(5 * MIB), os.urandom(1000)]
    upload = Upload(shared_bucket, "parted")
    for number, body in enumerate(bodies, 1):
        upload.part(number, body)
    upload.complete()
    return shared_bucket, bodies


def test_ranges_across_parts(parted):
    bucket, bodies = parted
    whole = b"".join(bodies)
    for first, last in ((0, 0), (5 * MIB - 1, 5 * MIB), (5 * MIB, 5 * MIB + 9), (MIB - 5, 5 * MIB + 500)):
        assert bucket.read("parted", Range=f"bytes={first}-{last}") == whole[first : last + 1]
    assert bucket.read("parted", Range="bytes=-1001") == whole[-1001:]


def test_parts_by_their_numbers(parted):
    bucket, bodies = parted
    etag = bucket.head("parted")["ETag"]
    offset = 0
    for number, body in enumerate(bodies, 1):
        head = bucket.head("parted", PartNumber=number)
        assert (head["PartsCount"], head["ContentLength"], head["ETag"]) == (2, len(body), etag)
        response = bucket.get("parted", PartNumber=number)
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 206
        assert response["Body"].read() == body
        assert (response["PartsCount"], response["ETag"]) == (2, etag)
        assert response["ContentRange"] == f"bytes {offset}-{offset + len(body) - 1}/{sum(map(len, bodies))}"
        offset += len(body)


def test_an_object_that_came_whole_is_its_only_part(ten):
    assert ten.get("ten", PartNumber=1)["Body"].read() == b"0123456789"


@pytest.mark.parametrize("key", ["ten", "parted"])
def test_a_part_that_is_not_there(ten, parted, key):
    answer = ten.wire.request("GET", ten.path(key), [("partNumber", "3")])
    assert answer.refusal in ((416, "InvalidPartNumber"), (400, "InvalidPart"))


@pytest.mark.parametrize("number", ["0", "10001", "-1", "one"])
def test_a_number_that_no_part_has(ten, number):
    answer = ten.wire.request("GET", ten.path("ten"), [("partNumber", number)])
    assert answer.refusal == (400, "InvalidArgument")


def test_a_part_and_a_range_at_once(ten):
    answer = ten.wire.request("GET", ten.path("ten"), [("partNumber", "1")], headers={"range": "bytes=0-1"})
    assert answer.refusal == (400, "InvalidRequest")
