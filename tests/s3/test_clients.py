"""What people do with the tools they have: upload, list, download, copy, sync, delete."""

import os
import random
import ssl
import subprocess
import time
from pathlib import Path
from urllib.parse import unquote

import pytest
from clients import CLIENTS, AwsCli, Client
from garden import ROOT
from s3_garden import S3Garden
from store import ENVIRONMENT, TOOLS, certificate, store_of

BIG = 20 * 1024 * 1024
HOUR_AGO = time.time() - 3600
FOLDERS = ["happy", "calm/cat", "calm/spring,cloudy,the-early-dawn", "sad/봄,흐림,이른 새벽", "fear/a + b", "fear/it's #1 (why?)"]
OVER = [*((name, "http") for name in CLIENTS), ("aws", "https"), ("mc", "https"), ("rclone", "https")]


@pytest.fixture(scope="module")
def gardens(tmp_path_factory):
    """One server over http and one over https."""
    chain, key = certificate(tmp_path_factory.mktemp("tls"))
    folder = tmp_path_factory.mktemp("gardens")
    both = {
        "http": S3Garden(folder / "http").start(),
        "https": S3Garden(folder / "https", "--certificate", str(chain), "--key", str(key),
                          verify=ssl.create_default_context(cafile=chain)).start(),
    }
    yield both
    for garden in both.values():
        garden.close()


@pytest.fixture(params=OVER, ids=lambda over: " over ".join(over))
def client(request, gardens, tmp_path) -> Client:
    name, scheme = request.param
    home = tmp_path / "home"
    home.mkdir()
    return CLIENTS[name](store_of(gardens[scheme]), home)


@pytest.fixture
def prefix(request, client) -> str:
    return f"clients/{client.name}/{request.function.__name__}/"


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    """60 small files in folders with Korean, spaces, commas and +, an empty file, and one that is uploaded in parts."""
    top = tmp_path_factory.mktemp("tree")
    chance = random.Random(7)
    for folder in FOLDERS:
        (top / folder).mkdir(parents=True)
        for number in range(10):
            name = f"그림 {number}, a+b.jpeg" if number % 3 == 0 else f"img_20230320-121242_{number}{'hv'[number % 2]}.jpeg"
            (top / folder / name).write_bytes(chance.randbytes(chance.randrange(1, 9000)))
    (top / "empty.bin").touch()
    (top / "big.bin").write_bytes(chance.randbytes(BIG))
    for file in top.rglob("*"):
        os.utime(file, (HOUR_AGO, HOUR_AGO))  # older than what S3 says of their uploads, in whole seconds
    return top


def copy_of(tree: Path, to: Path) -> Path:
    subprocess.run(["cp", "-a", tree, to], check=True)
    return to


