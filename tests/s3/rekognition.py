"""boto3's client of Rekognition, and what the tests ask of it."""

import contextlib

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from s3_garden import MAIN
from signing import Pair


def rekognition_of(url: str, pair: Pair = MAIN, region: str = "ap-northeast-2", verify: str | bool = True, **config):
    """A boto3 client that asks each question once."""
    settings = {"retries": {"total_max_attempts": 1}, "read_timeout": 60, "connect_timeout": 5, "proxies": {}} | config
    return boto3.session.Session().client(
        "rekognition", endpoint_url=url, aws_access_key_id=pair.access, aws_secret_access_key=pair.secret,
        region_name=region, verify=verify, config=Config(**settings),
    )  # fmt: skip


def faces(client, octets: bytes, *attributes: str) -> list[dict]:
    more = {"Attributes": list(attributes)} if attributes else {}
    return client.detect_faces(Image={"Bytes": octets}, **more)["FaceDetails"]


def of_object(bucket: str, key: str, **more: str) -> dict:
    return {"S3Object": {"Bucket": bucket, "Name": key} | more}


@contextlib.contextmanager
def refused(code: str, *words: str, status: int = 400):
    """What is in its block must be refused with this type of error, and say these words."""
    with pytest.raises(ClientError) as caught:
        yield
    response = caught.value.response
    assert (response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]) == (status, code)
    assert response["Error"]["Message"]
    for word in words:
        assert word in response["Error"]["Message"]
