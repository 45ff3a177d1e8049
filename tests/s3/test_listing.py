"""ListObjects and ListObjectsV2: prefixes, delimiters, pages, encodings."""

import concurrent.futures

import pytest
from s3_garden import MAIN, Bucket, client_of, refused

VERSIONS = ["list_objects", "list_objects_v2"]


@pytest.fixture(params=VERSIONS)
def operation(request):
    return request.param


def keys_of(page) -> list[str]:
    return [entry["Key"] for entry in page.get("Contents", [])]


def prefixes_of(page) -> list[str]:
    return [entry["Prefix"] for entry in page.get("CommonPrefixes", [])]


def after(operation: str, page) -> dict:
    """What asks for the page after this one."""
    if operation == "list_objects_v2":
        return {"ContinuationToken": page["NextContinuationToken"]}
    return {"Marker": page.get("NextMarker") or page["Contents"][-1]["Key"]}


def start(operation: str, key: str) -> dict:
    return {"StartAfter" if operation == "list_objects_v2" else "Marker": key}


@pytest.fixture(scope="module")
def make(s3, wire, new_name):
    """A bucket with these keys; one for all tests that ask for the same."""
    made: dict[tuple[str, ...], Bucket] = {}

    def make(*keys: str) -> Bucket:
        if keys not in made:
            made[keys] = Bucket(s3, new_name(), wire)
            made[keys].call("create_bucket")
            made[keys].fill(*keys)
        return made[keys]

    return make


@pytest.fixture(scope="module")
def thousand(make, server):
    """A bucket of 1,001 keys in one folder and four beside it."""
    bucket = make()
    keys = [f"0/{number}" for number in range(1000, 2001)] + ["1999", "1999#", "1999+", "2000"]
    client = client_of(server.s3_url, MAIN, max_pool_connections=8)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: client.put_object(Bucket=bucket.name, Key=key, Body=b""), keys))
    return bucket, keys


def test_an_empty_bucket(bucket, operation):
    page = bucket.call(operation)
    assert (keys_of(page), prefixes_of(page), page["IsTruncated"]) == ([], [], False)
    assert (page["Name"], page["Prefix"], page["MaxKeys"]) == (bucket.name, "", 1000)


def test_buckets_do_not_see_each_other(new_bucket, operation):
    one, two = new_bucket(), new_bucket()
    one.put("key")
    assert keys_of(two.call(operation)) == []


def test_entries_say_what_the_objects_say(bucket):
    bucket.put("a", b"some octets")
    head = bucket.head("a")
    for operation, more in (("list_objects", {}), ("list_objects_v2", {"FetchOwner": True})):
        entry = bucket.call(operation, **more)["Contents"][0]
        assert (entry["Key"], entry["Size"], entry["ETag"], entry["StorageClass"]) == (
            "a",
            11,
            head["ETag"],
            "STANDARD",
        )
        assert entry["LastModified"].replace(microsecond=0) == head["LastModified"]
        assert entry["Owner"] == bucket.call("get_object_acl", Key="a")["Owner"]
        assert entry["Owner"]["ID"] == MAIN.access


def test_v2_names_owners_on_request_only(bucket):
    bucket.put("a")
    assert "Owner" in bucket.call("list_objects")["Contents"][0]
    assert "Owner" not in bucket.call("list_objects_v2")["Contents"][0]
    assert "Owner" not in bucket.call("list_objects_v2", FetchOwner=False)["Contents"][0]
    assert "Owner" in bucket.call("list_objects_v2", FetchOwner=True)["Contents"][0]


def test_keys_are_in_the_order_of_their_octets(make, operation):
    keys = ["한", "a", "B", "a/b", "a b", "a-b", "a.b", "é", "z", "~", "a+b", "Z", "😀", "｡"]
    page = make(*keys).call(operation)
    assert keys_of(page) == sorted(keys, key=str.encode)


