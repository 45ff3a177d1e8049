"""Buckets: making, finding, naming and removing them, and whose they are."""

import datetime

import pytest
from s3_garden import GARDEN_BUCKET, MAIN, Bucket, Upload, refused


def names(client) -> list[str]:
    return [entry["Name"] for entry in client.list_buckets()["Buckets"]]


def status_of(response) -> int:
    return response["ResponseMetadata"]["HTTPStatusCode"]


def test_a_bucket_comes_and_goes(s3, new_name):
    name = new_name()
    created = s3.create_bucket(Bucket=name)
    assert (status_of(created), created["Location"]) == (200, f"/{name}")
    assert status_of(s3.head_bucket(Bucket=name)) == 200
    assert name in names(s3)
    assert status_of(s3.delete_bucket(Bucket=name)) == 204
    assert name not in names(s3)
    with refused(404):
        s3.head_bucket(Bucket=name)
    with refused(404, "NoSuchBucket"):
        s3.delete_bucket(Bucket=name)
    s3.create_bucket(Bucket=name)


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("list_objects", {}),
        ("list_objects_v2", {}),
        ("list_object_versions", {}),
        ("list_multipart_uploads", {}),
        ("delete_bucket", {}),
        ("get_bucket_location", {}),
        ("get_bucket_acl", {}),
        ("get_bucket_versioning", {}),
        ("get_object", {"Key": "a"}),
        ("put_object", {"Key": "a", "Body": b"x"}),
        ("delete_object", {"Key": "a"}),
        ("create_multipart_upload", {"Key": "a"}),
        ("delete_objects", {"Delete": {"Objects": [{"Key": "a"}]}}),
        ("get_object_tagging", {"Key": "a"}),
    ],
)
def test_a_bucket_that_is_not_there(s3, operation, more):
    with refused(404, "NoSuchBucket"):
        getattr(s3, operation)(Bucket="no-such-bucket", **more)


def test_head_of_a_bucket_that_is_not_there_has_no_body(wire):
    answer = wire.request("HEAD", "/no-such-bucket")
    assert (answer.status, answer.body) == (404, b"")


def test_a_bucket_with_objects_stays(bucket):
    bucket.put("a")
    with refused(409, "BucketNotEmpty"):
        bucket.call("delete_bucket")
    assert bucket.keys() == ["a"]
    bucket.delete("a")
    bucket.call("delete_bucket")


def test_an_upload_that_was_not_completed_does_not_hold_the_bucket(bucket):
    Upload(bucket, "big").part(1, b"part")
    assert status_of(bucket.call("delete_bucket")) == 204


def test_the_same_owner_may_make_it_again_and_nothing_changes(bucket):
    bucket.put("kept", b"kept")
    assert status_of(bucket.call("create_bucket")) == 200
    assert bucket.read("kept") == b"kept"


def test_the_name_is_taken(other, bucket):
    with refused(409, "BucketAlreadyExists"):
        other.create_bucket(Bucket=bucket.name)


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "aa",
        "x" * 64,
        "Upper-case",
        "under_score",
        "192.168.5.123",
        "dot..dot",
        "dash-.dot",
        "dot.-dash",
        "end-",
        "end.",
        ".start",
        "-start",
    ],
)
def test_names_that_are_not_allowed(s3, name):
    with refused(400, "InvalidBucketName"):
        s3.create_bucket(Bucket=name)


@pytest.mark.parametrize("name", ["abc", "0-digit", "with.period", "with-hyphen", "1.2.3.4.5", "y" * 63])
def test_names_that_are_allowed(s3, name):
    assert status_of(s3.create_bucket(Bucket=name)) == 200
    assert name in names(s3)
    s3.delete_bucket(Bucket=name)


def test_a_list_has_the_owner_and_the_dates(s3, bucket):
    response = s3.list_buckets()
    assert response["Owner"]["ID"] == MAIN.access
    made = {entry["Name"]: entry["CreationDate"] for entry in response["Buckets"]}[bucket.name]
    assert abs(datetime.datetime.now(datetime.timezone.utc) - made) < datetime.timedelta(minutes=1)


def test_the_list_is_in_order(s3, new_bucket):
    for _ in range(3):
        new_bucket()
    assert names(s3) == sorted(names(s3))


def test_each_sees_its_own_buckets_and_the_gardens(s3, other, bucket):
    assert GARDEN_BUCKET in names(s3)
    assert GARDEN_BUCKET in names(other)
    assert bucket.name in names(s3)
    assert bucket.name not in names(other)


def test_the_gardens_bucket_cannot_be_removed(garden_bucket, other):
    for client in (garden_bucket.client, other):
        with refused(409 if garden_bucket.keys() else 403):
            client.delete_bucket(Bucket=GARDEN_BUCKET)
    assert status_of(garden_bucket.call("head_bucket")) == 200


