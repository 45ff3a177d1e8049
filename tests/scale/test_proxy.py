"""Two servers behind the proxy of deploy/compose, with its own Caddyfile."""

import contextlib
import json
import random
import re
import time

import boto3
import pytest
from botocore.config import Config
from caddy import Caddy
from garden import command, key_of
from nodes import Nodes
from s3_garden import GARDEN_BUCKET, MAIN
from signing import REGION

KEYS = [f"emotions/calm/img_{number}{letter}.jpeg" for number in range(3) for letter in "hv"]
TRIED_FOR = 5  # seconds, lb_try_duration and fail_duration of the Caddyfile
ASKED = re.compile(r'^garden_requests_total\{route="/garden",status="200"\} (\d+)', re.MULTILINE)


class Behind:
    """Both servers, and the proxy before them."""

    def __init__(self, folder, postgres, minio, bucket: str):
        with contextlib.ExitStack() as opened:
            minio.client().create_bucket(Bucket=bucket)
            self.nodes = Nodes(folder, postgres, "--trusted-proxies", "127.0.0.0/8",
                               store=minio.keys | {"EMOTION_GARDEN_BLOBS": minio.blobs(bucket, "")})  # fmt: skip
            network = f"127.{random.randint(2, 254)}.{random.randint(0, 254)}"
            self.addresses = [f"{network}.{number}" for number in (1, 2)]
            for node, address in zip(self.nodes.all, self.addresses, strict=True):
                node.options = ("--listen", f"{address}:8080", "--s3-listen", f"{address}:9000", *node.options[2:])
            opened.callback(self.nodes.close)
            self.nodes.start()
            self.nodes.all[0].grow(*KEYS)
            self.operator = self._token()
            self.proxy = Caddy(folder, *self.addresses)
            opened.callback(self.proxy.close)
            self.proxy.start()
            self.closing = opened.pop_all()

    def _token(self) -> dict[str, str]:
        """The headers of an operator: whoever comes from an address that may be a proxy's must show that they are one."""
        one = self.nodes.all[0]
        made = command("admin", "token", "add", "script", "--data", one.data, env=one.env)
        assert made.returncode == 0, made.stderr
        return {"Authorization": f"Bearer {made.stdout.split()[-1]}"}

    def asked(self) -> list[int]:
        """How often each server that runs was asked for recommendations."""
        texts = [node.http.get("/metrics", headers=self.operator).text for node in self.nodes.all if node.running()]
        return [int(found[1]) if (found := ASKED.search(text)) else 0 for text in texts]

    def close(self) -> None:
        self.closing.close()


@pytest.fixture
def behind(tmp_path, postgres, minio, numbers):
    with contextlib.closing(Behind(tmp_path, postgres, minio, f"proxied-{next(numbers)}")) as both:
        yield both


def test_a_browser_stays_with_a_server_until_that_ends(behind):
    with behind.proxy.client() as browser:
        ask = lambda: browser.post("/garden", json={"id": "ada", "emotion": "calm"})  # noqa: E731
        answer = ask().json()
        pictures = answer["landscape"] + answer["portrait"]
        assert {key_of(entry["url"]) for entry in pictures} <= set(KEYS)
        assert all(entry["url"].startswith(behind.proxy.url + "/") for entry in pictures), "as the browser calls it"
        for _ in range(9):
            assert ask().status_code == 200
        assert sorted(behind.asked()) == [0, 10]
        behind.nodes.all[behind.asked().index(10)].kill()
        # What the proxy sends before it knows is lost, and sent to no other.
        first = ask()
        assert first.status_code == 200 or (first.status_code, first.headers["retry-after"]) == (503, "1"), first.text
        begun = time.monotonic()
        assert [ask().status_code for _ in range(10)] == [200] * 10
        assert time.monotonic() - begun < TRIED_FOR, "the other one was asked at once"
        assert behind.asked() == [10 + (first.status_code == 200)]


def test_other_browsers_get_the_other_server_too(behind):
    for _ in range(20):
        with behind.proxy.client() as browser:
            assert browser.post("/garden", json={"id": "ada", "emotion": "calm"}).status_code == 200
    assert min(behind.asked()) > 0


def test_events_come_as_they_happen(behind):
    headers = behind.operator
    with behind.proxy.client() as browser, browser.stream("GET", "/api/v1/jobs/events", headers=headers, timeout=60) as stream:
        order = {"prompt": "calm lake", "width": 96, "height": 64}
        job = behind.nodes.all[0].http.post("/api/v1/pictures", json=order, headers=headers).json()["id"]
        told = (json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: "))
        assert any(news.get("id") == job and news.get("state") == "done" for news in told)


def test_objects_are_put_and_got_by_an_unmodified_client(behind):
    client = boto3.client(
        "s3", endpoint_url=behind.proxy.aws_url, verify=str(behind.proxy.authority), region_name=REGION,
        aws_access_key_id=MAIN.access, aws_secret_access_key=MAIN.secret,
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, proxies={}),
    )  # fmt: skip
    octets = random.randbytes(9 << 20)
    client.put_object(Bucket=GARDEN_BUCKET, Key="large", Body=octets)
    assert client.get_object(Bucket=GARDEN_BUCKET, Key="large")["Body"].read() == octets
