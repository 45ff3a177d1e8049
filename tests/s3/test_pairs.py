"""Key pairs: what a reader may do, and that pairs open and close at once."""

import pytest
from s3_garden import Bucket, client_of, refused
from wire import Wire


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
        ("put_object", {"Key": "written", "Body": b"x"}),
        ("delete_object", {"Key": "for-readers"}),
        ("delete_objects", {"Delete": {"Objects": [{"Key": "for-readers"}]}}),
        ("create_multipart_upload", {"Key": "written"}),
        ("copy_object", {"Key": "written", "CopySource": "demo-emotion-garden/for-readers"}),
        ("put_object_tagging", {"Key": "for-readers", "Tagging": {"TagSet": [{"Key": "a", "Value": "b"}]}}),
        ("delete_object_tagging", {"Key": "for-readers"}),
        ("put_object_acl", {"Key": "for-readers", "ACL": "private"}),
        ("put_bucket_tagging", {"Tagging": {"TagSet": [{"Key": "a", "Value": "b"}]}}),
        ("put_bucket_acl", {"ACL": "private"}),
        ("delete_bucket", {}),
        ("put_bucket_versioning", {"VersioningConfiguration": {"Status": "Enabled"}}),
    ],
)
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
    wire = Wire(server.s3_urls[0], pair)
    with wire.line() as line:
        line.send(wire.head("GET", readable.path("for-readers")))
        assert line.answer().body == b"readable"
        server.remove_pair(pair)
        line.send(wire.head("GET", readable.path("for-readers")))
        assert line.answer().refusal == (403, "InvalidAccessKeyId")
