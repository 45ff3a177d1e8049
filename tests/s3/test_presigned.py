"""Addresses that carry their signature with them."""

import datetime
from urllib.parse import urlsplit

import httpx
import pytest
from s3_garden import MAIN
from signing import encode_path, encode_query, now, presigned_query
from wire import Answer, octets_of


def minutes(number: float) -> datetime.timedelta:
    return datetime.timedelta(minutes=number)


@pytest.fixture(scope="module")
def stored(shared_bucket):
    """A bucket with the object "a"."""
    shared_bucket.put("a", b"by address", ContentType="text/plain")
    return shared_bucket


def address(bucket, operation: str, key: str, expires: int = 60, **more) -> str:
    parameters = {"Bucket": bucket.name, "Key": key} | more
    return bucket.client.generate_presigned_url(operation, Params=parameters, ExpiresIn=expires)


def fetch(url: str, method: str = "GET", **more) -> httpx.Response:
    return httpx.request(method, url, trust_env=False, **more)


def ask(bucket, query, method: str = "GET", key: str = "a", body: bytes = b"", headers=None) -> Answer:
    """A request with this query and nothing else that would be signed."""
    target = f"{encode_path(bucket.path(key))}?{encode_query(query)}"
    lines = {"host": bucket.wire.host, "content-length": str(len(body))} | (headers or {})
    return bucket.wire.exchange(octets_of(method, target, lines) + body, method)


def signed(bucket, method: str = "GET", key: str = "a", **more):
    return presigned_query(MAIN, method, encode_path(bucket.path(key)), bucket.wire.host, **more)


@pytest.mark.parametrize("key", ["pre, 봄/a+b c.txt", "a//b", "%"])
def test_put_get_head_delete(stored, key):
    put = fetch(address(stored, "put_object", key), "PUT", content=b"by url")
    assert put.status_code == 200, put.text
    got = fetch(address(stored, "get_object", key))
    assert (got.status_code, got.content) == (200, b"by url")
    assert fetch(address(stored, "head_object", key), "HEAD").headers["content-length"] == "6"
    assert fetch(address(stored, "delete_object", key), "DELETE").status_code == 204
    assert fetch(address(stored, "get_object", key)).status_code == 404


def test_listings(stored):
    url = stored.client.generate_presigned_url("list_objects_v2", Params={"Bucket": stored.name, "Prefix": "a"})
    assert b"<Key>a</Key>" in fetch(url).content


def test_answers_as_the_address_wants_them(stored):
    got = fetch(
        address(
            stored, "get_object", "a", ResponseContentType="image/x", ResponseContentDisposition="inline; filename=봄"
        )
    )
    assert (got.status_code, got.headers["content-type"]) == (200, "image/x")


def test_ranges_and_conditions_need_no_signature(stored):
    url = address(stored, "get_object", "a")
    assert fetch(url, headers={"Range": "bytes=0-1"}).content == b"by"
    assert fetch(url, headers={"If-None-Match": stored.head("a")["ETag"]}).status_code == 304


def test_parts_of_an_upload(stored):
    created = stored.call("create_multipart_upload", Key="parts")
    more = {"UploadId": created["UploadId"], "PartNumber": 1}
    part = fetch(address(stored, "upload_part", "parts", **more), "PUT", content=b"part")
    assert part.status_code == 200
    parts = {"Parts": [{"PartNumber": 1, "ETag": part.headers["etag"]}]}
    stored.call("complete_multipart_upload", Key="parts", UploadId=created["UploadId"], MultipartUpload=parts)
    assert stored.read("parts") == b"part"


def test_a_signed_header_must_come_as_it_was_signed(stored):
    url = address(stored, "put_object", "typed", ContentType="text/plain")
    assert fetch(url, "PUT", content=b"x", headers={"Content-Type": "text/html"}).status_code == 403
    assert stored.absent("typed")
    assert fetch(url, "PUT", content=b"x", headers={"Content-Type": "text/plain"}).status_code == 200


def test_an_address_may_be_used_again(stored):
    url = address(stored, "get_object", "a")
    assert [fetch(url).status_code for _ in range(3)] == [200, 200, 200]


def test_an_address_of_last_week_is_still_good_if_it_says_so(stored):
    assert ask(stored, signed(stored, time=now() - minutes(60 * 24 * 6), expires=604800)).status == 200


@pytest.mark.parametrize("age", [2, 60 * 24 * 8])
def test_after_its_time(stored, age):
    query = signed(stored, time=now() - minutes(age), expires=60)
    answer = ask(stored, query)
    assert answer.refusal == (403, "AccessDenied")
    put = signed(stored, "PUT", "late", time=now() - minutes(age), expires=60)
    assert ask(stored, put, "PUT", "late", b"late").refusal == (403, "AccessDenied")
    assert stored.absent("late")


