"""CopyObject: octets are shared, words go along or are replaced."""

import datetime
import os

import pytest
from s3_garden import Bucket, Upload, refused

LONG_AGO = datetime.datetime(1994, 10, 29, 19, 43, 31, tzinfo=datetime.timezone.utc)
FAR_AHEAD = datetime.datetime(2100, 10, 29, 19, 43, 31, tzinfo=datetime.timezone.utc)
DRESS = {
    "ContentType": "audio/ogg",
    "CacheControl": "max-age=1",
    "ContentDisposition": "inline",
    "ContentLanguage": "ko",
    "Metadata": {"key1": "value1", "key2": "value2"},
}


@pytest.fixture(scope="module")
def source(shared_bucket):
    """A bucket whose object "source" is to be copied."""
    shared_bucket.put("source", b"foo", **DRESS)
    return shared_bucket


def words(response) -> dict:
    return {name: response.get(name) for name in DRESS}


def test_within_a_bucket(source):
    result = source.copy("source", "copy")["CopyObjectResult"]
    response = source.get("copy")
    assert response["Body"].read() == b"foo"
    assert (result["ETag"], result["LastModified"].replace(microsecond=0)) == (
        response["ETag"],
        response["LastModified"],
    )
    assert words(response) == DRESS


def test_to_another_bucket(source, bucket):
    bucket.call("copy_object", Key="copy", CopySource=source.source("source"))
    assert bucket.read("copy") == b"foo"
    assert words(bucket.head("copy")) == DRESS


@pytest.mark.parametrize("size", [0, 16 << 20])
def test_of_any_size(shared_bucket, size):
    body = os.urandom(size)
    shared_bucket.put("sized", body)
    shared_bucket.copy("sized", "sized-copy")
    assert shared_bucket.read("sized-copy") == body


def test_the_copy_lives_by_itself(bucket):
    bucket.put("a", b"first")
    bucket.copy("a", "b")
    bucket.put("a", b"second")
    assert bucket.read("b") == b"first"
    bucket.delete("a")
    assert bucket.read("b") == b"first"


def test_with_other_words(source):
    other = {"ContentType": "audio/mpeg", "Metadata": {"key3": "value3", "key2": "value2"}}
    source.copy("source", "other-words", MetadataDirective="REPLACE", **other)
    response = source.get("other-words")
    assert words(response) == {name: other.get(name) for name in DRESS}
    assert response["Body"].read() == b"foo"


def test_without_the_directive_other_words_are_passed_over(source):
    source.copy("source", "same-words", ContentType="audio/mpeg", Metadata={"key3": "value3"})
    assert words(source.head("same-words")) == DRESS


def test_to_itself_needs_a_change(bucket):
    bucket.put("a", b"foo", Metadata={"old": "1"})
    with refused(400, "InvalidRequest"):
        bucket.copy("a", "a")
    bucket.copy("a", "a", MetadataDirective="REPLACE", Metadata={"new": "2"}, ContentType="text/plain")
    response = bucket.get("a")
    assert (response["Body"].read(), response["Metadata"], response["ContentType"]) == (
        b"foo",
        {"new": "2"},
        "text/plain",
    )


def test_over_another_object(bucket):
    bucket.put("a", b"a")
    bucket.put("b", b"b")
    bucket.copy("a", "b")
    assert bucket.read("b") == b"a"


def test_what_is_not_there(source, bucket):
    with refused(404, "NoSuchKey"):
        source.copy("nothing", "copy-of-nothing")
    with refused(404, "NoSuchBucket"):
        source.call("copy_object", Key="c", CopySource={"Bucket": "no-such-bucket", "Key": "a"})
    with refused(404, "NoSuchBucket"):
        source.client.copy_object(Bucket="no-such-bucket", Key="c", CopySource=source.source("source"))
    assert source.absent("copy-of-nothing")