def test_page_after_page(make, operation):
    bucket = make("bar", "baz", "foo")
    first = bucket.call(operation, MaxKeys=2)
    assert (keys_of(first), first["IsTruncated"], first["MaxKeys"]) == (["bar", "baz"], True, 2)
    second = bucket.call(operation, MaxKeys=2, **after(operation, first))
    assert (keys_of(second), second["IsTruncated"]) == (["foo"], False)
    assert "NextContinuationToken" not in second
    assert "NextMarker" not in second


def test_a_page_that_is_just_full_is_the_last(make, operation):
    page = make("bar", "baz", "foo").call(operation, MaxKeys=3)
    assert (len(keys_of(page)), page["IsTruncated"]) == (3, False)


def test_v1_tells_the_next_marker_only_with_a_delimiter(make):
    bucket = make("bar", "baz", "foo")
    assert "NextMarker" not in bucket.call("list_objects", MaxKeys=1)
    assert bucket.call("list_objects", MaxKeys=1, Delimiter="/")["NextMarker"] == "bar"


def test_no_keys_wanted(make, operation):
    page = make("bar", "baz", "foo").call(operation, MaxKeys=0)
    assert (keys_of(page), page["IsTruncated"], page["MaxKeys"]) == ([], False, 0)


@pytest.mark.parametrize("value", ["blah", "-1", "1e3", "99999999999999999999"])
def test_max_keys_must_be_a_number(wire, make, operation, value):
    query = [("max-keys", value)] + ([("list-type", "2")] if operation == "list_objects_v2" else [])
    assert wire.request("GET", f"/{make('bar', 'baz', 'foo').name}", query).refusal == (400, "InvalidArgument")


def test_at_most_a_thousand(thousand, operation):
    bucket, keys = thousand
    page = bucket.call(operation, MaxKeys=2000)
    assert (keys_of(page), page["IsTruncated"], page["MaxKeys"]) == (keys[:1000], True, 1000)
    rest = bucket.call(operation, **after(operation, page))
    assert (keys_of(rest), rest["IsTruncated"]) == (keys[1000:], False)


def test_a_folder_of_more_than_a_thousand_counts_once(thousand, operation):
    bucket, _ = thousand
    page = bucket.call(operation, Delimiter="/")
    assert (keys_of(page), prefixes_of(page), page["IsTruncated"]) == (
        ["1999", "1999#", "1999+", "2000"],
        ["0/"],
        False,
    )


def test_more_than_a_thousand_are_not_deleted_at_once(thousand):
    bucket, keys = thousand
    with refused(400, "MalformedXML"):
        bucket.call("delete_objects", Delete={"Objects": [{"Key": key} for key in keys[:1001]]})
    assert bucket.keys() == keys


@pytest.mark.parametrize(
    ("delimiter", "keys", "plain", "rolled"),
    [
        ("/", ["asdf", "foo/bar", "foo/baz/xyzzy", "quux/thud"], ["asdf"], ["foo/", "quux/"]),
        ("/", ["foo/bar", "foo/bar/xyzzy", "quux/thud", "asdf"], ["asdf"], ["foo/", "quux/"]),
        ("a", ["bar", "baz", "cab", "foo"], ["foo"], ["ba", "ca"]),
        ("%", ["b%ar", "b%az", "c%ab", "foo"], ["foo"], ["b%", "c%"]),
        (" ", ["b ar", "b az", "c ab", "foo"], ["foo"], ["b ", "c "]),
        (".", ["b.ar", "b.az", "c.ab", "foo"], ["foo"], ["b.", "c."]),
        ("\n", ["bar", "b\naz", "foo"], ["bar", "foo"], ["b\n"]),
        ("/", ["bar", "baz", "foo"], ["bar", "baz", "foo"], []),
        ("봄", ["a봄b", "a봄c", "b"], ["b"], ["a봄"]),
        ("//", ["a/b", "a//b", "a//c"], ["a/b"], ["a//"]),
    ],
)
def test_delimiters(make, operation, delimiter, keys, plain, rolled):
    page = make(*keys).call(operation, Delimiter=delimiter)
    assert (page["Delimiter"], keys_of(page), prefixes_of(page)) == (delimiter, plain, rolled)
    if operation == "list_objects_v2":
        assert page["KeyCount"] == len(plain) + len(rolled)


