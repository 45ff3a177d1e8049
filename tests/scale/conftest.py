import sys
from pathlib import Path

import pytest

for folder in ("api", "engines"):
    sys.path.append(str(Path(__file__).resolve().parent.parent / folder))

from postgres import Postgres  # noqa: E402


@pytest.fixture(scope="session")
def postgres():
    """One server for all tests; each makes databases of its own."""
    server = Postgres(fsync="off").start()
    yield server
    server.close()
