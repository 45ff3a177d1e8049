"""A server under test with its S3 listener, and what the tests ask of buckets through boto3."""

import contextlib
import re
import time
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from garden import Garden, command
from haproxy import Haproxy
from signing import REGION, Pair
from wire import Wire

COPY = re.compile(r"cache/[0-9a-f]{2}/[0-9a-f]{64}")
S3_OPEN = re.compile(r"^S3 is served at: (https?://\S+?)/$", re.MULTILINE)
PAIR = re.compile(r"\b(EG[A-Z2-7]{18})\s+(\S{40})\s+(\S+)")
GARDEN_BUCKET = "demo-emotion-garden"
MAIN = Pair("EGTESTMAINPAIR234567", "main-secret-of-forty-characters-12345678")


class S3Garden(Garden):
    """One data folder and the server on it, whose S3 listener knows the pair MAIN."""

    def __init__(self, data: Path, *options: str, env: dict[str, str] | None = None, **more):
        pair = {"EMOTION_GARDEN_ACCESS_KEY": MAIN.access, "EMOTION_GARDEN_SECRET_KEY": MAIN.secret}
        super().__init__(data, "--s3-listen", "127.0.0.1:0", *options, env=pair | (env or {}), **more)
        self.s3_url = ""
        self.s3_urls: list[str] = []  # of each server, for what is said octet by octet or remembered by the server itself
        self.s3_turns: Haproxy | None = None  # before the S3 listeners of several servers

    def start(self, timeout: float = 30) -> "S3Garden":
        super().start(timeout)
        self.s3_urls = [_s3_url(server, timeout) for server in (self, *self.others)]
        self.s3_url = self.s3_urls[0]
        if self.others and self.s3_url.startswith("http:"):
            self.turns.others_change = True
            self.s3_turns = Haproxy(self.logs, self.s3_urls)
            self.s3_url = self.s3_turns.url
        return self

    def stop(self, timeout: float = 10) -> None:
        try:
            super().stop(timeout)
        finally:
            self._end_s3_turns()

    def kill(self) -> None:
        super().kill()
        self._end_s3_turns()

    def close(self) -> None:
        super().close()
        self._end_s3_turns()

    def _end_s3_turns(self) -> None:
        if self.s3_turns is not None:
            self.s3_turns.close()
        self.s3_turns = None

    def add_pair(self, *options: str) -> Pair:
        done = command("keys", "add", *options, "--data", self.data)
        assert done.returncode == 0, done.stderr
        return _pair(done.stdout)

    @staticmethod
    def first_pair(listed: str) -> Pair:
        """The first pair in what `keys list` printed."""
        return _pair(listed)

    def remove_pair(self, pair: Pair) -> None:
        done = command("keys", "remove", pair.access, "--data", self.data)
        assert done.returncode == 0, done.stderr

    def files(self) -> set[Path]:
        """All files of the data folders but the catalog's own, which come and go, and copies of what an S3 store has."""
        kept = (path for path in self.data.rglob("*") if path.is_file() and "sqlite" not in path.name)
        own = {path for path in kept if not COPY.fullmatch(str(path.relative_to(self.data)))}
        return own.union(*(S3Garden.files(other) for other in self.others))


def _s3_url(server: Garden, timeout: float) -> str:
    deadline = time.monotonic() + timeout
    while not (found := S3_OPEN.search(server.log_file("out").read_text())):
        assert time.monotonic() < deadline, f"serve printed no S3 address:\n{server.log()}"
        time.sleep(0.01)
    return server.reached(found[1])


def _pair(text: str) -> Pair:
    found = PAIR.search(text)
    assert found, f"no key pair in {text!r}"
    return Pair(found[1], found[2])


