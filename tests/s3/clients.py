"""The real clients, each told in its own words where the store is, and to do the same things."""

import shutil
import subprocess
import sys
from pathlib import Path

from store import ENVIRONMENT, TOOLS, Store


class Client:
    """One program. Folders are local, prefixes end with a slash, and keys are in the store's bucket."""

    def __init__(self, store: Store, home: Path):
        self.store = store
        self.env = ENVIRONMENT | {
            "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }  # fmt: skip
        self.configure(home)

    def configure(self, home: Path) -> None:
        """Settings in `self.env` or in files below `home`."""

    def run(self, *arguments: str | Path) -> str:
        done = subprocess.run(
            [str(argument) for argument in arguments], env=self.env, text=True, capture_output=True, timeout=120,
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{' '.join(map(str, arguments))}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        return done.stdout

    def address(self, key: str) -> str:
        return f"s3://{self.store.bucket}/{key}"


class AwsCli(Client):
    name = "aws"
    program = Path(sys.executable).with_name("aws")

    def configure(self, home: Path) -> None:
        folder = home / ".aws"
        folder.mkdir()
        (folder / "config").write_text(f"[default]\nregion = us-east-1\nendpoint_url = {self.store.url}\n")
        (folder / "credentials").write_text(
            f"[default]\naws_access_key_id = {self.store.access}\naws_secret_access_key = {self.store.secret}\n")
        if self.store.ca:
            self.env["AWS_CA_BUNDLE"] = self.store.ca

    def aws(self, *arguments) -> str:
        return self.run(self.program, "s3", *arguments)

    def upload(self, folder: Path, prefix: str) -> None:
        self.aws("cp", folder, self.address(prefix), "--recursive", "--only-show-errors")

    def list(self, prefix: str) -> set[str]:
        lines = self.aws("ls", self.address(prefix), "--recursive").splitlines()
        return {line[31:] for line in lines}  # after date, time and size

    def download(self, prefix: str, folder: Path) -> None:
        self.aws("cp", self.address(prefix), folder, "--recursive", "--only-show-errors")

    def copy(self, key: str, to: str) -> None:
        self.aws("cp", self.address(key), self.address(to), "--only-show-errors")

    def sync_up(self, folder: Path, prefix: str) -> None:
        self.aws("sync", folder, self.address(prefix), "--only-show-errors")

    def sync_down(self, prefix: str, folder: Path) -> None:
        self.aws("sync", self.address(prefix), folder, "--only-show-errors")

    def delete(self, key: str) -> None:
        self.aws("rm", self.address(key))

    def delete_all(self, prefix: str) -> None:
        self.aws("rm", self.address(prefix), "--recursive", "--only-show-errors")


class Rclone(Client):
    name = "rclone"

    def configure(self, home: Path) -> None:
        file = home / "rclone.conf"
        file.write_text(
            f"[garden]\ntype = s3\nprovider = Other\nendpoint = {self.store.url}\nregion = us-east-1\n"
            f"access_key_id = {self.store.access}\nsecret_access_key = {self.store.secret}\n")
        self.env |= {"RCLONE_CONFIG": str(file), "RCLONE_S3_UPLOAD_CUTOFF": "8Mi", "RCLONE_RETRIES": "1"}
        if self.store.ca:
            self.env["RCLONE_CA_CERT"] = self.store.ca

    def address(self, key: str) -> str:
        return f"garden:{self.store.bucket}/{key}"

    def upload(self, folder: Path, prefix: str) -> None:
        self.run("rclone", "copy", folder, self.address(prefix))

    def list(self, prefix: str) -> set[str]:
        return {prefix + line for line in self.run("rclone", "lsf", "-R", "--files-only", self.address(prefix)).splitlines()}

    def download(self, prefix: str, folder: Path) -> None:
        self.run("rclone", "copy", self.address(prefix), folder)

    def copy(self, key: str, to: str) -> None:
        self.run("rclone", "copyto", self.address(key), self.address(to))

    def sync_up(self, folder: Path, prefix: str) -> None:
        self.run("rclone", "sync", folder, self.address(prefix))

    def sync_down(self, prefix: str, folder: Path) -> None:
        self.run("rclone", "sync", self.address(prefix), folder)

    def delete(self, key: str) -> None:
        self.run("rclone", "deletefile", self.address(key))

    def delete_all(self, prefix: str) -> None:
        self.run("rclone", "delete", self.address(prefix))


class S3cmd(Client):
    name = "s3cmd"

    def configure(self, home: Path) -> None:
        (home / ".s3cfg").write_text(
            f"[default]\naccess_key = {self.store.access}\nsecret_key = {self.store.secret}\n"
            f"host_base = {self.store.place}\nhost_bucket = {self.store.place}\n"
            f"use_https = {self.store.url.startswith('https')}\nmultipart_chunk_size_mb = 8\nmax_retries = 1\n"
            + (f"ca_certs_file = {self.store.ca}\n" if self.store.ca else ""))

    def s3cmd(self, *arguments) -> str:
        return self.run("s3cmd", "--no-progress", *arguments)

    def upload(self, folder: Path, prefix: str) -> None:
        self.s3cmd("put", "--recursive", f"{folder}/", self.address(prefix))

    def list(self, prefix: str) -> set[str]:
        root = f"s3://{self.store.bucket}/"
        lines = self.s3cmd("ls", "--recursive", self.address(prefix)).splitlines()
        return {line[line.index(root) + len(root) :] for line in lines}

    def download(self, prefix: str, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.s3cmd("get", "--recursive", self.address(prefix), f"{folder}/")

    def copy(self, key: str, to: str) -> None:
        self.s3cmd("cp", self.address(key), self.address(to))

    def sync_up(self, folder: Path, prefix: str) -> None:
        self.s3cmd("sync", f"{folder}/", self.address(prefix))

    def sync_down(self, prefix: str, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.s3cmd("sync", self.address(prefix), f"{folder}/")

    def delete(self, key: str) -> None:
        self.s3cmd("del", self.address(key))

    def delete_all(self, prefix: str) -> None:
        self.s3cmd("del", "--recursive", "--force", self.address(prefix))


class S5cmd(Client):
    name = "s5cmd"

    def configure(self, home: Path) -> None:
        self.env |= {"AWS_ACCESS_KEY_ID": self.store.access, "AWS_SECRET_ACCESS_KEY": self.store.secret,
                     "AWS_REGION": "us-east-1"}  # fmt: skip
        if self.store.ca:
            self.env["AWS_CA_BUNDLE"] = self.store.ca

    def s5cmd(self, *arguments) -> str:
        return self.run(TOOLS / "s5cmd", "--endpoint-url", self.store.url, "--retry-count", "0", *arguments)

    def upload(self, folder: Path, prefix: str) -> None:
        self.s5cmd("cp", "--part-size", "8", f"{folder}/", self.address(prefix))

    def list(self, prefix: str) -> set[str]:
        root = f"s3://{self.store.bucket}/"
        lines = self.s5cmd("ls", "--show-fullpath", self.address(prefix) + "*").splitlines()
        return {line.removeprefix(root) for line in lines}

    def download(self, prefix: str, folder: Path) -> None:
        self.s5cmd("cp", "--part-size", "8", self.address(prefix) + "*", f"{folder}/")

    def copy(self, key: str, to: str) -> None:
        self.s5cmd("cp", self.address(key), self.address(to))

    def sync_up(self, folder: Path, prefix: str) -> None:
        self.s5cmd("sync", "--part-size", "8", f"{folder}/", self.address(prefix))

    def sync_down(self, prefix: str, folder: Path) -> None:
        self.s5cmd("sync", "--part-size", "8", self.address(prefix) + "*", f"{folder}/")

    def delete(self, key: str) -> None:
        self.s5cmd("rm", self.address(key))

    def delete_all(self, prefix: str) -> None:
        self.s5cmd("rm", self.address(prefix) + "*")


class Mc(Client):
    name = "mc"

    def configure(self, home: Path) -> None:
        if self.store.ca:
            trusted = home / ".mc/certs/CAs"
            trusted.mkdir(parents=True)
            shutil.copy(self.store.ca, trusted)
        self.mc("alias", "set", "garden", self.store.url, self.store.access, self.store.secret)

    def address(self, key: str) -> str:
        return f"garden/{self.store.bucket}/{key}"

    def mc(self, *arguments) -> str:
        return self.run(TOOLS / "mc", "--config-dir", Path(self.env["HOME"]) / ".mc", "--quiet", *arguments)

    def upload(self, folder: Path, prefix: str) -> None:
        self.mc("cp", "--recursive", f"{folder}/", self.address(prefix))

    def list(self, prefix: str) -> set[str]:
        root = self.address("")
        return {line.removeprefix(root) for line in self.mc("find", self.address(prefix)).splitlines()}

    def download(self, prefix: str, folder: Path) -> None:
        self.mc("cp", "--recursive", self.address(prefix), f"{folder}/")

    def copy(self, key: str, to: str) -> None:
        self.mc("cp", self.address(key), self.address(to))

    def sync_up(self, folder: Path, prefix: str) -> None:
        self.mc("mirror", "--overwrite", f"{folder}/", self.address(prefix))

    def sync_down(self, prefix: str, folder: Path) -> None:
        self.mc("mirror", "--overwrite", self.address(prefix), f"{folder}/")

    def delete(self, key: str) -> None:
        self.mc("rm", self.address(key))

    def delete_all(self, prefix: str) -> None:
        self.mc("rm", "--recursive", "--force", self.address(prefix))


CLIENTS = {client.name: client for client in (AwsCli, Rclone, S3cmd, S5cmd, Mc)}
