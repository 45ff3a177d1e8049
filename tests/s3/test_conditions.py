"""Conditional reads, writes, completions and deletions."""

import concurrent.futures
import datetime

import pytest
from s3_garden import MAIN, Bucket, Upload, client_of, refused

OTHER_ETAG = '"00000000000000000000000000000000"'
LONG_AGO = datetime.datetime(1994, 10, 29, 19, 43, 31, tzinfo=datetime.timezone.utc)
FAR_AHEAD = datetime.datetime(2100, 10, 29, 19, 43, 31, tzinfo=datetime.timezone.utc)


@pytest.fixture(scope="module")
def stored(shared_bucket):
    """A bucket with the object "stored", and its ETag and time."""
    shared_bucket.put("stored", b"bar")
    head = shared_bucket.head("stored")
    return shared_bucket, head["ETag"], head["LastModified"]


@pytest.fixture(params=["get", "head"])
def ask(request, stored):
    """GET or HEAD of the object, on these conditions."""
    return lambda **conditions: getattr(stored[0], request.param)("stored", **conditions)


def test_if_match(ask, stored):
    etag = stored[1]
    for value in (etag, etag.strip('"'), "*", f"{OTHER_ETAG}, {etag}"):
        assert ask(IfMatch=value)["ETag"] == etag
    for value in (OTHER_ETAG, '"ABCORZ"', "ABCORZ"):
        with refused(412):
            ask(IfMatch=value)


def test_if_none_match(ask, stored):
    etag = stored[1]
    for value in (OTHER_ETAG, "ABCORZ"):
        assert ask(IfNoneMatch=value)["ETag"] == etag
    for value in (etag, etag.strip('"'), "*", f"{OTHER_ETAG}, {etag}"):
        with refused(304):
            ask(IfNoneMatch=value)


def test_if_modified_since(ask, stored):
    modified = stored[2]
    ask(IfModifiedSince=LONG_AGO)
    ask(IfModifiedSince=modified - datetime.timedelta(seconds=1))
    with refused(304):
        ask(IfModifiedSince=modified)


def test_if_unmodified_since(ask, stored):
    modified = stored[2]
    ask(IfUnmodifiedSince=FAR_AHEAD)
    ask(IfUnmodifiedSince=modified)
    for time in (LONG_AGO, modified - datetime.timedelta(seconds=1)):
        with refused(412):
            ask(IfUnmodifiedSince=time)


def test_etags_count_more_than_dates(ask, stored):
    ask(IfMatch=stored[1], IfUnmodifiedSince=LONG_AGO)
    ask(IfNoneMatch=OTHER_ETAG, IfModifiedSince=stored[2])
    with refused(304):
        ask(IfNoneMatch=stored[1], IfModifiedSince=LONG_AGO)


def test_what_a_failed_condition_says(stored):
    bucket, etag, _ = stored
    unmodified = bucket.wire.request("GET", bucket.path("stored"), headers={"if-none-match": etag})
    assert (unmodified.status, unmodified.reason, unmodified.body) == (304, "Not Modified", b"")
    assert unmodified.headers["etag"] == etag
    failed = bucket.wire.request("GET", bucket.path("stored"), headers={"if-match": OTHER_ETAG})
    assert failed.refusal == (412, "PreconditionFailed")
    assert failed.xml().findtext("Condition") == "If-Match"


def test_dates_that_are_none_are_passed_over(stored):
    bucket = stored[0]
    for name in ("if-modified-since", "if-unmodified-since"):
        for value in ("yesterday", "", "2026-11-23"):
            assert bucket.wire.request("GET", bucket.path("stored"), headers={name: value}).status == 200


def test_a_condition_on_what_is_not_there(stored):
    for more in ({"IfMatch": "*"}, {"IfNoneMatch": "*"}, {"IfModifiedSince": LONG_AGO}):
        with refused(404, "NoSuchKey"):
            stored[0].get("absent", **more)


class Put:
    """Writes the object in one request."""

    def __init__(self, bucket: Bucket):
        self.bucket = bucket

    def __call__(self, body: bytes = b"", **conditions) -> str:
        return self.bucket.put("obj", body, **conditions)["ETag"]


class Completion(Put):
    """Writes the object as a multipart upload of one part; the condition is on its completion."""

    def __call__(self, body: bytes = b"abc", **conditions) -> str:
        upload = Upload(self.bucket, "obj")
        upload.part(1, body)
        return upload.complete(**conditions)["ETag"]