def client_of(url: str, pair: Pair, **config):
    """A boto3 client that asks each question once."""
    settings = {"signature_version": "s3v4", "s3": {"addressing_style": "path"}, "retries": {"total_max_attempts": 1}}
    return boto3.client(
        "s3", endpoint_url=url, aws_access_key_id=pair.access, aws_secret_access_key=pair.secret, region_name=REGION,
        config=Config(**settings | {"read_timeout": 30, "connect_timeout": 5} | config),
    )  # fmt: skip


@contextlib.contextmanager
def refused(status: int, code: str = ""):
    """What is in its block must be refused with this status and, unless it is empty, this code of S3."""
    with pytest.raises(ClientError) as caught:
        yield
    response = caught.value.response
    got = response["ResponseMetadata"]["HTTPStatusCode"], response["Error"].get("Code", "")
    assert got == (status, code or got[1])


class Bucket:
    """A bucket as one client sees it."""

    def __init__(self, client, name: str, wire: Wire):
        self.client = client
        self.name = name
        self.wire = wire

    def seen_by(self, client, wire: Wire) -> "Bucket":
        return Bucket(client, self.name, wire)

    def call(self, operation: str, **parameters):
        return getattr(self.client, operation)(Bucket=self.name, **parameters)

    def path(self, key: str) -> str:
        return f"/{self.name}/{key}"

    def source(self, key: str) -> dict[str, str]:
        return {"Bucket": self.name, "Key": key}

    def put(self, key: str, body: bytes = b"", **more):
        return self.call("put_object", Key=key, Body=body, **more)

    def fill(self, *keys: str) -> "Bucket":
        """An object of each key, which is its content too."""
        for key in keys:
            self.put(key, key.encode())
        return self

    def get(self, key: str, **more):
        return self.call("get_object", Key=key, **more)

    def read(self, key: str, **more) -> bytes:
        return self.get(key, **more)["Body"].read()

    def head(self, key: str, **more):
        return self.call("head_object", Key=key, **more)

    def delete(self, key: str, **more):
        return self.call("delete_object", Key=key, **more)

    def copy(self, source: str, key: str, **more):
        return self.call("copy_object", Key=key, CopySource=self.source(source), **more)

    def keys(self, **more) -> list[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, **more)
        return [entry["Key"] for page in pages for entry in page.get("Contents", [])]

    def absent(self, key: str) -> bool:
        try:
            self.head(key)
        except ClientError as error:
            return error.response["ResponseMetadata"]["HTTPStatusCode"] == 404
        return False


class Upload:
    """A multipart upload of one object."""

    def __init__(self, bucket: Bucket, key: str, **more):
        self.bucket = bucket
        self.key = key
        self.id = bucket.call("create_multipart_upload", Key=key, **more)["UploadId"]
        self.parts: list[dict] = []

    def call(self, operation: str, **parameters):
        return self.bucket.call(operation, Key=self.key, UploadId=self.id, **parameters)

    def part(self, number: int, body: bytes, **more):
        response = self.call("upload_part", PartNumber=number, Body=body, **more)
        return self._note(number, response)

    def copy_part(self, number: int, source: dict[str, str], **more):
        response = self.call("upload_part_copy", PartNumber=number, CopySource=source, **more)
        self._note(number, response["CopyPartResult"])
        return response

    def _note(self, number: int, response):
        sums = {
            name: value for name, value in response.items() if name.startswith("Checksum") and name != "ChecksumType"
        }
        self.parts = [part for part in self.parts if part["PartNumber"] != number]
        self.parts.append({"PartNumber": number, "ETag": response["ETag"]} | sums)
        self.parts.sort(key=lambda part: part["PartNumber"])
        return response

    def complete(self, parts: list[dict] | None = None, **more):
        chosen = self.parts if parts is None else parts
        return self.call("complete_multipart_upload", MultipartUpload={"Parts": chosen}, **more)

    def abort(self):
        return self.call("abort_multipart_upload")

    def listed(self, **more) -> list[dict]:
        return self.call("list_parts", **more).get("Parts", [])
