"""Tags, access control lists, and the settings that a plain bucket has not."""

import pytest
from s3_garden import MAIN, Bucket, Upload, refused

ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"


def tag_set(**tags: str) -> list[dict[str, str]]:
    return [{"Key": name, "Value": value} for name, value in tags.items()]


def tags_of(bucket: Bucket, key: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in bucket.call("get_object_tagging", Key=key)["TagSet"]}


def test_tags_come_and_go(bucket):
    bucket.put("a", b"x")
    assert tags_of(bucket, "a") == {}
    bucket.call("put_object_tagging", Key="a", Tagging={"TagSet": tag_set(color="red", 계절="봄: a+b=c/d@e", empty="")})
    assert tags_of(bucket, "a") == {"color": "red", "계절": "봄: a+b=c/d@e", "empty": ""}
    bucket.call("put_object_tagging", Key="a", Tagging={"TagSet": tag_set(size="2")})
    assert tags_of(bucket, "a") == {"size": "2"}
    response = bucket.call("delete_object_tagging", Key="a")
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert tags_of(bucket, "a") == {}


def test_tags_do_not_change_the_object(bucket):
    bucket.put("a", b"x", Metadata={"m": "1"})
    before = bucket.head("a")
    bucket.call("put_object_tagging", Key="a", Tagging={"TagSet": tag_set(color="red")})
    after = bucket.head("a")
    for name in ("ETag", "LastModified", "ContentLength", "Metadata"):
        assert before[name] == after[name]
    assert bucket.get("a")["TagCount"] == 1


def test_tags_come_with_the_object(bucket):
    bucket.put("a", b"x", Tagging="color=red&name=a%20b%2Bc")
    assert tags_of(bucket, "a") == {"color": "red", "name": "a b+c"}
    bucket.put("a", b"y")
    assert tags_of(bucket, "a") == {}
    upload = Upload(bucket, "b", Tagging="size=2")
    upload.part(1, b"x")
    upload.complete()
    assert tags_of(bucket, "b") == {"size": "2"}


def test_tags_of_what_is_not_there(bucket):
    for operation, more in (
        ("get_object_tagging", {}),
        ("delete_object_tagging", {}),
        ("put_object_tagging", {"Tagging": {"TagSet": tag_set(a="b")}}),
    ):
        with refused(404, "NoSuchKey"):
            bucket.call(operation, Key="nothing", **more)


@pytest.mark.parametrize(
    "tags",
    [
        {f"tag{number}": "x" for number in range(11)},
        {"k" * 129: "x"},
        {"k": "v" * 257},
    ],
    ids=["eleven", "long key", "long value"],
)
def test_tags_that_are_not_allowed(bucket, tags):
    bucket.put("a", b"x", Tagging="kept=1")
    with refused(400):
        bucket.call("put_object_tagging", Key="a", Tagging={"TagSet": tag_set(**tags)})
    assert tags_of(bucket, "a") == {"kept": "1"}


def test_a_tag_twice(bucket):
    bucket.put("a", b"x")
    with refused(400, "InvalidTag"):
        bucket.call("put_object_tagging", Key="a", Tagging={"TagSet": tag_set(a="1") + tag_set(a="2")})


def test_too_many_tags_in_the_header(bucket, nothing_stored):
    with refused(400):
        bucket.put("a", b"never tagged, never stored", Tagging="&".join(f"t{number}=x" for number in range(11)))
    assert bucket.absent("a")


def test_the_most_tags(bucket):
    tags = {"봄" * 42 + f"{number:02}": "v" * 256 for number in range(10)}
    bucket.put("a", b"x")
    bucket.call("put_object_tagging", Key="a", Tagging={"TagSet": tag_set(**tags)})
    assert tags_of(bucket, "a") == tags


def test_tags_of_a_bucket(bucket):
    with refused(404, "NoSuchTagSet"):
        bucket.call("get_bucket_tagging")
    bucket.call("put_bucket_tagging", Tagging={"TagSet": tag_set(Hello="World")})
    assert bucket.call("get_bucket_tagging")["TagSet"] == tag_set(Hello="World")
    assert bucket.call("delete_bucket_tagging")["ResponseMetadata"]["HTTPStatusCode"] == 204
    with refused(404, "NoSuchTagSet"):
        bucket.call("get_bucket_tagging")