@pytest.fixture(params=[Put, Completion])
def write(request, bucket):
    return request.param(bucket)


def test_write_only_where_nothing_is(write):
    etag = write(IfNoneMatch="*")
    with refused(412, "PreconditionFailed"):
        write(b"other", IfNoneMatch="*")
    assert write.bucket.head("obj")["ETag"] == etag
    write.bucket.delete("obj")
    write(IfNoneMatch="*")


def test_write_unless_it_is_this_one(write):
    etag = write()
    with refused(412, "PreconditionFailed"):
        write(b"other", IfNoneMatch=etag)
    assert write.bucket.head("obj")["ETag"] == etag
    for value in ("badetag", OTHER_ETAG):
        write(IfNoneMatch=value)
    write.bucket.delete("obj")
    write(IfNoneMatch=etag)


def test_write_only_over_this_one(write):
    etag = write()
    second = write(b"second", IfMatch=etag)
    for value in (etag, "badetag", OTHER_ETAG):
        with refused(412, "PreconditionFailed"):
            write(b"third", IfMatch=value)
    assert write.bucket.head("obj")["ETag"] == second
    write(b"third", IfMatch=second.strip('"'))
    write(b"fourth", IfMatch="*")


def test_write_over_what_is_not_there(write):
    for value in ("*", "badetag", OTHER_ETAG):
        with refused(404, "NoSuchKey"):
            write(IfMatch=value)
    assert write.bucket.absent("obj")


def test_a_refused_write_says_why_and_changes_nothing(stored, nothing_stored):
    bucket, etag, _ = stored
    answer = bucket.wire.put(bucket.path("stored"), b"never to be seen", headers={"if-match": OTHER_ETAG})
    assert answer.refusal == (412, "PreconditionFailed")
    assert answer.xml().findtext("Condition") == "If-Match"
    assert bucket.head("stored")["ETag"] == etag


@pytest.mark.parametrize("size", [10, 300_000, 6_000_000])
def test_a_refused_write_is_answered_whole(stored, size):
    bucket, body = stored[0], b"x" * size
    request = bucket.wire.head("PUT", bucket.path("stored"), headers={"if-none-match": "*"}, body=body) + body
    with bucket.wire.line() as line:
        line.send(request)
        answer = line.answer("PUT")
        assert answer.refusal == (412, "PreconditionFailed")
        if answer.headers.get("connection", "").lower() != "close":
            line.send(bucket.wire.head("GET", bucket.path("stored")))
            assert line.answer().body == b"bar"
    assert bucket.read("stored") == b"bar"


def test_one_of_many_writers_wins(bucket, server):
    def attempt(number: int) -> bool:
        client = client_of(server.s3_url, MAIN)
        try:
            client.put_object(Bucket=bucket.name, Key="once", Body=b"%d" % number, IfNoneMatch="*")
        except client.exceptions.ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            assert status in (409, 412), error.response
            return False
        return True

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        won = list(pool.map(attempt, range(8)))
    assert won.count(True) == 1
    assert bucket.read("once") == b"%d" % won.index(True)


@pytest.mark.parametrize("etag", [OTHER_ETAG, "badetag"])
def test_delete_only_this_one(bucket, etag):
    current = bucket.put("obj", b"x")["ETag"]
    with refused(412, "PreconditionFailed"):
        bucket.delete("obj", IfMatch=etag)
    assert bucket.read("obj") == b"x"
    bucket.delete("obj", IfMatch=current)
    assert bucket.absent("obj")
    bucket.put("obj")
    bucket.delete("obj", IfMatch="*")
    assert bucket.absent("obj")


def test_several_deletions_each_on_its_condition(bucket):
    etag = bucket.put("a", b"a")["ETag"]
    bucket.put("b", b"b")
    wanted = {"Objects": [{"Key": "a", "ETag": etag}, {"Key": "b", "ETag": OTHER_ETAG}, {"Key": "c"}]}
    response = bucket.call("delete_objects", Delete=wanted)
    assert [each["Key"] for each in response["Deleted"]] == ["a", "c"]
    assert [(each["Key"], each["Code"]) for each in response["Errors"]] == [("b", "PreconditionFailed")]
    assert bucket.keys() == ["b"]
