"""Objects: what was put is what comes back, whole and under its own name."""

import concurrent.futures
import hashlib
import io
import os
from email.header import decode_header, make_header
from urllib.parse import unquote

import pytest
from s3_garden import MAIN, Bucket, client_of, refused
from wire import Wire


def etag(body: bytes) -> str:
    return f'"{hashlib.md5(body).hexdigest()}"'


@pytest.mark.parametrize("size", [0, 1, 3, 4096, 65535, 65536, 65537, 1_000_003])
def test_octets_come_back(shared_bucket, size):
    body = os.urandom(size)
    assert shared_bucket.put(f"octets-{size}", body)["ETag"] == etag(body)
    response = shared_bucket.get(f"octets-{size}")
    assert response["Body"].read() == body
    assert (response["ContentLength"], response["ETag"], response["AcceptRanges"]) == (size, etag(body), "bytes")


def test_a_file_of_several_parts_up_and_down(shared_bucket):
    body, back = os.urandom(9 << 20), io.BytesIO()
    shared_bucket.client.upload_fileobj(io.BytesIO(body), shared_bucket.name, "file")
    shared_bucket.client.download_fileobj(shared_bucket.name, "file", back)
    assert back.getvalue() == body
    assert shared_bucket.head("file")["ETag"].endswith('-2"')


def test_write_read_update_read_delete(bucket):
    bucket.put("foo", b"bar")
    assert bucket.read("foo") == b"bar"
    bucket.put("foo", b"soup")
    assert bucket.read("foo") == b"soup"
    bucket.delete("foo")
    with refused(404, "NoSuchKey"):
        bucket.get("foo")


def test_head_says_what_get_says(shared_bucket):
    shared_bucket.put("head", b"0123456789", ContentType="image/png", Metadata={"a": "b"}, CacheControl="max-age=60")
    head, get = shared_bucket.head("head"), shared_bucket.get("head")
    for name in ("ContentLength", "ETag", "LastModified", "ContentType", "Metadata", "CacheControl", "AcceptRanges"):
        assert head[name] == get[name]
    answer = shared_bucket.wire.request("HEAD", shared_bucket.path("head"))
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"", "10")


def test_what_is_not_there(shared_bucket):
    with refused(404, "NoSuchKey"):
        shared_bucket.get("nothing")
    with refused(404):
        shared_bucket.head("nothing")
    answer = shared_bucket.wire.request("HEAD", shared_bucket.path("nothing"))
    assert (answer.status, answer.body) == (404, b"")


def test_an_error_says_what_where_and_in_which_request(shared_bucket):
    answer = shared_bucket.wire.request("GET", shared_bucket.path("noth<ing"))
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/xml"
    error = answer.xml()
    assert error.tag == "Error"
    assert error.findtext("Code") == "NoSuchKey"
    assert error.findtext("Message")
    assert error.findtext("Key") in ("noth<ing", None)
    assert unquote(error.findtext("Resource")) == shared_bucket.path("noth<ing")
    assert error.findtext("RequestId") == answer.headers["x-amz-request-id"]


def test_every_request_has_an_id_of_its_own(shared_bucket):
    ids = {shared_bucket.put("id", b"x")["ResponseMetadata"]["RequestId"] for _ in range(3)}
    assert len(ids) == 3


def test_deletion_needs_no_object(bucket):
    bucket.put("a")
    for _ in range(2):
        assert bucket.delete("a")["ResponseMetadata"]["HTTPStatusCode"] == 204


def test_several_are_deleted_at_once(bucket):
    bucket.fill("a", "b", "c/d", "e")
    wanted = {"Objects": [{"Key": key} for key in ("a", "c/d", "absent")]}
    for _ in range(2):
        response = bucket.call("delete_objects", Delete=wanted)
        assert [each["Key"] for each in response["Deleted"]] == ["a", "c/d", "absent"]
        assert "Errors" not in response
    assert bucket.keys() == ["b", "e"]


def test_quiet_deletion_lists_no_successes(bucket):
    bucket.fill("a", "b")
    response = bucket.call("delete_objects", Delete={"Objects": [{"Key": "a"}, {"Key": "x"}], "Quiet": True})
    assert "Deleted" not in response
    assert "Errors" not in response
    assert bucket.keys() == ["b"]


