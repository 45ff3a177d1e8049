"""A disk of a server's own that is soon full: a tmpfs that only the server sees, gone when it ends. Needs root, or user namespaces."""

import os
import subprocess
from pathlib import Path

ALONE = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--mount", "--user", "--map-root-user")
MOUNT = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && shift 2 && exec "$@"'


def under(folder: Path, mebibytes: int) -> tuple[str, ...]:
    """What a program runs under that shall find such a disk at `folder`, which must be there."""
    return (*ALONE, "sh", "-c", MOUNT, "sh", f"{mebibytes}m", str(folder))


def can_be_had() -> bool:
    """Whether this user may make one."""
    return subprocess.run([*under(Path("/tmp"), 1), "true"], capture_output=True, check=False).returncode == 0


class SmallDisk:
    """The disk of a running process, as it sees it."""

    def __init__(self, process: subprocess.Popen, folder: Path):
        self.folder = Path(f"/proc/{process.pid}/root") / folder.relative_to("/")
        self.filler = self.folder / "of-somebody-else"

    def free(self) -> int:
        """Octets."""
        disk = os.statvfs(self.folder)
        return disk.f_bavail * disk.f_frsize

    def fill(self) -> None:
        """To the last octet, with a file that is not the server's."""
        with self.filler.open("ab", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                assert self.free() == 0

    def clear(self) -> None:
        self.filler.unlink()
