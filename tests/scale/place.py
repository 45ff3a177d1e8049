"""Where a garden keeps its blobs, and what the tests ask of it."""

from dataclasses import dataclass
from pathlib import Path

from garden import command
from minio_server import Minio
from s3_garden import GARDEN_BUCKET, MAIN, Bucket, S3Garden, client_of


@dataclass
class Place:
    """A bucket of a store, where a garden keeps its blobs."""

    store: Minio
    bucket: str
    prefix: str = "garden/blobs/"

    @property
    def blobs(self) -> str:
        return self.store.blobs(self.bucket, self.prefix)

    def garden(self, data: Path, *options: str, **more) -> S3Garden:
        return S3Garden(data, "--blobs", self.blobs, *options, env=self.store.keys, **more)

    def check(self, data: Path):
        return command("check", "--data", data, "--blobs", self.blobs, env=self.store.keys, timeout=300)

    def sizes(self) -> dict[str, int]:
        """Every key of the bucket with its size."""
        pages = self.store.client().get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return {entry["Key"]: entry["Size"] for page in pages for entry in page.get("Contents", [])}


def objects_of(garden: S3Garden) -> Bucket:
    """The garden's own bucket, as its S3 listener shows it."""
    return Bucket(client_of(garden.s3_url, MAIN), GARDEN_BUCKET, None)
