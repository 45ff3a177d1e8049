"""A picture that goes through the store, by PUT and copy, keeps its recipe, octet for octet."""

import subprocess

import pytest
from garden import command


@pytest.mark.parametrize("ending", ["jpeg", "png", "webp"])
def test_put_copy_and_get_keep_the_recipe(bucket, tmp_path, ending):
    out = tmp_path / f"picture.{ending}"
    assert command("paint", "sad 장미 🌷", "--size", "128x80", "--seed", "7", "-o", out).returncode == 0
    octets = out.read_bytes()
    bucket.put("a", octets)
    bucket.call("copy_object", Key="b", CopySource=bucket.source("a"))
    kept = bucket.call("get_object", Key="b")["Body"].read()
    assert kept == octets
    prompt = subprocess.run(["exiftool", "-s3", "-XMP:Prompt", "-"], input=kept, capture_output=True, check=True).stdout
    assert prompt.decode().strip() == "sad 장미 🌷"
