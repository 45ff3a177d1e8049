"""What comes and goes over S3 is seen at once by the gallery's index, the recommender and the pages."""

import zlib

import pytest
from garden import command
from s3_garden import GARDEN_BUCKET, MAIN, S3Garden, Upload, client_of

EMOTION = "confused"
JPEG = b"\xff\xd8\xff\xe0 not much of a picture \xff\xd9"


@pytest.fixture
def key(request):
    """The key of a landscape picture that no other test has."""
    return f"emotions/{EMOTION}/img_{zlib.crc32(request.node.nodeid.encode()):010}-121242_1h.jpeg"


def shown(server, path: str, search_key: str = EMOTION) -> list[str]:
    """Keys of that search key as /garden or /gardenfromDB answers them."""
    question = {"id": "tester", "emotion": search_key, "generation": "adult", "gender": "Female", "limit": 1000}
    response = server.http.post(path, json=question)
    assert response.status_code == 200
    answer = response.json()
    urls = [entry["url"] for orientation in ("landscape", "portrait") for entry in answer[orientation]]
    return [url.partition(server.url + "/")[2] for url in urls]


def everywhere(server, key: str, search_key: str = EMOTION) -> bool:
    """Whether the picture is in the index and known to the recommender; never in one of them alone."""
    seen = {path: key in shown(server, path, search_key) for path in ("/gardenfromDB", "/garden")}
    assert len(set(seen.values())) == 1, seen
    return seen["/garden"]


def test_put_and_delete(server, garden_bucket, key):
    assert not everywhere(server, key)
    garden_bucket.put(key, JPEG, ContentType="image/jpeg")
    assert everywhere(server, key)
    assert server.http.get(f"/{key}").content == JPEG
    garden_bucket.delete(key)
    assert not everywhere(server, key)
    assert server.http.get(f"/{key}").status_code == 404


def test_put_again_changes_the_picture(server, garden_bucket, key):
    garden_bucket.put(key, JPEG)
    etag = server.http.get(f"/{key}").headers["etag"]
    garden_bucket.put(key, JPEG + b"2")
    response = server.http.get(f"/{key}")
    assert (response.content, response.headers["etag"] == etag) == (JPEG + b"2", False)
    assert shown(server, "/gardenfromDB").count(key) == 1
    garden_bucket.delete(key)


def test_copy(server, garden_bucket, key):
    garden_bucket.put("elsewhere/picture.jpeg", JPEG)
    garden_bucket.copy("elsewhere/picture.jpeg", key)
    assert everywhere(server, key)
    other = key.replace("_1h", "_2h")
    garden_bucket.copy(key, other)
    assert everywhere(server, other)
    for each in (key, other, "elsewhere/picture.jpeg"):
        garden_bucket.delete(each)
    assert not everywhere(server, other)


def test_copy_from_another_bucket(server, garden_bucket, bucket, key):
    bucket.put("picture", JPEG)
    garden_bucket.call("copy_object", Key=key, CopySource=bucket.source("picture"))
    assert everywhere(server, key)
    garden_bucket.delete(key)


def test_an_upload_counts_from_its_completion(server, garden_bucket, key):
    upload = Upload(garden_bucket, key, ContentType="image/jpeg")
    upload.part(1, JPEG * 300_000)
    upload.part(2, JPEG)
    assert not everywhere(server, key)
    upload.complete()
    assert everywhere(server, key)
    garden_bucket.delete(key)


def test_an_aborted_upload_does_not_count(server, garden_bucket, key):
    upload = Upload(garden_bucket, key)
    upload.part(1, JPEG)
    upload.abort()
    assert not everywhere(server, key)


def test_several_deletions_at_once(server, garden_bucket, key):
    keys = [key.replace("_1h", f"_{number}v") for number in range(5)]
    for each in keys:
        garden_bucket.put(each, JPEG)
    assert set(keys) <= set(shown(server, "/garden"))
    garden_bucket.call("delete_objects", Delete={"Objects": [{"Key": each} for each in keys]})
    assert not set(keys) & set(shown(server, "/gardenfromDB") + shown(server, "/garden"))