def files(folder: Path) -> dict[str, bytes]:
    """Every file's path in the folder, and its octets."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def changed(folder: Path) -> dict[str, int]:
    """When each file was last written to, however its times were set afterwards."""
    return {str(path.relative_to(folder)): path.stat().st_ctime_ns for path in folder.rglob("*") if path.is_file()}


def test_upload_list_download_delete(client, prefix, tree, tmp_path):
    client.upload(tree, prefix)
    local = files(tree)
    stored = client.store.keys(prefix)
    assert {key.removeprefix(prefix): size for key, (size, *_) in stored.items()} == {
        path: len(octets) for path, octets in local.items()
    }
    assert "-" in stored[prefix + "big.bin"][1]  # it came in parts
    assert client.list(prefix) == stored.keys()

    client.download(prefix, tmp_path / "down")
    assert files(tmp_path / "down") == local

    gone = prefix + "sad/봄,흐림,이른 새벽/그림 3, a+b.jpeg"
    client.delete(gone)
    assert stored.keys() - client.store.keys(prefix).keys() == {gone}
    client.delete_all(prefix)
    assert client.store.keys(prefix) == {}


@pytest.mark.parametrize("name", ["fear/a + b/그림 0, a+b.jpeg", "empty.bin", "big.bin"])
def test_copy_within_the_store(client, prefix, tree, name):
    s3 = client.store.boto3()
    octets = (tree / name).read_bytes()
    s3.put_object(Bucket=client.store.bucket, Key=prefix + name, Body=octets)
    client.copy(prefix + name, prefix + "사본, a + b")
    assert s3.get_object(Bucket=client.store.bucket, Key=prefix + "사본, a + b")["Body"].read() == octets


def test_sync(client, prefix, tree, tmp_path):
    up, down = copy_of(tree, tmp_path / "up"), tmp_path / "down"
    client.sync_up(up, prefix)
    first = client.store.keys(prefix)
    assert len(first) == len(files(tree))
    time.sleep(1.1)  # times in listings are whole seconds
    client.sync_up(up, prefix)
    assert client.store.keys(prefix) == first

    client.sync_down(prefix, down)
    assert files(down) == files(up)
    before = changed(down)
    client.sync_down(prefix, down)
    assert changed(down) == before

    name = "sad/봄,흐림,이른 새벽/그림 6, a+b.jpeg"
    (up / name).write_bytes(b"another picture")
    client.sync_up(up, prefix)
    second = client.store.keys(prefix)
    assert {key for key in first if first[key] != second[key]} == {prefix + name}
    client.sync_down(prefix, down)
    assert files(down) == files(up)


def test_backup_and_restore_of_the_pictures(gardens, tmp_path):
    garden = gardens["http"]
    aws = AwsCli(store_of(garden), tmp_path)
    pictures, backup = tmp_path / "pictures", tmp_path / "backup"
    search_keys = ["happy", "happy/고양이, 봄"]
    expected = {}
    for search_key in search_keys:
        names = [f"img_20230320-121242_{number}{'hv'[number % 2]}.jpeg" for number in range(4)]
        expected[search_key] = {f"emotions/{search_key}/{name}" for name in names}
        (pictures / search_key).mkdir(parents=True)
        for name in names:
            (pictures / search_key / name).write_bytes(os.urandom(3000))

    def shown() -> dict[str, set[str]]:
        return {search_key: {unquote(key) for key in garden.pictures(search_key)} for search_key in search_keys}

    aws.upload(pictures, "emotions/")
    assert shown() == expected
    aws.download("emotions/", backup)
    assert files(backup) == files(pictures)
    aws.delete_all("emotions/")
    assert shown() == {search_key: set() for search_key in search_keys}
    aws.upload(backup, "emotions/")
    assert shown() == expected
    aws.delete_all("emotions/")


def test_a_bucket_that_keeps_the_history(gardens, tmp_path):
    """A second bucket with versions, to which the garden is synced."""
    store = store_of(gardens["http"])
    aws = AwsCli(store, tmp_path)
    s3, key = store.boto3(), "emotions/sad/img_20230320-121242_0h.jpeg"
    s3.put_object(Bucket=store.bucket, Key=key, Body=b"first")
    aws.aws("mb", "s3://garden-history")
    s3.put_bucket_versioning(Bucket="garden-history", VersioningConfiguration={"Status": "Enabled"})

    def sync() -> None:
        aws.aws("sync", f"s3://{store.bucket}/emotions/sad/", "s3://garden-history/emotions/sad/", "--delete")

    sync()
    time.sleep(1.1)
    s3.put_object(Bucket=store.bucket, Key=key, Body=b"the second")
    sync()
    s3.delete_object(Bucket=store.bucket, Key=key)
    sync()
    listed = s3.list_object_versions(Bucket="garden-history")
    assert [marker["Key"] for marker in listed["DeleteMarkers"]] == [key]
    versions = [version["VersionId"] for version in listed["Versions"]]
    kept = [s3.get_object(Bucket="garden-history", Key=key, VersionId=version)["Body"].read() for version in versions]
    assert kept == [b"the second", b"first"]


def test_pages_are_deployed(gardens, tmp_path):
    garden = gardens["http"]
    pages = tmp_path / "html"
    (pages / "sub").mkdir(parents=True)
    (pages / "sub/index.html").write_text("<!doctype html><title>정원</title><script>1</script>", encoding="utf-8")
    (pages / "sub/app.js").write_text("console.log(1)")
    (pages / "garden.css").write_text("body { color: green }")
    AwsCli(store_of(garden), tmp_path).upload(pages, "html")
    for path, kind in (("sub/index.html", "html"), ("sub/app.js", "javascript"), ("garden.css", "css")):
        answer = garden.http.get(f"/html/{path}")
        assert (answer.status_code, answer.content) == (200, (pages / path).read_bytes())
        assert answer.headers["content-type"].partition(";")[0] in {f"text/{kind}", f"application/{kind}"}


SCRIPT = ROOT.parent / "shared/s3/cli.sh"  # a longer check, where a checkout has it beside it

if SCRIPT.exists():

    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_the_acceptance_script(gardens, scheme):
        store = store_of(gardens[scheme])
        cache = TOOLS.parent / "acceptance"
        cache.mkdir(parents=True, exist_ok=True)
        env = ENVIRONMENT | {"S3_CACHE": str(cache), "S3_STRICT": "1"} | ({"CA_FILE": store.ca} if store.ca else {})
        done = subprocess.run(
            ["bash", SCRIPT, store.url, store.access, store.secret], env=env, text=True, capture_output=True,
            timeout=900, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.rstrip().endswith(" 0 failed")
