"""Buckets that keep the versions of their objects."""

import pytest
from s3_garden import Upload, refused


@pytest.fixture
def versioned(bucket):
    bucket.call("put_bucket_versioning", VersioningConfiguration={"Status": "Enabled"})
    return bucket


def listed(bucket) -> tuple[list[tuple], list[tuple]]:
    """Versions and delete markers: key, id and whether it is the latest."""
    page = bucket.call("list_object_versions")
    return tuple(
        [(each["Key"], each["VersionId"], each["IsLatest"]) for each in page.get(kind, [])]
        for kind in ("Versions", "DeleteMarkers")
    )


def test_it_is_switched_on(versioned):
    assert versioned.call("get_bucket_versioning")["Status"] == "Enabled"


def test_every_put_is_a_version(versioned):
    first = versioned.put("a", b"1")["VersionId"]
    second = versioned.put("a", b"2")["VersionId"]
    assert first != second
    assert listed(versioned) == ([("a", second, True), ("a", first, False)], [])
    assert versioned.read("a") == b"2"
    assert versioned.read("a", VersionId=first) == b"1"
    assert versioned.head("a")["VersionId"] == second


def test_deletion_leaves_a_marker(versioned):
    version = versioned.put("a", b"1")["VersionId"]
    response = versioned.delete("a")
    assert response["DeleteMarker"]
    marker = response["VersionId"]
    with refused(404, "NoSuchKey"):
        versioned.get("a")
    assert versioned.keys() == []
    assert listed(versioned) == ([("a", version, False)], [("a", marker, True)])
    with refused(409, "BucketNotEmpty"):
        versioned.call("delete_bucket")
    versioned.delete("a", VersionId=marker)
    assert versioned.read("a") == b"1"


def test_a_version_is_deleted_for_good(versioned):
    first = versioned.put("a", b"1")["VersionId"]
    second = versioned.put("a", b"2")["VersionId"]
    versioned.delete("a", VersionId=second)
    assert versioned.read("a") == b"1"
    versioned.delete("a", VersionId=first)
    assert listed(versioned) == ([], [])


def test_all_that_is_listed_can_be_deleted_and_then_the_bucket(versioned):
    for key in ("a", "b", "a"):
        versioned.put(key, b"x")
    versioned.delete("a")
    versioned.delete("never-there")
    page = versioned.call("list_object_versions")
    everything = [
        {"Key": each["Key"], "VersionId": each["VersionId"]} for each in page["Versions"] + page["DeleteMarkers"]
    ]
    response = versioned.call("delete_objects", Delete={"Objects": everything, "Quiet": True})
    assert "Errors" not in response
    assert listed(versioned) == ([], [])
    versioned.call("delete_bucket")


def test_conditions_are_on_the_latest(versioned):
    for value in ("*", "badetag"):
        with refused(404, "NoSuchKey"):
            versioned.put("a", b"0", IfMatch=value)
    first = versioned.put("a", b"1", IfNoneMatch="deadbeef")["ETag"]
    second = versioned.put("a", b"2", IfMatch="*")["ETag"]
    for value in ("badetag", first):
        with refused(412, "PreconditionFailed"):
            versioned.put("a", b"3", IfMatch=value)
    for value in ("*", second):
        with refused(412, "PreconditionFailed"):
            versioned.put("a", b"3", IfNoneMatch=value)
    versioned.put("a", b"3", IfMatch=second)
    versioned.put("a", b"4", IfNoneMatch=first)


def test_a_marker_is_nothing_to_conditions(versioned):
    etag = versioned.put("a", b"1", IfNoneMatch="*")["ETag"]
    versioned.delete("a")
    for value in ("*", "badetag"):
        with refused(404, "NoSuchKey"):
            versioned.put("a", b"2", IfMatch=value)
    versioned.put("a", b"2", IfNoneMatch=etag)


def test_uploads_are_versions_too(versioned):
    def write(body: bytes, **conditions) -> dict:
        upload = Upload(versioned, "a")
        upload.part(1, body)
        return upload.complete(**conditions)

    with refused(404, "NoSuchKey"):
        write(b"0", IfMatch="*")
    first = write(b"1", IfNoneMatch="*")
    second = write(b"2")
    assert first["VersionId"] != second["VersionId"]
    for conditions in (
        {"IfNoneMatch": "*"},
        {"IfNoneMatch": second["ETag"]},
        {"IfMatch": first["ETag"]},
        {"IfMatch": "badetag"},
    ):
        with refused(412, "PreconditionFailed"):
            write(b"3", **conditions)
    write(b"3", IfNoneMatch=first["ETag"])
    assert versioned.read("a") == b"3"
    assert versioned.read("a", VersionId=first["VersionId"]) == b"1"


def test_what_was_there_before_is_the_null_version(bucket):
    bucket.put("a", b"old")
    bucket.call("put_bucket_versioning", VersioningConfiguration={"Status": "Enabled"})
    version = bucket.put("a", b"new")["VersionId"]
    assert bucket.read("a", VersionId="null") == b"old"
    bucket.delete("a", VersionId=version)
    assert bucket.read("a") == b"old"


def test_a_version_that_is_not_there(bucket):
    bucket.put("a", b"x")
    for answer in (
        bucket.wire.request("GET", bucket.path("a"), [("versionId", "0123456789abcdef0123456789abcdef")]),
        bucket.wire.request("GET", bucket.path("a"), [("versionId", "..")]),
    ):
        assert answer.refusal in ((404, "NoSuchVersion"), (400, "InvalidArgument"))