def test_an_empty_delimiter_is_none(make, operation):
    page = make("bar", "baz", "foo").call(operation, Delimiter="")
    assert "Delimiter" not in page
    assert keys_of(page) == ["bar", "baz", "foo"]


def test_a_key_between_a_folder_and_its_content(make, operation):
    page = make("a", "a/b", "a-", "a/").call(operation, Delimiter="/")
    assert (keys_of(page), prefixes_of(page)) == (["a", "a-"], ["a/"])


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("foo/", ["foo/bar", "foo/baz"]),
        ("fo", ["foo/bar", "foo/baz"]),
        ("", ["foo/bar", "foo/baz", "quux"]),
        ("d", []),
        ("\n", []),
        ("quux", ["quux"]),
        ("quuxx", []),
        ("foo/bar", ["foo/bar"]),
    ],
)
def test_prefixes(make, operation, prefix, found):
    page = make("foo/bar", "foo/baz", "quux").call(operation, Prefix=prefix)
    assert (page["Prefix"], keys_of(page), prefixes_of(page)) == (prefix, found, [])


@pytest.mark.parametrize(
    ("keys", "prefix", "delimiter", "plain", "rolled"),
    [
        (["foo/bar", "foo/baz/xyzzy", "quux/thud", "asdf"], "foo/", "/", ["foo/bar"], ["foo/baz/"]),
        (["bar", "bazar", "cab", "foo"], "ba", "a", ["bar"], ["baza"]),
        (["b/a/c", "b/a/g", "b/a/r", "g"], "/", "d", [], []),
        (["b/a/c", "b/a/g", "b/a/r", "g"], "b", "z", ["b/a/c", "b/a/g", "b/a/r"], []),
        (["b/a/c", "b/a/g", "b/a/r", "g"], "y", "z", [], []),
        (["b/a/c", "b/a/g", "b/a/r", "g"], "b", "/", [], ["b/"]),
        (["asdf/"], "asdf/", "/", ["asdf/"], []),
        (["asdf/"], "asdf", "/", [], ["asdf/"]),
        (["_bla/1", "_bla/2", "_bla/3", "abcd"], "_bla/", "/", ["_bla/1", "_bla/2", "_bla/3"], []),
        (["a//b", "a//c", "a/d"], "a/", "/", ["a/d"], ["a//"]),
    ],
)
def test_prefix_and_delimiter(make, operation, keys, prefix, delimiter, plain, rolled):
    page = make(*keys).call(operation, Prefix=prefix, Delimiter=delimiter)
    assert (page["Prefix"], page["Delimiter"]) == (prefix, delimiter)
    assert (keys_of(page), prefixes_of(page)) == (plain, rolled)


@pytest.mark.parametrize("names", [("asdf", "boo", "cquux"), ("_obj1_", "_under1", "_under2")])
@pytest.mark.parametrize(
    ("folder", "most", "pages"),
    [
        ("", 1, [["0"], ["1/"], ["2/"]]),
        ("", 2, [["0", "1/"], ["2/"]]),
        ("1/", 1, [["1/bar"], ["1/baz/"]]),
        ("1/", 2, [["1/bar", "1/baz/"]]),
    ],
)
def test_pages_with_a_delimiter(make, operation, names, folder, most, pages):
    def named(text: str) -> str:
        return names[int(text[0])] + text[1:] if text else ""

    bucket = make(*map(named, ["0", "1/bar", "1/baz/xyzzy", "2/thud", "2/bla"]))
    more: dict = {}
    for number, expected in enumerate(pages):
        page = bucket.call(operation, Prefix=named(folder), Delimiter="/", MaxKeys=most, **more)
        assert keys_of(page) + prefixes_of(page) == [named(text) for text in expected]
        assert page["IsTruncated"] == (number < len(pages) - 1)
        if operation == "list_objects":
            assert page.get("NextMarker") == (named(expected[-1]) if page["IsTruncated"] else None)
        more = after(operation, page) if page["IsTruncated"] else {}