@pytest.mark.parametrize("favorite", ["cat", "spring,cloudy,the-early-dawn", "고양이, 봄", "rock & roll + 100%"])
def test_favorites(server, garden_bucket, favorite):
    key = f"emotions/{EMOTION}/{favorite}/img_20230320-121242_3v.jpeg"
    garden_bucket.put(key, JPEG)
    question = {"id": "tester", "emotion": f"{EMOTION}/{favorite}"}
    urls = [entry["url"] for entry in server.http.post("/gardenfromDB", json=question).json()["portrait"]]
    assert len(urls) == 1
    assert server.http.get(urls[0]).content == JPEG
    garden_bucket.delete(key)
    assert server.http.post("/gardenfromDB", json=question).json()["portrait"] == []


def test_the_pool(server, garden_bucket):
    key = f"imgPool/{EMOTION}/cat/img_20230320-121242_4v.jpeg"
    ask = "SELECT place, search_key, orientation FROM pictures WHERE key = ?"
    garden_bucket.put(key, JPEG, ContentType="image/jpeg")
    assert server.rows(ask, key) == [("imgPool", f"{EMOTION}/cat", "v")]
    assert not everywhere(server, key, f"{EMOTION}/cat")
    assert server.http.get(f"/{key}").content == JPEG
    published = key.replace("imgPool/", "emotions/")
    garden_bucket.copy(key, published)
    assert everywhere(server, published, f"{EMOTION}/cat")
    garden_bucket.call("delete_objects", Delete={"Objects": [{"Key": key}, {"Key": published}]})
    assert server.rows(ask, key) == server.rows(ask, published) == []
    assert not everywhere(server, published, f"{EMOTION}/cat")


@pytest.mark.parametrize(
    "key",
    [
        f"emotions/{EMOTION}/img_20230320-121242_5h.png",
        "emotions/img_20230320-121242_5h.jpeg",
        f"other/{EMOTION}/img_5h.jpeg",
        f"emotions/{EMOTION}/a/b/img_20230320-121242_5h.jpeg",
        f"emotions/{EMOTION}/",
        f"emotions/{EMOTION}",
    ],
)
def test_other_shapes_are_stored_and_not_shown(server, garden_bucket, key):
    before = shown(server, "/gardenfromDB")
    garden_bucket.put(key, JPEG)
    assert garden_bucket.read(key) == JPEG
    assert shown(server, "/gardenfromDB") == before
    garden_bucket.delete(key)


def test_other_buckets_are_not_the_garden(server, bucket, key):
    bucket.put(key, JPEG)
    assert not everywhere(server, key)
    assert server.http.get(f"/{key}").status_code == 404


def test_a_picture_with_tags_is_a_picture(server, garden_bucket, key):
    garden_bucket.put(key, JPEG, Tagging="by=me", Metadata={"note": "n"})
    garden_bucket.call("put_object_tagging", Key=key, Tagging={"TagSet": [{"Key": "by", "Value": "you"}]})
    assert everywhere(server, key)
    garden_bucket.delete(key)


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("page.html", "text/html; charset=utf-8", "text/html; charset=utf-8"),
        ("data.json", "application/json", "application/json"),
        ("style.css", "text/css", "text/css"),
        ("sub/app.js", "text/javascript", "text/javascript"),
        ("정원/봄, 1.html", "text/html", "text/html"),
        ("of-its-extension.html", "binary/octet-stream", "text/html"),
    ],
)
def test_pages_are_served(server, garden_bucket, name, kind, expected):
    key = f"html/of-the-operator/{name}"
    body = "<!doctype html><title>정원</title><script>document.title = 1</script>".encode()
    garden_bucket.put(key, body, ContentType=kind)
    response = server.http.get(f"/{key}")
    assert (response.status_code, response.content) == (200, body)
    assert response.headers["content-type"].startswith(expected)
    garden_bucket.put(key, body + b"2", ContentType=kind)
    assert server.http.get(f"/{key}").content == body + b"2"
    garden_bucket.delete(key)
    assert server.http.get(f"/{key}").status_code == 404