@pytest.mark.parametrize("key", ["a&b<c>", "한/글", " ", "'\"", "a\tb"])
def test_several_are_deleted_whatever_their_names(bucket, key):
    bucket.fill(key, "kept")
    response = bucket.call("delete_objects", Delete={"Objects": [{"Key": key}]})
    assert [each["Key"] for each in response["Deleted"]] == [key]
    assert bucket.keys() == ["kept"]


def test_metadata(shared_bucket):
    wanted = {"emotion": "happy", "empty": "", "case": "CamelCase", "blank": "a b"}
    shared_bucket.put("meta", b"x", Metadata=wanted)
    assert shared_bucket.get("meta")["Metadata"] == wanted
    assert shared_bucket.head("meta")["Metadata"] == wanted


def test_an_empty_value_replaces_another(shared_bucket):
    shared_bucket.put("emptied", b"x", Metadata={"meta1": "old"})
    shared_bucket.put("emptied", b"x", Metadata={"meta1": ""})
    assert shared_bucket.get("emptied")["Metadata"] == {"meta1": ""}


def test_metadata_goes_with_the_next_put(shared_bucket):
    shared_bucket.put("replaced", b"x", Metadata={"meta1": "bar"}, CacheControl="no-store")
    shared_bucket.put("replaced", b"x")
    response = shared_bucket.get("replaced")
    assert response["Metadata"] == {}
    assert "CacheControl" not in response


def test_content_headers(shared_bucket):
    headers = {
        "ContentType": "text/html; charset=utf-8",
        "CacheControl": "public, max-age=14400",
        "ContentDisposition": "inline",
        "ContentEncoding": "gzip",
        "ContentLanguage": "ko, en",
    }
    shared_bucket.put("headers", b"x", **headers)
    for response in (shared_bucket.head("headers"), shared_bucket.get("headers")):
        assert {name: response[name] for name in headers} == headers


def test_expires(shared_bucket):
    text = "Thu, 01 Dec 2044 16:00:00 GMT"
    shared_bucket.wire.request("PUT", shared_bucket.path("expires"), headers={"expires": text}, body=b"x")
    answer = shared_bucket.wire.request("GET", shared_bucket.path("expires"))
    assert answer.headers["expires"] == text


@pytest.mark.parametrize("headers", [{}, {"content-type": ""}])
def test_the_content_type_of_what_has_none(shared_bucket, headers):
    shared_bucket.wire.request("PUT", shared_bucket.path("untyped"), headers=headers, body=b"x")
    answer = shared_bucket.wire.request("GET", shared_bucket.path("untyped"))
    assert answer.headers["content-type"] == "binary/octet-stream"


@pytest.mark.parametrize("kind", ["text/plain", "nonsense", "text/bla", 'a/b; c="d"'])
def test_any_content_type(shared_bucket, kind):
    shared_bucket.put("typed", b"x", ContentType=kind)
    assert shared_bucket.get("typed")["ContentType"] == kind


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("gzip", "gzip"),
        ("deflate, gzip", "deflate, gzip"),
        ("gzip, aws-chunked", "gzip"),
        ("aws-chunked, gzip", "gzip"),
        ("aws-chunked,gzip", "gzip"),
        ("aws-chunked", None),
        ("aws-chunked, aws-chunked", None),
    ],
)
def test_aws_chunked_is_no_encoding_of_the_object(shared_bucket, sent, kept):
    shared_bucket.put("encoded", ContentEncoding=sent)
    assert shared_bucket.head("encoded").get("ContentEncoding") == kept


def test_words_beyond_ascii_in_metadata(shared_bucket):
    path, wire, text = shared_bucket.path("beyond-ascii"), shared_bucket.wire, "정원의 봄"
    sent = text.encode().decode("latin-1")  # as http.client speaks of the octets of a header
    assert wire.put(path, b"x", headers={"x-amz-meta-place": sent}).status == 200
    got = wire.request("GET", path).headers["x-amz-meta-place"]
    assert text in (str(make_header(decode_header(got))), got.encode("latin-1").decode())


