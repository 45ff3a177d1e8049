import pytest
from garden import Garden

FIRST_GARDEN = 2  # pictures an emotion and orientation in the garden that tests share


@pytest.fixture(scope="session")
def garden(tmp_path_factory):
    """A server whose garden has two landscape and two portrait pictures for each emotion; shared by all tests."""
    shared = Garden(tmp_path_factory.mktemp("shared") / "data", "--first-garden", str(FIRST_GARDEN)).start()
    shared.wait_until_grown()
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Adds the logs of the servers to the report of a failed test."""
    report = yield
    if report.failed:
        for number, server in enumerate(Garden.started):
            report.sections.append((f"log of server {number}", server.log()[-8000:]))
    if call.when == "teardown":
        Garden.started = [server for server in Garden.started if server.running()]
    return report