def test_before_its_time(stored):
    assert ask(stored, signed(stored, time=now() + minutes(20))).refusal == (403, "AccessDenied")
    assert ask(stored, signed(stored, time=now() + minutes(10))).status == 200


@pytest.mark.parametrize("expires", ["604801", "-1", "abc", "", "1e3", "99999999999999999999"])
def test_times_that_no_address_has(stored, expires):
    assert ask(stored, signed(stored, expires=expires)).refusal == (400, "AuthorizationQueryParametersError")


def test_an_address_for_no_time(stored):
    assert ask(stored, signed(stored, expires=0)).status in (400, 403)


@pytest.mark.parametrize("name", ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"])
def test_without_one_of_its_parameters(stored, name):
    query = [each for each in signed(stored) if each[0] != f"X-Amz-{name}"]
    answer = ask(stored, query)
    assert answer.refusal in ((400, "AuthorizationQueryParametersError"), (403, "AccessDenied"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA512"),
        ("X-Amz-Credential", "x"),
        ("X-Amz-Credential", "a/b/c/d"),
        ("X-Amz-Date", "yesterday"),
        ("X-Amz-Date", "20261123T0000"),
        ("X-Amz-SignedHeaders", ""),
    ],
)
def test_parameters_that_are_malformed(stored, name, value):
    query = [(each, value if each == name else content) for each, content in signed(stored)]
    answer = ask(stored, query)
    assert answer.status in (400, 403)
    assert answer.code in ("AuthorizationQueryParametersError", "AccessDenied", "SignatureDoesNotMatch")


@pytest.mark.parametrize(
    "change",
    [
        lambda query: [*query[:-1], ("X-Amz-Signature", "0" * 64)],
        lambda query: [*query[:-1], ("X-Amz-Signature", query[-1][1][:-1])],
        lambda query: [*query[:-1], ("X-Amz-Signature", query[-1][1] + "00")],
        lambda query: [*query, ("response-content-type", "text/html")],
        lambda query: [(name, "61" if name == "X-Amz-Expires" else value) for name, value in query],
        lambda query: [*query, ("acl", "")],
    ],
)
def test_a_changed_address(stored, change):
    assert ask(stored, change(signed(stored))).refusal == (403, "SignatureDoesNotMatch")


def test_for_another_object_method_or_host(stored):
    stored.put("b", b"other")
    assert ask(stored, signed(stored), key="b").refusal == (403, "SignatureDoesNotMatch")
    assert ask(stored, signed(stored), "PUT", body=b"x").refusal == (403, "SignatureDoesNotMatch")
    assert ask(stored, signed(stored), "DELETE").refusal == (403, "SignatureDoesNotMatch")
    assert ask(stored, signed(stored), headers={"host": "elsewhere.example"}).refusal == (403, "SignatureDoesNotMatch")
    assert stored.read("a") == b"by address"


def test_of_nobody(stored):
    query = [(name, value.replace(MAIN.access, "EGNOBODYKNOWSTHIS234")) for name, value in signed(stored)]
    assert ask(stored, query).refusal == (403, "InvalidAccessKeyId")


def test_of_a_pair_that_was_removed(stored, server):
    pair = server.add_pair()
    query = presigned_query(pair, "GET", f"/{stored.name}", stored.wire.host)
    target = f"/{stored.name}?{encode_query(query)}"
    request = octets_of("GET", target, {"host": stored.wire.host})
    assert stored.wire.exchange(request).refusal == (403, "AccessDenied")  # another's bucket
    server.remove_pair(pair)
    assert stored.wire.exchange(request).refusal == (403, "InvalidAccessKeyId")


def test_two_signatures_at_once(stored):
    head = stored.wire.head("GET", stored.path("a"))
    authorization = head.split(b"authorization: ")[1].split(b"\r\n")[0].decode()
    answer = ask(stored, signed(stored), headers={"authorization": authorization})
    assert answer.refusal == (400, "InvalidArgument")


def test_a_body_that_was_not_signed_must_still_be_what_it_says(stored):
    query = signed(stored, "PUT", "summed")
    headers = {"content-md5": "rL0Y20xC+Fzt72VPzMSk2A=="}
    assert ask(stored, query, "PUT", "summed", b"x", headers).refusal == (400, "BadDigest")
    assert stored.absent("summed")


def test_the_address_names_the_server(stored, server):
    assert urlsplit(address(stored, "get_object", "a")).netloc == urlsplit(server.s3_url).netloc