def test_the_operators_pages_may_have_inline_scripts(server, garden_bucket):
    garden_bucket.put("html/of-the-operator/inline.html", b"<script>1</script>", ContentType="text/html")
    policy = server.http.get("/html/of-the-operator/inline.html").headers.get("content-security-policy", "")
    assert "script-src" not in policy or "'unsafe-inline'" in policy
    assert "default-src 'self'" not in policy or "'unsafe-inline'" in policy
    assert server.http.get("/").headers["content-security-policy"]
    garden_bucket.delete("html/of-the-operator/inline.html")


def test_an_uploaded_page_wins_over_the_gardens_own(server, garden_bucket):
    path = "html/emotion-garden/emotion-garden.html"
    own = server.http.get(f"/{path}", follow_redirects=True)
    assert own.status_code == 200
    garden_bucket.put(path, b"<!doctype html><title>mine</title>", ContentType="text/html")
    assert server.http.get(f"/{path}").content == b"<!doctype html><title>mine</title>"
    garden_bucket.delete(path)
    assert server.http.get(f"/{path}", follow_redirects=True).content == own.content


@pytest.mark.parametrize(
    "key",
    [
        "profile/someone.jpeg",
        "dataset/users/users.csv",
        "profile/a/b",
        "dataset/interactions/interactions.csv",
        "dataset/x.html",
    ],
)
def test_profiles_and_datasets_are_never_read_there(server, garden_bucket, key):
    garden_bucket.put(key, b"private", ContentType="text/html")
    for path in (f"/{key}", f"/{key}?download", "/" + key.replace("/", "%2F"), f"//{key}", f"/html/../{key}"):
        response = server.http.get(path)
        assert response.status_code in (400, 404)
        assert b"private" not in response.content
    assert server.http.head(f"/{key}").status_code == 404
    assert garden_bucket.read(key) == b"private"
    garden_bucket.delete(key)


def test_displays_are_seen_at_once(server, garden_bucket):
    key = "display/zone1/img9h.jpeg"
    for body in (JPEG, JPEG + b"2"):
        garden_bucket.put(key, body, ContentType="image/jpeg")
        response = server.http.get(f"/{key}?1700000000000")
        assert (response.status_code, response.content) == (200, body)
    garden_bucket.delete(key)


# ---------------------------------------------------------------- keys and the whole


def test_without_a_pair_in_the_environment_one_is_made(tmp_path):
    server = S3Garden(tmp_path / "data", env={"EMOTION_GARDEN_ACCESS_KEY": "", "EMOTION_GARDEN_SECRET_KEY": ""}).start()
    try:
        listed = command("keys", "list", "--data", server.data).stdout
        pair = server.first_pair(listed)
        client_of(server.s3_url, pair).put_object(Bucket=GARDEN_BUCKET, Key="a", Body=b"x")
        assert pair.secret not in server.log()
    finally:
        server.close()


def test_all_is_there_after_a_restart(tmp_path):
    server = S3Garden(tmp_path / "data").start()
    try:
        client = client_of(server.s3_url, MAIN)
        client.create_bucket(Bucket="lasting")
        client.put_object(Bucket="lasting", Key="a//b", Body=b"x", Metadata={"m": "1"}, Tagging="t=1")
        upload = client.create_multipart_upload(Bucket="lasting", Key="mp")["UploadId"]
        etag = client.upload_part(Bucket="lasting", Key="mp", UploadId=upload, PartNumber=1, Body=b"part")["ETag"]
        server.stop()
        server.start()
        client = client_of(server.s3_url, MAIN)
        response = client.get_object(Bucket="lasting", Key="a//b")
        assert (response["Body"].read(), response["Metadata"], response["TagCount"]) == (b"x", {"m": "1"}, 1)
        parts = {"Parts": [{"PartNumber": 1, "ETag": etag}]}
        client.complete_multipart_upload(Bucket="lasting", Key="mp", UploadId=upload, MultipartUpload=parts)
        assert client.get_object(Bucket="lasting", Key="mp")["Body"].read() == b"part"
    finally:
        server.close()


def test_the_store_is_sound_after_all_that(server):
    done = command("check", "--data", server.data)
    assert done.returncode == 0, done.stdout + done.stderr
