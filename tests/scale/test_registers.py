"""What the checker of registers lets pass, and what it finds."""

import pytest
from registers import Read, Without, Write, check_key

AWAY = [Without(node=1, begun=10, ended=20)]


def write(number: int, begun: float, node: int = 0, acknowledged: bool = True) -> Write:
    return Write("key", number, node, begun, begun + 1, acknowledged)


def read(number: int, begun: float, node: int = 0, may_be_remembered: bool = False) -> Read:
    return Read("key", number, node, begun, begun + 1, may_be_remembered)


@pytest.mark.parametrize(("writes", "reads"), [
    ([write(1, 0), write(2, 2)], [read(0, 0), read(1, 2.5), read(2, 2.5), read(2, 4)]),
    ([write(1, 0), write(2, 2, acknowledged=False)], [read(1, 4), read(1, 6), read(2, 8), read(2, 10)]),
    ([write(1, 0), write(2, 2, acknowledged=False), write(3, 4)], [read(1, 3.5), read(3, 6)]),
    ([write(1, 0, node=1), write(2, 2)], [read(1, 12, node=1, may_be_remembered=True), read(2, 12)]),
])  # fmt: skip
def test_what_may_be_seen(writes, reads):
    assert check_key(writes, reads, AWAY).total() == len(reads)


@pytest.mark.parametrize(("writes", "reads"), [
    ([write(1, 0), write(2, 2)], [read(1, 4)]),
    ([write(1, 0)], [read(0, 2)]),
    ([write(1, 4)], [read(1, 2)]),
    ([write(1, 0), write(2, 2, acknowledged=False)], [read(2, 4), read(1, 6)]),
    ([write(1, 0), write(2, 2, acknowledged=False), write(3, 4)], [read(2, 6)]),
    ([write(1, 0), write(2, 2)], [read(1, 12, node=1)]),
    ([write(1, 0), write(2, 2)], [read(1, 12, may_be_remembered=True)]),
    ([write(1, 0), write(2, 2)], [read(1, 21, node=1, may_be_remembered=True)]),
    ([write(1, 0), write(2, 2, node=1)], [read(1, 12, node=1, may_be_remembered=True)]),
])  # fmt: skip
def test_what_may_not_be_seen(writes, reads):
    with pytest.raises(AssertionError, match="older than|not written yet"):
        check_key(writes, reads, AWAY)
