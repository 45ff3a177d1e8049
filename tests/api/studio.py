"""What the tests of the studio ask of a server: pictures over S3, and where one is."""

import json
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "s3"))

from s3_garden import GARDEN_BUCKET, MAIN, Bucket, S3Garden, client_of  # noqa: E402
from wire import Wire  # noqa: E402

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


class Studio(S3Garden):
    """A server with its S3 listener, and its bucket."""

    @property
    def bucket(self) -> Bucket:
        return Bucket(client_of(self.s3_url, MAIN), GARDEN_BUCKET, Wire(self.s3_url, MAIN))

    def grow(self, *keys: str, prompt: str = "", painter: str = "flower") -> None:
        """A picture under each key, whose octets are its own."""
        recipe = {"Metadata": {"recipe": json.dumps({"painter": painter, "prompt": prompt})}} if prompt else {}
        bucket = self.bucket
        for key in keys:
            bucket.put(key, JPEG + key.encode(), ContentType="image/jpeg", **recipe)

    def post(self, path: str, **body):
        response = self.http.post(path, json=body)
        assert response.status_code == 200, response.text
        return response

    def listed(self, path: str, emotion: str) -> list[str]:
        """The keys that one of the protocol's lists has, landscape then portrait."""
        answer = self.post(path, id="tester", emotion=emotion).json()
        place = "imgPool" if path == "/retrieve" else "emotions"
        urls = [entry["url"] for entry in answer["landscape"] + answer["portrait"]]
        return [url[url.index(place) :] for url in urls]