# ---------------------------------------------------------------- access control lists


@pytest.mark.parametrize("operation", ["bucket", "object"])
def test_the_owner_has_full_control(bucket, operation):
    bucket.put("a", b"x")
    acl = bucket.call("get_bucket_acl") if operation == "bucket" else bucket.call("get_object_acl", Key="a")
    assert acl["Owner"]["ID"] == MAIN.access
    grants = [(grant["Grantee"]["Type"], grant["Grantee"]["ID"], grant["Permission"]) for grant in acl["Grants"]]
    assert grants == [("CanonicalUser", MAIN.access, "FULL_CONTROL")]


def test_private_is_what_they_are(bucket):
    bucket.put("a", b"x", ACL="private")
    bucket.call("put_object_acl", Key="a", ACL="private")
    bucket.call("put_bucket_acl", ACL="private")
    assert len(bucket.call("get_object_acl", Key="a")["Grants"]) == 1


def granted(acl: dict, pair, permission: str) -> dict:
    """The list with one more grant, as clients send it back."""
    grant = {"Grantee": {"Type": "CanonicalUser", "ID": pair.access}, "Permission": permission}
    return {"Owner": acl["Owner"] | {"DisplayName": "somebody"}, "Grants": [*acl["Grants"], grant]}


def grant_object(bucket: Bucket, key: str, pair, permission: str) -> None:
    acl = granted(bucket.call("get_object_acl", Key=key), pair, permission)
    bucket.call("put_object_acl", Key=key, AccessControlPolicy=acl)


def grant_bucket(bucket: Bucket, pair, permission: str) -> None:
    bucket.call("put_bucket_acl", AccessControlPolicy=granted(bucket.call("get_bucket_acl"), pair, permission))


@pytest.fixture
def theirs(bucket, other, wire):
    """The bucket as the other user sees it."""
    return bucket.seen_by(other, wire)


@pytest.mark.parametrize("permission", ["READ", "FULL_CONTROL"])
def test_an_object_can_be_read_by_grant(bucket, theirs, other_pair, permission):
    bucket.fill("a", "b")
    grant_object(bucket, "a", other_pair, permission)
    grants = {
        (grant["Grantee"]["ID"], grant["Permission"]) for grant in bucket.call("get_object_acl", Key="a")["Grants"]
    }
    assert grants == {(MAIN.access, "FULL_CONTROL"), (other_pair.access, permission)}
    assert theirs.read("a") == b"a"
    assert theirs.head("a")["ContentLength"] == 1
    with refused(403, "AccessDenied"):
        theirs.get("b")
    with refused(403, "AccessDenied"):
        theirs.put("a", b"changed")
    with refused(403, "AccessDenied"):
        theirs.delete("a")
    assert bucket.read("a") == b"a"


def test_a_bucket_can_be_listed_by_grant(bucket, theirs, other_pair):
    bucket.fill("a")
    grant_bucket(bucket, other_pair, "READ")
    assert theirs.keys() == ["a"]
    with refused(403, "AccessDenied"):
        theirs.get("a")
    with refused(403, "AccessDenied"):
        theirs.put("b", b"x")


def test_a_bucket_can_be_written_by_grant(bucket, theirs, other_pair):
    grant_bucket(bucket, other_pair, "WRITE")
    theirs.put("b", b"theirs")
    assert bucket.read("b") == b"theirs"
    with refused(403, "AccessDenied"):
        theirs.keys()
    theirs.delete("b")
    assert bucket.absent("b")


def test_a_copy_within_a_bucket_by_grant(bucket, theirs, other_pair):
    bucket.put("a", b"foo")
    grant_object(bucket, "a", other_pair, "FULL_CONTROL")
    grant_bucket(bucket, other_pair, "FULL_CONTROL")
    theirs.client.copy(bucket.source("a"), bucket.name, "copy")
    assert bucket.read("copy") == b"foo"
    bucket.delete("copy")


