"""Objects that come in parts."""

import concurrent.futures
import hashlib
import os

import pytest
from botocore.exceptions import ClientError
from s3_garden import MAIN, Bucket, Upload, client_of, refused

MIB = 1 << 20


def etag(*bodies: bytes) -> str:
    digests = b"".join(hashlib.md5(body).digest() for body in bodies)
    return f'"{hashlib.md5(digests).hexdigest()}-{len(bodies)}"'


@pytest.fixture(scope="module")
def five() -> bytes:
    """The smallest part that may be followed by another."""
    return os.urandom(5 * MIB)


def test_from_begin_to_end(bucket, five):
    last = os.urandom(1000)
    upload = Upload(bucket, "mp", ContentType="text/bla", Metadata={"foo": "bar"}, CacheControl="no-cache")
    upload.part(2, last)
    upload.part(1, five)
    listed = [(part["PartNumber"], part["Size"], part["ETag"]) for part in upload.listed()]
    assert listed == [
        (number, len(body), f'"{hashlib.md5(body).hexdigest()}"') for number, body in ((1, five), (2, last))
    ]
    with refused(404, "NoSuchKey"):
        bucket.get("mp")
    result = upload.complete()
    assert (result["Bucket"], result["Key"], result["ETag"]) == (bucket.name, "mp", etag(five, last))
    assert result["Location"].endswith(f"/{bucket.name}/mp")
    response = bucket.get("mp")
    assert response["Body"].read() == five + last
    assert (response["ETag"], response["ContentType"], response["Metadata"]) == (
        etag(five, last),
        "text/bla",
        {"foo": "bar"},
    )
    assert response["CacheControl"] == "no-cache"
    entry = bucket.call("list_objects_v2")["Contents"][0]
    assert (entry["Size"], entry["ETag"]) == (len(five) + 1000, etag(five, last))


def test_the_answer_to_the_first_request(bucket):
    response = bucket.call("create_multipart_upload", Key="a b/한")
    assert (response["Bucket"], response["Key"]) == (bucket.name, "a b/한")
    assert response["UploadId"]


def test_one_part_may_be_small(bucket):
    for size in (0, 1):
        upload = Upload(bucket, f"small-{size}")
        upload.part(1, b"x" * size)
        upload.complete()
        assert bucket.get(f"small-{size}")["ContentLength"] == size


@pytest.mark.parametrize("size", [5 * MIB, 5 * MIB + 100 * 1024, 10 * MIB + 600 * 1024])
def test_sizes(shared_bucket, size):
    body = os.urandom(size)
    pieces = [body[begin : begin + 5 * MIB] for begin in range(0, size, 5 * MIB)]
    upload = Upload(shared_bucket, "sized")
    for number, piece in enumerate(pieces, 1):
        upload.part(number, piece)
    assert upload.complete()["ETag"] == etag(*pieces)
    assert shared_bucket.read("sized") == body


def test_a_part_that_is_sent_again_counts(bucket, five):
    upload = Upload(bucket, "again")
    upload.part(1, os.urandom(5 * MIB))
    upload.part(2, b"old")
    upload.part(1, five)
    upload.part(2, b"new")
    assert [part["Size"] for part in upload.listed()] == [5 * MIB, 3]
    upload.complete()
    assert bucket.read("again") == five + b"new"


def test_parts_in_parallel(bucket, server, five):
    upload = Upload(bucket, "parallel")
    bodies = [bytes([number]) + five[1:] for number in range(6)]

    def send(number: int) -> None:
        Bucket(client_of(server.s3_url, MAIN), bucket.name, bucket.wire).call(
            "upload_part", Key="parallel", UploadId=upload.id, PartNumber=number + 1, Body=bodies[number]
        )

    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        list(pool.map(send, reversed(range(6))))
    upload.complete([{"PartNumber": part["PartNumber"], "ETag": part["ETag"]} for part in upload.listed()])
    assert bucket.read("parallel") == b"".join(bodies)


