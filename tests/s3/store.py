"""Where real clients find the S3 server under test, and what is in it."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.config import Config
from garden import ROOT
from s3_garden import GARDEN_BUCKET, MAIN, S3Garden

TOOLS = Path(os.environ.get("GARDEN_TOOLS", ROOT / "build/tools/bin"))

# What the machine says of proxies, certificates and accounts must not reach a client.
_FOREIGN = re.compile(r"(?i)^(aws|rclone|mc|minio|s3|emotion_garden)_|_proxy$|_ca_(bundle|certs)$|^ssl_cert")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not _FOREIGN.search(name)}


@dataclass
class Store:
    """An S3 endpoint and a full key pair for it."""

    url: str
    access: str = MAIN.access
    secret: str = MAIN.secret
    bucket: str = GARDEN_BUCKET
    ca: str | None = None  # the certificate to trust, of an https URL

    @property
    def place(self) -> str:
        """Host and port."""
        return self.url.split("//")[1]

    def boto3(self, connections: int = 10, **config):
        """A boto3 client that tries once."""
        settings = {"signature_version": "s3v4", "s3": {"addressing_style": "path"}, "retries": {"max_attempts": 0},
                    "connect_timeout": 10, "read_timeout": 120, "proxies": {}} | config  # fmt: skip
        return boto3.session.Session().client(
            "s3", endpoint_url=self.url, aws_access_key_id=self.access, aws_secret_access_key=self.secret,
            region_name="us-east-1", verify=self.ca or True,
            config=Config(max_pool_connections=connections, **settings),
        )  # fmt: skip

    def keys(self, prefix: str = "") -> dict[str, tuple[int, str, str]]:
        """Every key with its size, ETag and time."""
        pages = self.boto3().get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return {
            entry["Key"]: (entry["Size"], entry["ETag"], entry["LastModified"].isoformat())
            for page in pages
            for entry in page.get("Contents", [])
        }


def store_of(garden: S3Garden) -> Store:
    options = dict(zip(garden.options[::2], garden.options[1::2], strict=True))
    return Store(garden.s3_url, ca=options.get("--certificate"))


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate for 127.0.0.1, and its key, made in `folder`."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=garden", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem",
         "-out", folder / "certificate.pem"], check=True, capture_output=True,
    )  # fmt: skip
    return folder / "certificate.pem", folder / "key.pem"
