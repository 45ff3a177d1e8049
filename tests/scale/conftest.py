import itertools
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

for folder in ("s3", "api", "engines"):
    sys.path.insert(1, str(Path(__file__).resolve().parent.parent / folder))

from garden import Garden, command  # noqa: E402  (beside the black-box tests' modules, which this extends)
from minio_server import Minio  # noqa: E402
from postgres import Postgres  # noqa: E402
from s3_garden import GARDEN_BUCKET, MAIN, Bucket, S3Garden, client_of  # noqa: E402


@dataclass
class Place:
    """A bucket of a store, where a garden keeps its blobs."""

    store: Minio
    bucket: str
    prefix: str = "garden/blobs/"

    @property
    def blobs(self) -> str:
        return self.store.blobs(self.bucket, self.prefix)

    def garden(self, data: Path, *options: str, **more) -> S3Garden:
        return S3Garden(data, "--blobs", self.blobs, *options, env=self.store.keys, **more)

    def check(self, data: Path):
        return command("check", "--data", data, "--blobs", self.blobs, env=self.store.keys, timeout=300)

    def sizes(self) -> dict[str, int]:
        """Every key of the bucket with its size."""
        pages = self.store.client().get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return {entry["Key"]: entry["Size"] for page in pages for entry in page.get("Contents", [])}


def objects_of(garden: S3Garden) -> Bucket:
    """The garden's own bucket, as its S3 listener shows it."""
    return Bucket(client_of(garden.s3_url, MAIN), GARDEN_BUCKET, None)


@pytest.fixture(scope="session")
def minio(tmp_path_factory):
    """The store of all tests that do not stop it."""
    store = Minio(tmp_path_factory.mktemp("minio") / "data").start()
    yield store
    store.stop()


@pytest.fixture(scope="session")
def postgres():
    """One server for all tests; each makes databases of its own."""
    server = Postgres(fsync="off").start()
    yield server
    server.close()


@pytest.fixture(scope="session")
def numbers():
    return itertools.count(1)


@pytest.fixture
def place(minio, numbers):
    """An empty bucket of a test's own."""
    bucket = f"pictures-{next(numbers)}"
    minio.client().create_bucket(Bucket=bucket)
    return Place(minio, bucket)


@pytest.fixture
def own_place(tmp_path):
    """A bucket of a store that the test may stop."""
    store = Minio(tmp_path / "minio").start()
    store.client().create_bucket(Bucket="pictures")
    yield Place(store, "pictures")
    store.stop()


@pytest.fixture
def new_garden(tmp_path):
    """Makes servers of a test's own: new_garden(place, "--blob-cache", "20")."""
    made = []

    def make(place: Place, *options: str, data: str = "data", **more) -> S3Garden:
        made.append(place.garden(tmp_path / data, *options, **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Adds the logs of the servers to the report of a failed test."""
    report = yield
    if report.failed:
        for number, server in enumerate(Garden.started):
            report.sections.append((f"log of server {number}", server.log()[-4000:]))
    if call.when == "teardown":
        Garden.started = [server for server in Garden.started if server.running()]
    return report