def test_numbers_may_leave_gaps_and_parts_may_be_left_out(bucket, five):
    upload = Upload(bucket, "gaps")
    for number, body in ((10, five), (500, b"left out"), (10_000, b"end")):
        upload.part(number, body)
    parts = [part for part in upload.parts if part["PartNumber"] != 500]
    assert upload.complete(parts)["ETag"] == etag(five, b"end")
    assert bucket.read("gaps") == five + b"end"


def test_it_replaces_an_object_only_at_its_end(bucket):
    bucket.put("foo", b"bar")
    upload = Upload(bucket, "foo")
    upload.part(1, b"part")
    assert bucket.read("foo") == b"bar"
    upload.complete()
    assert bucket.read("foo") == b"part"


def test_abort(bucket):
    bucket.put("foo", b"bar")
    upload = Upload(bucket, "foo")
    upload.part(1, b"part")
    assert upload.abort()["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert bucket.read("foo") == b"bar"
    for call in (upload.listed, upload.abort, upload.complete, lambda: upload.part(2, b"more")):
        with refused(404, "NoSuchUpload"):
            call()
    assert "Uploads" not in bucket.call("list_multipart_uploads")


@pytest.mark.parametrize("number", ["56788", "abc1234def", "x" * 200, "../.."])
def test_an_upload_that_is_not_there(bucket, number):
    path = bucket.path("foo")
    body = (
        b"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>1234</ETag></Part></CompleteMultipartUpload>"
    )
    for method, query, content in (
        ("DELETE", [], b""),
        ("GET", [], b""),
        ("POST", [], body),
        ("PUT", [("partNumber", "1")], b"part"),
    ):
        assert bucket.wire.request(method, path, [*query, ("uploadId", number)], body=content).refusal == (
            404,
            "NoSuchUpload",
        )
    assert bucket.keys() == []


def test_an_upload_belongs_to_its_key(bucket):
    upload = Upload(bucket, "foo")
    with refused(404, "NoSuchUpload"):
        bucket.call("upload_part", Key="bar", UploadId=upload.id, PartNumber=1, Body=b"x")


def test_completed_twice_is_completed(bucket):
    upload = Upload(bucket, "twice")
    upload.part(1, b"part")
    first, second = upload.complete(), upload.complete()
    assert first["ETag"] == second["ETag"]
    assert bucket.read("twice") == b"part"


def test_a_part_that_never_came(bucket):
    upload = Upload(bucket, "foo")
    part = upload.part(1, b"\0")["ETag"]
    for parts in (
        [{"PartNumber": 9999, "ETag": part}],
        [{"PartNumber": 1, "ETag": "f" * 32}],
        [{"PartNumber": 1, "ETag": '"' + "0" * 32 + '"'}],
        [{"PartNumber": 1, "ETag": part}, {"PartNumber": 2, "ETag": part}],
    ):
        with refused(400, "InvalidPart"):
            upload.complete(parts)
    assert bucket.absent("foo")
    upload.complete()


def test_only_the_last_part_may_be_small(bucket):
    upload = Upload(bucket, "foo")
    for number in (1, 2, 3):
        upload.part(number, b"x" * 10240)
    with refused(400, "EntityTooSmall"):
        upload.complete()
    assert bucket.absent("foo")
    assert upload.id in [each["UploadId"] for each in bucket.call("list_multipart_uploads")["Uploads"]]


def test_parts_are_named_in_their_order(bucket, five):
    upload = Upload(bucket, "foo")
    upload.part(1, five)
    upload.part(2, b"end")
    one, two = upload.parts
    for parts in ([two, one], [one, one, two]):
        with refused(400, "InvalidPartOrder"):
            upload.complete(parts)
    upload.complete()


def test_etags_with_and_without_quotes(bucket, five):
    upload = Upload(bucket, "foo")
    upload.part(1, five)
    upload.part(2, b"end")
    upload.complete([upload.parts[0] | {"ETag": upload.parts[0]["ETag"].strip('"')}, upload.parts[1]])
    assert bucket.read("foo") == five + b"end"


def test_a_completion_without_parts(bucket):
    upload = Upload(bucket, "foo")
    query = [("uploadId", upload.id)]
    for body in (b"", b"<CompleteMultipartUpload></CompleteMultipartUpload>", b"<CompleteMultipartUpload/>"):
        assert bucket.wire.request("POST", bucket.path("foo"), query, body=body).refusal == (400, "MalformedXML")
    with refused(400, "MalformedXML"):
        upload.call("complete_multipart_upload")


@pytest.mark.parametrize("number", ["0", "10001", "-1", "one", "", "1.5", "99999999999999999999"])
def test_numbers_that_no_part_may_have(bucket, nothing_stored, number):
    upload = Upload(bucket, "foo")
    query = [("partNumber", number), ("uploadId", upload.id)]
    answer = bucket.wire.request("PUT", bucket.path("foo"), query, body=b"never a part of anything")
    assert answer.refusal == (400, "InvalidArgument")
    assert upload.listed() == []


def test_parts_are_listed_in_pages(bucket):
    upload = Upload(bucket, "foo")
    for number in (2, 3, 5, 7, 11):
        upload.part(number, b"%d" % number)
    page = upload.call("list_parts", MaxParts=2)
    assert ([part["PartNumber"] for part in page["Parts"]], page["IsTruncated"]) == ([2, 3], True)
    assert (page["MaxParts"], page["NextPartNumberMarker"]) == (2, 3)
    page = upload.call("list_parts", MaxParts=3, PartNumberMarker=3)
    assert ([part["PartNumber"] for part in page["Parts"]], page["IsTruncated"]) == ([5, 7, 11], False)
    assert (page["Bucket"], page["Key"], page["UploadId"]) == (bucket.name, "foo", upload.id)
    assert page["Initiator"]["ID"] == page["Owner"]["ID"] == MAIN.access


def test_uploads_are_listed(bucket):
    uploads = [Upload(bucket, key) for key in ("a", "b", "b", "c/1", "c/2", "한")]
    listed = bucket.call("list_multipart_uploads")
    assert [(each["Key"], each["UploadId"]) for each in listed["Uploads"]] == [(each.key, each.id) for each in uploads]
    assert {each["Initiator"]["ID"] for each in listed["Uploads"]} == {MAIN.access}
    assert not listed["IsTruncated"]
    page = bucket.call("list_multipart_uploads", Delimiter="/", Prefix="")
    assert [each["Key"] for each in page["Uploads"]] == ["a", "b", "b", "한"]
    assert [each["Prefix"] for each in page["CommonPrefixes"]] == ["c/"]
    assert [each["Key"] for each in bucket.call("list_multipart_uploads", Prefix="c/")["Uploads"]] == ["c/1", "c/2"]


def test_uploads_are_listed_in_pages(bucket):
    uploads = [Upload(bucket, key) for key in ("a", "b", "b", "b", "c")]
    found, more = [], {}
    while True:
        page = bucket.call("list_multipart_uploads", MaxUploads=2, **more)
        found += [each["UploadId"] for each in page["Uploads"]]
        if not page["IsTruncated"]:
            break
        more = {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page["NextUploadIdMarker"]}
    assert found == [each.id for each in uploads]


@pytest.fixture(scope="module")
def source(shared_bucket):
    """An object of 12 MiB to copy parts from."""
    body = os.urandom(12 * MIB)
    shared_bucket.put("source", body)
    return shared_bucket, body


def test_parts_that_are_copied(source, bucket):
    origin, body = source
    upload = Upload(bucket, "copied")
    size = 10 * MIB + 600 * 1024
    for number, begin in enumerate(range(0, size, 5 * MIB), 1):
        end = min(begin + 5 * MIB, size) - 1
        response = upload.copy_part(number, origin.source("source"), CopySourceRange=f"bytes={begin}-{end}")
        assert response["CopyPartResult"]["ETag"] == f'"{hashlib.md5(body[begin : end + 1]).hexdigest()}"'
    upload.complete()
    assert bucket.read("copied") == body[:size]


def test_a_whole_object_as_a_part(source, bucket):
    origin, body = source
    upload = Upload(bucket, "copied")
    upload.copy_part(1, origin.source("source"))
    upload.part(2, b"end")
    upload.complete()
    assert bucket.read("copied") == body + b"end"


def test_one_octet_as_a_part(source, bucket):
    origin, body = source
    upload = Upload(bucket, "copied")
    upload.copy_part(1, origin.source("source"), CopySourceRange="bytes=0-0")
    upload.complete()
    assert bucket.read("copied") == body[:1]


@pytest.mark.parametrize("key", [" ", "_", "__", "?versionId", "한/글", "a+b%20"])
def test_parts_of_objects_of_any_name(shared_bucket, bucket, key):
    shared_bucket.put(key, b"x")
    upload = Upload(bucket, "copied")
    upload.copy_part(1, shared_bucket.source(key), CopySourceRange="bytes=0-0")
    upload.complete()
    assert bucket.read("copied") == b"x"


@pytest.mark.parametrize(
    "value", ["0-2", "bytes=0", "bytes=hello-world", "bytes=0-bar", "bytes=hello-", "bytes=0-2,3-5", "bytes=5-2", ""]
)
def test_ranges_that_cannot_be_copied(shared_bucket, value):
    shared_bucket.put("five", b"01234")
    upload = Upload(shared_bucket, "copied")
    query = [("partNumber", "1"), ("uploadId", upload.id)]
    headers = {"x-amz-copy-source": f"{shared_bucket.name}/five", "x-amz-copy-source-range": value}
    answer = shared_bucket.wire.request("PUT", shared_bucket.path("copied"), query, headers)
    assert answer.refusal == (400, "InvalidArgument")
    assert upload.listed() == []


@pytest.mark.parametrize("value", ["bytes=0-21", "bytes=5-5", "bytes=0-536870911"])
def test_ranges_beyond_the_source(shared_bucket, value):
    shared_bucket.put("five", b"01234")
    upload = Upload(shared_bucket, "copied")
    with pytest.raises(ClientError) as caught:
        upload.copy_part(1, shared_bucket.source("five"), CopySourceRange=value)
    response = caught.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] in (400, 416)
    assert response["Error"]["Code"] in ("InvalidRange", "InvalidArgument")
    assert upload.listed() == []