def test_on_conditions_of_the_source(source):
    head = source.head("source")
    for more in (
        {"CopySourceIfMatch": head["ETag"]},
        {"CopySourceIfNoneMatch": "ABCORZ"},
        {"CopySourceIfModifiedSince": LONG_AGO},
        {"CopySourceIfUnmodifiedSince": FAR_AHEAD},
        {"CopySourceIfMatch": head["ETag"], "CopySourceIfUnmodifiedSince": LONG_AGO},
    ):
        source.copy("source", "on-condition", **more)
        assert source.read("on-condition") == b"foo"
        source.delete("on-condition")
    for more in (
        {"CopySourceIfMatch": "ABCORZ"},
        {"CopySourceIfNoneMatch": head["ETag"]},
        {"CopySourceIfModifiedSince": head["LastModified"]},
        {"CopySourceIfUnmodifiedSince": LONG_AGO},
        {"CopySourceIfNoneMatch": head["ETag"], "CopySourceIfModifiedSince": LONG_AGO},
    ):
        with refused(412, "PreconditionFailed"):
            source.copy("source", "on-condition", **more)
        assert source.absent("on-condition")


@pytest.mark.parametrize(
    "key", ["행복/고양이, 봄.jpeg", "a b+c", "100%25", "?versionId", "a//b", "#&=", " ", "x/../y", "_", "'\""]
)
def test_any_key(shared_bucket, key):
    shared_bucket.put("any/" + key, key.encode())
    shared_bucket.copy("any/" + key, "copied/" + key)
    assert shared_bucket.read("copied/" + key) == key.encode()


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("key", ["source", "so%75rce"])
def test_spellings_of_the_source(source, slash, key):
    header = {"x-amz-copy-source": f"{slash}{source.name}/{key}"}
    answer = source.wire.request("PUT", source.path("spelt"), headers=header)
    assert (answer.status, answer.xml().tag) == (200, "CopyObjectResult")
    assert source.read("spelt") == b"foo"


@pytest.mark.parametrize("value", ["", "/", "no-slash", "/bucket-alone", "bucket/"])
def test_what_is_no_source(source, value):
    answer = source.wire.request("PUT", source.path("not-copied"), headers={"x-amz-copy-source": value})
    assert answer.status in (400, 404)
    assert answer.code in ("InvalidArgument", "InvalidRequest", "NoSuchBucket", "NoSuchKey")
    assert source.absent("not-copied")


def test_an_unknown_directive(source):
    headers = {"x-amz-copy-source": f"{source.name}/source", "x-amz-metadata-directive": "SHARE"}
    assert source.wire.request("PUT", source.path("c"), headers=headers).refusal == (400, "InvalidArgument")


def test_the_null_version_of_the_source(source):
    source.call("copy_object", Key="of-null", CopySource=source.source("source") | {"VersionId": "null"})
    assert source.read("of-null") == b"foo"


def test_tags_go_along_or_are_replaced(bucket):
    bucket.put("a", b"x", Tagging="color=red&size=2")
    bucket.copy("a", "b")
    bucket.copy("a", "c", TaggingDirective="REPLACE", Tagging="color=blue")
    tags = {key: bucket.call("get_object_tagging", Key=key)["TagSet"] for key in "bc"}
    assert tags["b"] == [{"Key": "color", "Value": "red"}, {"Key": "size", "Value": "2"}]
    assert tags["c"] == [{"Key": "color", "Value": "blue"}]


def test_the_copy_of_an_upload_is_one_object(bucket):
    upload = Upload(bucket, "parts")
    bodies = [os.urandom(5 << 20), b"end"]
    for number, body in enumerate(bodies, 1):
        upload.part(number, body)
    upload.complete()
    bucket.copy("parts", "copy")
    assert bucket.read("copy") == b"".join(bodies)


def test_what_one_may_not_read_one_cannot_copy(bucket, other, wire, new_name):
    bucket.put("mine", b"mine")
    theirs = Bucket(other, new_name(), wire)
    theirs.call("create_bucket")
    with refused(403, "AccessDenied"):
        theirs.call("copy_object", Key="taken", CopySource=bucket.source("mine"))
    with refused(403):
        other.copy(bucket.source("mine"), theirs.name, "taken")
    assert theirs.absent("taken")


def test_nor_copy_to_where_one_may_not_write(bucket, other, wire, new_name):
    theirs = Bucket(other, new_name(), wire)
    theirs.call("create_bucket")
    theirs.put("a", b"theirs")
    with refused(403, "AccessDenied"):
        other.copy_object(Bucket=bucket.name, Key="pushed", CopySource=theirs.source("a"))
    assert bucket.absent("pushed")