@pytest.mark.parametrize(
    ("begin", "found"),
    [
        ("", ["bar", "baz", "foo", "quxx"]),
        ("\n", ["bar", "baz", "foo", "quxx"]),
        ("blah", ["foo", "quxx"]),
        ("zzz", []),
        ("bar", ["baz", "foo", "quxx"]),
        ("ba", ["bar", "baz", "foo", "quxx"]),
    ],
)
def test_starting_after_a_key(make, operation, begin, found):
    page = make("bar", "baz", "foo", "quxx").call(operation, **start(operation, begin))
    assert (keys_of(page), page["IsTruncated"]) == (found, False)
    if begin:
        assert page["StartAfter" if operation == "list_objects_v2" else "Marker"] == begin


def test_v1_always_says_its_marker(make):
    assert make("bar", "baz", "foo").call("list_objects")["Marker"] == ""


def test_a_folder_as_marker_is_passed_over_whole(make):
    page = make("bar", "foo/a", "foo/d", "quux").call("list_objects", Delimiter="/", Marker="foo/")
    assert (keys_of(page), prefixes_of(page)) == (["quux"], [])


def test_the_token_wins_over_start_after(make):
    bucket = make("bar", "baz", "foo", "quxx")
    first = bucket.call("list_objects_v2", StartAfter="bar", MaxKeys=1)
    token = first["NextContinuationToken"]
    second = bucket.call("list_objects_v2", StartAfter="bar", ContinuationToken=token)
    assert (second["ContinuationToken"], second["StartAfter"]) == (token, "bar")
    assert (keys_of(second), second["IsTruncated"]) == (["foo", "quxx"], False)


def test_an_empty_token_begins_at_the_start(make):
    page = make("bar", "baz", "foo", "quxx").call("list_objects_v2", ContinuationToken="")
    assert (page["ContinuationToken"], keys_of(page)) == ("", ["bar", "baz", "foo", "quxx"])


@pytest.mark.parametrize("token", ["bar", "!", "AAAA", "한", "x" * 3000])
def test_a_token_that_nobody_gave(wire, make, token):
    path = f"/{make('bar', 'baz', 'foo', 'quxx').name}"
    answer = wire.request("GET", path, [("list-type", "2"), ("continuation-token", token)])
    assert answer.refusal == (400, "InvalidArgument")


def test_objects_that_come_and_go_between_pages(bucket, operation):
    bucket.fill("a", "b", "c", "d")
    page = bucket.call(operation, MaxKeys=2)
    bucket.delete("b")
    bucket.delete("c")
    bucket.put("aa")
    assert keys_of(bucket.call(operation, **after(operation, page))) == ["d"]


def test_url_encoding_on_request(make, operation):
    bucket = make("asdf+b", "foo+1/bar", "foo/bar/xyzzy", "quux ab/thud", "é,한")
    page = bucket.call(operation, Delimiter="/", EncodingType="url")
    assert (page["EncodingType"], page["Delimiter"]) == ("url", "/")
    assert keys_of(page) == ["asdf%2Bb", "%C3%A9%2C%ED%95%9C"]
    assert prefixes_of(page) == ["foo%2B1/", "foo/", "quux%20ab/"]


def test_an_unknown_encoding(wire, make, operation):
    query = [("encoding-type", "base64")] + ([("list-type", "2")] if operation == "list_objects_v2" else [])
    assert wire.request("GET", f"/{make('bar', 'baz', 'foo').name}", query).refusal == (400, "InvalidArgument")


def test_control_characters_without_encoding_are_references(wire, make):
    bucket = make("a\x01b<&>")
    assert b"<Key>a&#x1;b&lt;&amp;&gt;</Key>" in wire.request("GET", f"/{bucket.name}").body
    assert bucket.keys() == ["a\x01b<&>"]