def test_a_source_key_is_decoded_once(shared_bucket):
    shared_bucket.put("name%25.txt", b"foo")
    upload = Upload(shared_bucket, "copied")
    with refused(404, "NoSuchKey"):
        upload.copy_part(1, shared_bucket.source("name%.txt"))
    upload.copy_part(1, shared_bucket.source("name%25.txt"))
    upload.complete()
    assert shared_bucket.read("copied") == b"foo"


def test_parts_are_copied_on_conditions(shared_bucket):
    etag = shared_bucket.put("conditional", b"foo")["ETag"]
    upload = Upload(shared_bucket, "copied")
    source = shared_bucket.source("conditional")
    for more in ({"CopySourceIfMatch": '"0"'}, {"CopySourceIfNoneMatch": etag}):
        with refused(412, "PreconditionFailed"):
            upload.copy_part(1, source, **more)
    upload.copy_part(1, source, CopySourceIfMatch=etag)
    assert len(upload.listed()) == 1


def test_attributes_tell_of_the_parts(bucket, five):
    upload = Upload(bucket, "parts")
    upload.part(1, five)
    upload.part(2, b"end")
    upload.complete()
    ask = ["ETag", "ObjectParts", "ObjectSize"]
    response = bucket.call("get_object_attributes", Key="parts", ObjectAttributes=ask)
    assert (response["ETag"], response["ObjectSize"]) == (etag(five, b"end").strip('"'), len(five) + 3)
    assert response["ObjectParts"]["TotalPartsCount"] == 2


def test_an_upload_of_another_user(bucket, other):
    upload = Upload(bucket, "foo")
    with refused(403, "AccessDenied"):
        other.upload_part(Bucket=bucket.name, Key="foo", UploadId=upload.id, PartNumber=1, Body=b"x")
    with refused(403, "AccessDenied"):
        other.list_parts(Bucket=bucket.name, Key="foo", UploadId=upload.id)
    with refused(403, "AccessDenied"):
        other.abort_multipart_upload(Bucket=bucket.name, Key="foo", UploadId=upload.id)
    assert upload.listed() == []
