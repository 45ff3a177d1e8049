"""Networks of a test's own, where cables are pulled and packets get lost: needs root, as containers and CI have it."""

import contextlib
import ctypes
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)

# Whether loopback's own addresses may come by cable: what listens there is to be reached from the other end.
BY_CABLE = Path("/proc/sys/net/ipv4/conf/all/route_localnet")


def can_be_had() -> bool:
    """Whether this user may make them."""
    try:
        with own_network(), contextlib.closing(Machine(0)):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def _checked(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _run(*command: str, stdin: str = "") -> None:
    subprocess.run(command, input=stdin, text=True, check=True)


@contextlib.contextmanager
def own_network() -> Iterator[None]:
    """This thread, and the threads and processes that it starts, have a loopback of their own until the end."""
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        _checked(libc.unshare(CLONE_NEWNET))
        try:
            _run("ip", "link", "set", "lo", "up")
            BY_CABLE.write_text("1")
            yield
        finally:
            _checked(libc.setns(before, CLONE_NEWNET))
    finally:
        os.close(before)


class Machine:
    """A network beside this thread's own_network(), and a cable between the two. What is started `under` this is at its far end:
    this thread reaches its loopback at `address`, and it reaches what listens at `gateway` here."""

    def __init__(self, number: int):
        self.cable = f"cable{number}"
        self.gateway, far_end, self.address = f"10.9.{number}.1", f"10.9.{number}.2", f"127.0.9.{number}"
        with own_network():
            self.process = subprocess.Popen(["sleep", "infinity"])  # a network is there while somebody is in it
        self.under = ("nsenter", f"--net=/proc/{self.process.pid}/ns/net")
        try:
            self._connect(far_end)
        except BaseException:
            self.close()
            raise

    def _connect(self, far_end: str) -> None:
        _run("ip", "link", "add", self.cable, "type", "veth", "peer", "name", "far", "netns", str(self.process.pid))
        for (here, name), address in zip(self._ends(), (self.gateway, far_end), strict=True):
            _run(*here, "ip", "addr", "add", f"{address}/24", "dev", name)
            _run(*here, "ip", "link", "set", name, "up")
        _rule("nat", "output", "nat", f"ip daddr {self.address} dnat to {far_end}")
        _rule("nat", "postrouting", "nat", f"oifname {self.cable} masquerade")
        _rule("nat", "prerouting", "nat", "iifname far dnat to 127.0.0.1", *self.under)

    def unplug(self) -> None:
        """Whatever is on its way is lost, and nobody is told."""
        for here, name in self._ends():
            _rule("unplugged", "prerouting", "filter", f"iifname {name} drop", *here)

    def plug(self) -> None:
        for here, _ in self._ends():
            _run(*here, "nft", "delete", "table", "ip", "unplugged")

    def lose(self, percent: int) -> None:
        """So many of a hundred packets, either way."""
        for here, name in self._ends():
            _lose(percent, f"iifname {name}", *here)

    def _ends(self) -> list[tuple[tuple[str, ...], str]]:
        """Of the cable: what a command runs under there, and its name."""
        return [((), self.cable), (self.under, "far")]

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


def lose(percent: int, *ports: int) -> None:
    """So many of a hundred packets to and from these ports, on this thread's loopback."""
    places = ", ".join(str(port) for port in ports)
    for side in ("dport", "sport"):
        _lose(percent, f"tcp {side} {{ {places} }}")


def _lose(percent: int, which: str, *here: str) -> None:
    _rule("loss", "input", "filter", f"{which} numgen random mod 100 < {percent} drop", *here)


def _rule(table: str, hook: str, kind: str, rule: str, *here: str) -> None:
    chain = f"table ip {table} {{\nchain {hook} {{\ntype {kind} hook {hook} priority 0\n{rule}\n}}\n}}\n"
    _run(*here, "nft", "-f", "-", stdin=chain)