def test_answers_as_the_request_wants_them(shared_bucket):
    shared_bucket.put("dressed", b"x", ContentType="image/png")
    response = shared_bucket.get(
        "dressed",
        ResponseCacheControl="no-cache",
        ResponseContentDisposition="bla",
        ResponseContentEncoding="aaa",
        ResponseContentLanguage="esperanto",
        ResponseContentType="foo/bar",
        ResponseExpires=123,
    )
    headers = response["ResponseMetadata"]["HTTPHeaders"]
    wanted = {
        "cache-control": "no-cache",
        "content-disposition": "bla",
        "content-encoding": "aaa",
        "content-language": "esperanto",
        "content-type": "foo/bar",
        "expires": "Thu, 01 Jan 1970 00:02:03 GMT",
    }
    assert {name: headers[name] for name in wanted} == wanted
    assert shared_bucket.head("dressed")["ContentType"] == "image/png"


def test_a_canned_acl_changes_nothing_for_the_owner(new_bucket):
    bucket = new_bucket(ACL="public-read")
    bucket.put("foo", b"bar", ACL="public-read")
    assert bucket.read("foo") == b"bar"
    bucket.delete("foo")
    with refused(404, "NoSuchKey"):
        bucket.get("foo")
    bucket.call("delete_bucket")
    with refused(404, "NoSuchBucket"):
        bucket.get("foo")


def test_a_reader_gets_one_version_whole_while_others_write(shared_bucket, server):
    bodies = [bytes([letter]) * (3 << 20) for letter in b"AB"]
    clients = [client_of(server.s3_url, MAIN) for _ in range(4)]
    shared_bucket.put("contended", bodies[0])

    def write(client):
        for body in bodies * 2:
            client.put_object(Bucket=shared_bucket.name, Key="contended", Body=body)

    def read(client):
        return [
            client.get_object(Bucket=shared_bucket.name, Key="contended")["Body"].read() in bodies for _ in range(6)
        ]

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, client) for client in clients[:2]]
        readers = [pool.submit(read, client) for client in clients[2:]]
        assert all(all(each.result()) for each in readers)
        for each in writers:
            each.result()
    assert shared_bucket.read("contended") in bodies


def test_a_download_that_began_ends_with_what_it_began(shared_bucket):
    old, new = os.urandom(4 << 20), os.urandom(4 << 20)
    shared_bucket.put("overtaken", old)
    stream = shared_bucket.get("overtaken")["Body"]
    begin = stream.read(1000)
    shared_bucket.put("overtaken", new)
    assert begin + stream.read() == old
    assert shared_bucket.read("overtaken") == new


def test_attributes_of_an_object(shared_bucket):
    shared_bucket.put("attributes", b"foo", ChecksumAlgorithm="SHA256")
    response = shared_bucket.call(
        "get_object_attributes",
        Key="attributes",
        ObjectAttributes=["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"],
    )
    assert (response["ETag"], response["ObjectSize"], response["StorageClass"]) == (
        etag(b"foo").strip('"'),
        3,
        "STANDARD",
    )
    assert response["Checksum"]["ChecksumSHA256"] == "LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564="
    assert "ObjectParts" not in response
    only = shared_bucket.call("get_object_attributes", Key="attributes", ObjectAttributes=["ObjectSize"])
    assert only["ObjectSize"] == 3
    assert "ETag" not in only


def test_many_requests_on_one_connection(shared_bucket, straight):
    wire: Wire = straight
    with wire.line() as line:
        for number in range(5):
            line.send(wire.head("PUT", shared_bucket.path("kept-alive"), body=b"%d" % number) + b"%d" % number)
            assert line.answer("PUT").status == 200
            line.send(wire.head("GET", shared_bucket.path("kept-alive")))
            assert line.answer().body == b"%d" % number
            line.send(wire.head("GET", shared_bucket.path("nothing")))
            assert line.answer().refusal == (404, "NoSuchKey")


def test_two_clients_of_one_object(bucket, server):
    second = Bucket(client_of(server.s3_url, MAIN), bucket.name, bucket.wire)
    bucket.put("a", b"1")
    assert second.read("a") == b"1"
    second.delete("a")
    assert bucket.absent("a")
