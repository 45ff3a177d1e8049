import itertools
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(1, str(Path(__file__).resolve().parent.parent / "api"))

import s3_garden  # noqa: E402  (beside the black-box tests' module that it extends)
from s3_garden import GARDEN_BUCKET, MAIN, Bucket, client_of  # noqa: E402
from server_logs import pytest_runtest_makereport  # noqa: E402, F401
from wire import Wire  # noqa: E402


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The one server of all tests that do not need one of their own."""
    folder = tmp_path_factory.mktemp("s3")
    shared = s3_garden.S3Garden(folder / "data").start()
    yield shared
    shared.close()
    shutil.rmtree(shared.data, ignore_errors=True)


@pytest.fixture(scope="session")
def s3(server):
    """boto3 with the pair MAIN."""
    return client_of(server.s3_url, MAIN)


@pytest.fixture(scope="session")
def wire(server):
    """Requests by hand with the pair MAIN."""
    return Wire(server.s3_url, MAIN)


@pytest.fixture(scope="session")
def straight(server):
    """The same to one server, with nothing between that has an opinion of its own."""
    return Wire(server.s3_urls[0], MAIN)


@pytest.fixture(scope="session")
def other_pair(server):
    """A second pair that may do everything."""
    return server.add_pair()


@pytest.fixture(scope="session")
def other(server, other_pair):
    return client_of(server.s3_url, other_pair)


@pytest.fixture(scope="session")
def reader_pair(server):
    """A pair that may only read."""
    return server.add_pair("--read-only")


@pytest.fixture(scope="session")
def reader(server, reader_pair):
    return client_of(server.s3_url, reader_pair)


@pytest.fixture(scope="session")
def new_name():
    """Names of buckets that nobody has."""
    numbers = itertools.count(1)
    return lambda: f"test-bucket-{next(numbers)}"


@pytest.fixture
def new_bucket(s3, wire, new_name):
    """Makes buckets of MAIN."""

    def make(**more) -> Bucket:
        bucket = Bucket(s3, new_name(), wire)
        bucket.call("create_bucket", **more)
        return bucket

    return make


@pytest.fixture
def bucket(new_bucket):
    """An empty bucket of MAIN."""
    return new_bucket()


@pytest.fixture(scope="module")
def shared_bucket(s3, wire, new_name):
    """A bucket of MAIN for all tests of a module, which take care of its keys."""
    bucket = Bucket(s3, new_name(), wire)
    bucket.call("create_bucket")
    return bucket


@pytest.fixture(scope="session")
def garden_bucket(s3, wire):
    """The garden's own bucket."""
    return Bucket(s3, GARDEN_BUCKET, wire)


@pytest.fixture
def nothing_stored(server):
    """After the test the data folder holds the files that it held before, and no others."""
    before = server.files()
    yield
    assert server.files() - before == set()
