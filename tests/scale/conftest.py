import itertools
import sys
from pathlib import Path

import pytest

for folder in ("s3", "api", "engines"):
    sys.path.insert(1, str(Path(__file__).resolve().parent.parent / folder))

import network  # noqa: E402  (of the engines, as some below)
import small_disk  # noqa: E402
from minio_server import Minio  # noqa: E402
from place import Place  # noqa: E402
from postgres import Postgres  # noqa: E402
from s3_garden import S3Garden  # noqa: E402
from server_logs import pytest_runtest_makereport  # noqa: E402, F401


def pytest_report_header():
    networks = "networks: each server has one of its own"
    if not network.can_be_had():
        networks = "networks: none of their own can be had here (needs root): neither are cables pulled nor packets lost"
    disks = "disks: a server that needs a small one has it"
    if not small_disk.can_be_had():
        disks = "disks: no small one can be had here (needs root, or user namespaces): none gets full"
    return [networks, disks]


@pytest.fixture(scope="session")
def minio(tmp_path_factory):
    """The store of all tests that do not stop it."""
    store = Minio(tmp_path_factory.mktemp("minio") / "data")
    try:
        yield store.start()
    finally:
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
    store = Minio(tmp_path / "minio")
    try:
        store.start().client().create_bucket(Bucket="pictures")
        yield Place(store, "pictures")
    finally:
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
