"""MinIO, a real S3 store, on this machine: for gardens that keep their blobs in one, and as a peer of ours."""

import atexit
import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = Path(os.environ.get("GARDEN_TOOLS", ROOT / "build/tools/bin")) / "minio"
ACCESS, SECRET = "MINIOACCESSKEY", "minio-secret-of-forty-characters-1234567"


class Minio:
    """MinIO in single-drive mode with its defaults on one folder, always on the same port."""

    def __init__(self, data: Path, access: str = ACCESS, secret: str = SECRET):
        self.data = data
        self.access, self.secret = access, secret
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.place = f"127.0.0.1:{free.getsockname()[1]}"
        self.url = f"http://{self.place}"
        self.process: subprocess.Popen | None = None

    def start(self, timeout: float = 60) -> "Minio":
        self.process = subprocess.Popen(
            [PROGRAM, "server", "--quiet", "--address", self.place, "--console-address", "127.0.0.1:0", self.data],
            env=os.environ | {"MINIO_ROOT_USER": self.access, "MINIO_ROOT_PASSWORD": self.secret},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + timeout
        while not self.ready():
            assert self.process.poll() is None, f"minio ended with {self.process.returncode}"
            assert time.monotonic() < deadline, f"minio is not ready after {timeout} s"
            time.sleep(0.05)
        return self

    def ready(self) -> bool:
        """It listens before it is, and then tells strangers that they may not look."""
        line = http.client.HTTPConnection(self.place, timeout=2)
        try:
            line.request("GET", "/")
            return line.getresponse().status == 403
        except OSError:
            return False
        finally:
            line.close()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            self.process.wait(30)

    def pause(self) -> None:
        """It takes connections, and answers nobody."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def client(self):
        """A boto3 client that asks each question once."""
        import boto3
        from botocore.config import Config

        config = {"signature_version": "s3v4", "s3": {"addressing_style": "path"}, "retries": {"total_max_attempts": 1}}
        return boto3.client(
            "s3", endpoint_url=self.url, aws_access_key_id=self.access, aws_secret_access_key=self.secret,
            region_name="us-east-1", config=Config(**config, proxies={}),
        )  # fmt: skip

    def blobs(self, bucket: str, prefix: str = "", place: str = "") -> str:
        """The setting `blobs` for a bucket; by another way, where a place is given."""
        return f"s3://{bucket}?endpoint=http://{place or self.place}&prefix={quote(prefix, safe='')}"

    @property
    def keys(self) -> dict[str, str]:
        """Variables that let a garden in."""
        return {"AWS_ACCESS_KEY_ID": self.access, "AWS_SECRET_ACCESS_KEY": self.secret}


def shared_blobs() -> dict[str, str]:
    """Variables with which a garden keeps its blobs in a store that lives as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="garden-minio-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = Minio(folder)
    atexit.register(store.stop)
    store.start().client().create_bucket(Bucket="pictures")
    return store.keys | {"EMOTION_GARDEN_BLOBS": store.blobs("pictures")}
