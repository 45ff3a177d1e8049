"""What a report of a failed test shows of the servers that it started: for the conftest.py of each folder that starts some."""

import pytest
from garden import Garden


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
