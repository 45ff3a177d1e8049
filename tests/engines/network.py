"""A network of a test's own, where packets may get lost: needs root, as containers and CI have it."""

import contextlib
import ctypes
import os
import subprocess
from collections.abc import Iterator

CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def can_be_had() -> bool:
    """Whether this user may make one."""
    return subprocess.run(["unshare", "--net", "nft", "list", "tables"], check=False, capture_output=True).returncode == 0


def _checked(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


@contextlib.contextmanager
def own_network() -> Iterator[None]:
    """This thread, and the threads and processes that it starts, have a loopback of their own until the end."""
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        _checked(libc.unshare(CLONE_NEWNET))
        try:
            subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
            yield
        finally:
            _checked(libc.setns(before, CLONE_NEWNET))
    finally:
        os.close(before)


def lose(percent: int, *ports: int) -> None:
    """So many of a hundred packets to and from these ports, in this thread's network."""
    places = ", ".join(str(port) for port in ports)
    rules = f"""
        table ip loss {{
            chain input {{
                type filter hook input priority 0;
                tcp dport {{ {places} }} numgen random mod 100 < {percent} drop
                tcp sport {{ {places} }} numgen random mod 100 < {percent} drop
            }}
        }}
    """
    subprocess.run(["nft", "-f", "-"], input=rules, text=True, check=True)