def test_the_gardens_bucket_is_every_keys(garden_bucket, other, wire):
    garden_bucket.put("shared/by-main", b"1")
    seen = Bucket(other, GARDEN_BUCKET, wire)
    assert seen.read("shared/by-main") == b"1"
    seen.put("shared/by-main", b"2")
    assert garden_bucket.read("shared/by-main") == b"2"
    seen.delete("shared/by-main")
    assert garden_bucket.absent("shared/by-main")


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("list_objects_v2", {}),
        ("list_objects", {}),
        ("list_multipart_uploads", {}),
        ("delete_bucket", {}),
        ("get_bucket_acl", {}),
        ("put_bucket_acl", {"ACL": "private"}),
        ("get_object", {"Key": "a"}),
        ("put_object", {"Key": "a", "Body": b"x"}),
        ("delete_object", {"Key": "a"}),
        ("get_object_tagging", {"Key": "a"}),
        ("create_multipart_upload", {"Key": "a"}),
        ("get_object_acl", {"Key": "a"}),
    ],
)
def test_another_users_bucket_is_closed(other, bucket, operation, more):
    bucket.put("a", b"mine")
    with refused(403, "AccessDenied"):
        getattr(other, operation)(Bucket=bucket.name, **more)
    assert bucket.read("a") == b"mine"


def test_nor_do_several_deletions_at_once_reach_into_it(other, bucket):
    bucket.put("a", b"mine")
    with refused(403, "AccessDenied"):
        other.delete_objects(Bucket=bucket.name, Delete={"Objects": [{"Key": "a"}]})
    assert bucket.read("a") == b"mine"


def test_heads_of_another_users_bucket(other, bucket):
    bucket.put("a")
    with refused(403):
        other.head_bucket(Bucket=bucket.name)
    with refused(403):
        other.head_object(Bucket=bucket.name, Key="a")


def test_the_location_is_the_first_region(bucket):
    assert bucket.call("get_bucket_location")["LocationConstraint"] is None


@pytest.mark.parametrize("path", ["/{}", "/{}/"])
@pytest.mark.parametrize("value", [None, ""])
def test_location_in_all_spellings(wire, bucket, path, value):
    target = path.format(bucket.name) + ("?location" if value is None else "?location=")
    query = [("location", "")]
    head = wire.head("GET", path.format(bucket.name), query)
    answer = wire.exchange(head.replace(head.split(b" ")[1], target.encode(), 1))
    assert answer.status == 200
    assert answer.xml().tag == "LocationConstraint"


def test_a_slash_after_the_bucket_changes_nothing(wire, new_name):
    name = new_name()
    assert wire.request("PUT", f"/{name}/").status == 200
    assert wire.request("HEAD", f"/{name}/").status == 200
    listing = wire.request("GET", f"/{name}/", [("max-keys", "1")])
    assert (listing.status, listing.xml().tag, listing.xml().findtext("Name")) == (200, "ListBucketResult", name)
    assert wire.request("DELETE", f"/{name}/").status == 204


def test_a_bucket_may_come_with_a_configuration(wire, new_name):
    name = new_name()
    body = b'<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></CreateBucketConfiguration>'
    assert wire.request("PUT", f"/{name}", body=body).status == 200
    assert wire.request("HEAD", f"/{name}").status == 200


def test_a_configuration_that_is_no_xml(wire, new_name):
    name = new_name()
    assert wire.request("PUT", f"/{name}", body=b"<CreateBucketConfiguration").refusal == (400, "MalformedXML")
    assert wire.request("HEAD", f"/{name}").status == 404


def test_the_versions_of_a_plain_bucket_are_its_objects(bucket):
    bucket.fill("a", "b/c", "d")
    response = bucket.call("list_object_versions")
    assert [(each["Key"], each["VersionId"], each["IsLatest"]) for each in response["Versions"]] == [
        (key, "null", True) for key in ("a", "b/c", "d")
    ]
    assert "DeleteMarkers" not in response
    assert not response["IsTruncated"]


def test_versions_come_in_pages(bucket):
    keys = [f"k{number:02}" for number in range(7)]
    bucket.fill(*keys)
    found, more = [], {}
    while True:
        page = bucket.call("list_object_versions", MaxKeys=3, **more)
        found += [each["Key"] for each in page["Versions"]]
        if not page["IsTruncated"]:
            break
        more = {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}
    assert found == keys


def test_the_null_version_is_the_object(bucket):
    bucket.put("a", b"x")
    assert bucket.read("a", VersionId="null") == b"x"
    listed = bucket.call("delete_objects", Delete={"Objects": [{"Key": "a", "VersionId": "null"}]})
    assert [each["Key"] for each in listed["Deleted"]] == ["a"]
    assert bucket.absent("a")


def test_a_method_that_buckets_do_not_know(wire, bucket):
    assert wire.request("PATCH", f"/{bucket.name}").refusal == (405, "MethodNotAllowed")
    assert wire.request("POST", f"/{bucket.name}/key").refusal == (405, "MethodNotAllowed")