def test_a_grant_is_taken_back(bucket, theirs, other_pair):
    bucket.put("a", b"foo")
    grant_object(bucket, "a", other_pair, "READ")
    theirs.get("a")
    bucket.call("put_object_acl", Key="a", ACL="private")
    with refused(403, "AccessDenied"):
        theirs.get("a")


def test_a_new_object_has_none_of_the_grants_of_the_old(bucket, theirs, other_pair):
    bucket.put("a", b"foo")
    grant_object(bucket, "a", other_pair, "READ")
    bucket.put("a", b"bar")
    with refused(403, "AccessDenied"):
        theirs.get("a")


def test_nothing_is_public(bucket, wire):
    bucket.put("a", b"x", ACL="public-read")
    head = wire.head("GET", bucket.path("a"))
    lines = [line for line in head.split(b"\r\n") if not line.startswith((b"authorization", b"x-amz-"))]
    assert wire.exchange(b"\r\n".join(lines)).refusal == (403, "AccessDenied")


def test_an_acl_of_what_is_not_there(bucket):
    with refused(404, "NoSuchKey"):
        bucket.call("get_object_acl", Key="nothing")
    with refused(404, "NoSuchKey"):
        bucket.call("put_object_acl", Key="nothing", ACL="private")


def test_an_acl_that_is_none(bucket, wire):
    bucket.put("a", b"x")
    for path in (f"/{bucket.name}", bucket.path("a")):
        assert wire.request("PUT", path, [("acl", "")], body=b"<AccessControlPolicy").refusal == (
            400,
            "MalformedACLError",
        )
        assert wire.request("PUT", path, [("acl", "")], {"x-amz-acl": "public-ready"}).refusal == (
            400,
            "InvalidArgument",
        )


# ---------------------------------------------------------------- settings that there are not


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("get_bucket_policy", "NoSuchBucketPolicy"),
        ("get_bucket_cors", "NoSuchCORSConfiguration"),
        ("get_object_lock_configuration", "ObjectLockConfigurationNotFoundError"),
        ("get_bucket_lifecycle_configuration", "NoSuchLifecycleConfiguration"),
        ("get_bucket_website", "NoSuchWebsiteConfiguration"),
        ("get_bucket_replication", "ReplicationConfigurationNotFoundError"),
    ],
)
def test_settings_that_a_plain_bucket_has_not(bucket, operation, code):
    with refused(404, code):
        bucket.call(operation)


@pytest.mark.parametrize(
    "operation", ["get_bucket_logging", "get_bucket_notification_configuration", "get_bucket_accelerate_configuration"]
)
def test_settings_that_are_empty(bucket, operation):
    response = bucket.call(operation)
    assert list(response) == ["ResponseMetadata"]


def test_the_owner_pays(bucket):
    assert bucket.call("get_bucket_request_payment")["Payer"] == "BucketOwner"


def test_versioning_was_never_on(bucket):
    assert "Status" not in bucket.call("get_bucket_versioning")


@pytest.mark.parametrize(
    "operation", ["delete_bucket_policy", "delete_bucket_cors", "delete_bucket_lifecycle", "delete_bucket_website"]
)
def test_removing_settings_that_are_not_there(bucket, operation):
    assert bucket.call(operation)["ResponseMetadata"]["HTTPStatusCode"] == 204


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("put_bucket_policy", {"Policy": '{"Version":"2012-10-17","Statement":[]}'}),
        (
            "put_bucket_cors",
            {"CORSConfiguration": {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]}},
        ),
        ("put_bucket_website", {"WebsiteConfiguration": {"IndexDocument": {"Suffix": "index.html"}}}),
    ],
)
def test_settings_that_would_not_be_kept_are_refused(bucket, operation, more):
    with refused(501, "NotImplemented"):
        bucket.call(operation, **more)


def test_settings_are_the_owners(theirs):
    for operation in ("get_bucket_policy", "get_bucket_tagging", "get_bucket_versioning"):
        with refused(403, "AccessDenied"):
            theirs.call(operation)
