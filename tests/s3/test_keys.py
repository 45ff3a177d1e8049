"""Any key that S3 allows: 1 to 1,024 octets of UTF-8, taken as it stands."""

import pytest
from s3_garden import Bucket, refused
from signing import encode_path

KEYS = [
    "a", "a/b", "a/", "a//b", "//", "/", "/a", "a/b/", "a///", ".", "..", "./a", "../a", "a/../b", "a/./b", "a/..", "a/.",
    "a b", " ", "  a  ", "a+b", "+", "a%20b", "%", "%2F", "a%", "a&b=c", "a?b", "?", "#", "a#b", "a;b", "a,b", "a:b", "a@b",
    "a=b", "a'b", 'a"b', "a<b>", "a\\b", "a|b", "a{b}", "a^b`c~", "a*b", "a!$()", "_", "_ ", "_ _", "__", "$", "&", "-._~",
    "봄,흐림,이른 새벽/그림 1.jpeg", "행복/고양이", "봄", "é", "e\u0301", "日本/😀.png", "\ufeffbom", "a\u200bb", "ÿ",
    "a\tb", "a\nb", "a\rb", "a\r\nb", "\x01", "a\x1fb", "a\x7fb", "\x85", "soap", "xml", "null", "versionId", "uploads",
    "x" * 1024, "봄" * 341 + "x", "a/" * 512, "x" * 255 + "/" + "y" * 255, "x" * 300,
]  # fmt: skip


@pytest.fixture(scope="module")
def filled(s3, wire, new_name):
    """A bucket in which every one of the keys has an object of its own, and no others are."""
    bucket = Bucket(s3, new_name(), wire)
    bucket.call("create_bucket")
    return bucket.fill(*KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_each_key_has_its_own_object(shared_bucket, key):
    shared_bucket.fill(key)
    assert shared_bucket.read(key) == key.encode()
    assert shared_bucket.head(key)["ContentLength"] == len(key.encode())
    assert key in shared_bucket.keys(Prefix=key)


def test_all_are_listed_in_the_order_of_their_octets(filled):
    assert filled.keys() == sorted(KEYS, key=str.encode)
    found = [entry["Key"] for entry in filled.call("list_objects")["Contents"]]
    assert found == sorted(KEYS, key=str.encode)


@pytest.mark.parametrize("prefix", ["a/", "//", "/", "봄", "..", "a//", "x" * 1000])
def test_prefixes_mean_octets(filled, prefix):
    assert filled.keys(Prefix=prefix) == sorted((key for key in KEYS if key.startswith(prefix)), key=str.encode)


def test_a_folder_is_no_object_of_the_key_without_slash(bucket):
    bucket.fill("a", "a/b", "a/b/c", "d/e")
    assert bucket.keys() == ["a", "a/b", "a/b/c", "d/e"]
    for key in ("d", "d/", "a/", "a/b/", "a/b/c/"):
        assert bucket.absent(key)
    bucket.delete("a/b")
    assert bucket.keys() == ["a", "a/b/c", "d/e"]
    bucket.delete("a")
    assert bucket.read("a/b/c") == b"a/b/c"


def test_one_key_is_never_another(bucket):
    spellings = ["a/b", "a//b", "/a/b", "a/./b", "a/x/../b", "a/b/", "A/b", "a%2Fb", "é", "e\u0301"]
    bucket.fill(*spellings)
    for key in spellings:
        assert bucket.read(key) == key.encode()
    for key in spellings:
        bucket.delete(key)
        assert bucket.absent(key)
    assert bucket.keys() == []


@pytest.mark.parametrize("key", ["x" * 1025, "봄" * 342, "a/" * 512 + "b"])
def test_too_long(shared_bucket, nothing_stored, key):
    with refused(400, "KeyTooLongError"):
        shared_bucket.put(key, b"never stored under this name")


@pytest.mark.parametrize("target", ["a%00b", "%00", "%FF", "a%C3", "%ED%A0%80"])
def test_octets_that_no_key_may_have(shared_bucket, nothing_stored, target):
    head = shared_bucket.wire.head("PUT", shared_bucket.path("KEY"), body=b"nowhere", payload="UNSIGNED-PAYLOAD")
    answer = shared_bucket.wire.exchange(head.replace(b"KEY", target.encode(), 1) + b"nowhere", "PUT")
    assert 400 <= answer.status < 500
    assert "KEY" not in shared_bucket.keys()


@pytest.mark.parametrize("escape", [str.lower, str.upper])
def test_the_case_of_escapes_does_not_matter(shared_bucket, escape):
    shared_bucket.put("봄/é", b"spring")
    target = encode_path(shared_bucket.path("봄/é"))
    head = shared_bucket.wire.head("GET", shared_bucket.path("봄/é"))
    spelt = target.split("/")
    sent = "/".join([*spelt[:2], *map(escape, spelt[2:])])
    assert shared_bucket.wire.exchange(head.replace(target.encode(), sent.encode(), 1)).body == b"spring"


def test_letters_may_be_escaped_without_need(shared_bucket):
    shared_bucket.put("plain-name", b"found")
    head = shared_bucket.wire.head("GET", shared_bucket.path("plain-name"))
    assert shared_bucket.wire.exchange(head.replace(b"plain-name", b"%70lain%2Dname", 1)).body == b"found"


def test_a_plus_in_a_path_is_a_plus(shared_bucket):
    shared_bucket.put("one+one", b"two")
    head = shared_bucket.wire.head("GET", shared_bucket.path("one+one"))
    assert b"one%2Bone" in head
    assert shared_bucket.wire.exchange(head.replace(b"one%2Bone", b"one+one", 1)).body == b"two"
