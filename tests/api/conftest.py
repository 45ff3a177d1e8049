import shutil

import pytest
from garden import Garden
from remote_painters import describe, fake, paint  # noqa: F401, fixtures of the tests of painters behind HTTP
from server_logs import pytest_runtest_makereport  # noqa: F401

FIRST_GARDEN = 2  # pictures an emotion and orientation in the gardens that are grown already


@pytest.fixture(scope="session")
def seed(tmp_path_factory):
    """The data folder of a grown garden, to be copied: growing takes a while."""
    grown = Garden(tmp_path_factory.mktemp("seed") / "data", "--first-garden", str(FIRST_GARDEN)).start()
    grown.wait_until_grown()
    grown.stop()
    return grown.data


@pytest.fixture(scope="session")
def garden(tmp_path_factory, seed):
    """A server whose garden has two landscape and two portrait pictures for each emotion; shared by all tests."""
    shared = Garden(shutil.copytree(seed, tmp_path_factory.mktemp("shared") / "data")).start()
    yield shared
    shared.close()


@pytest.fixture
def new_garden(tmp_path):
    """Makes servers of a test's own: new_garden("--first-garden", "1")."""
    made = []

    def make(*options: str, data: str = "data", **more) -> Garden:
        made.append(Garden(tmp_path / data, *options, **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def grown(new_garden, tmp_path, seed):
    """A garden of a test's own, stopped, that has grown already; started with more options by those who need it."""
    shutil.copytree(seed, tmp_path / "data")
    return new_garden("--first-garden", str(FIRST_GARDEN))
