"""Amazon Rekognition's DetectFaces by boto3 and the AWS CLI: what is answered, and what is refused."""

import base64
import concurrent.futures
import json
import ssl

import photos
import pytest
from botocore.exceptions import ClientError
from clients import AwsCli
from rekognition import faces, of_object, refused, rekognition_of
from s3_garden import GARDEN_BUCKET, S3Garden
from store import certificate, store_of

DEFAULT = {"BoundingBox", "Confidence", "Landmarks", "Pose", "Quality"}
ALL = DEFAULT | {"AgeRange", "Beard", "Emotions", "Eyeglasses", "EyesOpen", "Gender", "MouthOpen", "Mustache", "Smile",
                 "Sunglasses"}  # fmt: skip
FIVE = {"eyeLeft", "eyeRight", "mouthLeft", "mouthRight", "nose"}
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def rekognition(server):
    return rekognition_of(server.s3_url)


@pytest.fixture(scope="module")
def astronaut() -> bytes:
    return photos.encoded(photos.astronaut())


@pytest.fixture(scope="module")
def group() -> bytes:
    """A photograph of several people."""
    return (photos.PHOTOS / "sample1.jpg").read_bytes()


# ---------------------------------------------------------------- what is answered


def test_the_default(rekognition, astronaut, nothing_stored):
    answer = rekognition.detect_faces(Image={"Bytes": astronaut})
    (face,) = answer["FaceDetails"]
    assert set(face) == DEFAULT
    assert {landmark["Type"] for landmark in face["Landmarks"]} == FIVE
    assert face["Confidence"] > 90
    box = face["BoundingBox"]
    assert all(0 < box[side] < 1 for side in ("Left", "Top", "Width", "Height"))
    for landmark in face["Landmarks"]:
        assert box["Left"] < landmark["X"] < box["Left"] + box["Width"]
        assert box["Top"] < landmark["Y"] < box["Top"] + box["Height"]
    assert "OrientationCorrection" not in answer
    assert answer["ResponseMetadata"]["RequestId"]
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    assert headers["x-amzn-requestid"] == answer["ResponseMetadata"]["RequestId"]
    assert headers["content-type"] == "application/x-amz-json-1.1"


def test_everything(rekognition, astronaut):
    (face,) = faces(rekognition, astronaut, "ALL")
    assert set(face) == ALL
    assert len(face["Landmarks"]) == 30
    assert (face["Gender"]["Value"], face["Smile"]["Value"], face["Beard"]["Value"]) == ("Female", True, False)
    confidences = [emotion["Confidence"] for emotion in face["Emotions"]]
    assert face["Emotions"][0]["Type"] == "HAPPY"
    assert len(confidences) == 8
    assert confidences == sorted(confidences, reverse=True)
    assert 0 <= face["AgeRange"]["Low"] < face["AgeRange"]["High"]


def test_it_is_what_our_own_interface_answers(rekognition, server, group):
    ours = server.http.post("/api/v1/faces", content=group).json()["FaceDetails"]
    assert faces(rekognition, group, "ALL") == ours


@pytest.mark.parametrize(
    ("attributes", "more"),
    [
        (["DEFAULT"], set()),
        (["DEFAULT", "ALL"], ALL),
        (["AGE_RANGE"], {"AgeRange"}),
        (["BEARD", "MUSTACHE"], {"Beard", "Mustache"}),
        (["DEFAULT", "EMOTIONS", "GENDER"], {"Emotions", "Gender"}),
        (["EYEGLASSES", "SUNGLASSES", "EYES_OPEN"], {"Eyeglasses", "Sunglasses", "EyesOpen"}),
        (["MOUTH_OPEN", "SMILE", "SMILE"], {"MouthOpen", "Smile"}),
        (["EYE_DIRECTION", "FACE_OCCLUDED"], set()),
    ],
)
def test_some_attributes(rekognition, astronaut, attributes, more):
    (face,) = faces(rekognition, astronaut, *attributes)
    assert set(face) == DEFAULT | more


def test_the_largest_face_comes_first(rekognition, group):
    sizes = [face["BoundingBox"]["Width"] * face["BoundingBox"]["Height"] for face in faces(rekognition, group)]
    assert len(sizes) > 1
    assert sizes == sorted(sizes, reverse=True)


def test_a_picture_of_nobody(rekognition):
    assert faces(rekognition, photos.meadow()) == []
    assert faces(rekognition, photos.meadow(), "ALL") == []


def test_the_box_is_of_the_upright_picture(rekognition):
    (upright,) = faces(rekognition, photos.turned(photos.astronaut(), 1))
    (turned,) = faces(rekognition, photos.turned(photos.astronaut(), 6))
    assert turned["BoundingBox"] == pytest.approx(upright["BoundingBox"], abs=0.03)


def test_a_png(rekognition):
    assert len(faces(rekognition, photos.encoded(photos.astronaut(), "PNG"))) == 1


def test_many_at_once_get_the_same_answer(server, astronaut):
    retries = {"total_max_attempts": 8, "mode": "standard"}
    patient = rekognition_of(server.s3_url, retries=retries, max_pool_connections=8)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: faces(patient, astronaut, "ALL"), range(16)))
    assert all(answer == answers[0] for answer in answers)


def test_who_comes_when_too_many_wait_is_told_to_come_again(tmp_path, group):
    garden = S3Garden(tmp_path / "data", "--workers", "9", "--face-parallel", "1").start()
    client = rekognition_of(garden.s3_url, max_pool_connections=12)

    def outcome(_: int) -> str:
        try:
            return str(len(faces(client, group)))
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            return f"{status} {error.response['Error']['Code']}"

    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        outcomes = set(pool.map(outcome, range(48)))
    alone = outcome(0)
    garden.stop()
    assert outcomes == {alone, "500 ThrottlingException"}


# ---------------------------------------------------------------- a picture of the store


def test_an_object(rekognition, garden_bucket, astronaut):
    key = "emotions/happy/spring,cloudy,the-early-dawn/사진 1 + 2h.jpeg"
    garden_bucket.put(key, astronaut)
    answer = rekognition.detect_faces(Image=of_object(GARDEN_BUCKET, key), Attributes=["ALL"])
    assert answer["FaceDetails"] == faces(rekognition, astronaut, "ALL")
    garden_bucket.delete(key)
    with refused("InvalidS3ObjectException"):
        rekognition.detect_faces(Image=of_object(GARDEN_BUCKET, key))


def test_a_version(rekognition, bucket, astronaut):
    bucket.call("put_bucket_versioning", VersioningConfiguration={"Status": "Enabled"})
    first = bucket.put("a", astronaut)["VersionId"]
    second = bucket.put("a", photos.meadow())["VersionId"]

    def count(**version: str) -> int:
        return len(rekognition.detect_faces(Image=of_object(bucket.name, "a", **version))["FaceDetails"])

    assert (count(Version=first), count(Version=second), count()) == (1, 0, 0)
    with refused("InvalidS3ObjectException"):
        count(Version="none")
    bucket.delete("a")
    assert count(Version=first) == 1
    with refused("InvalidS3ObjectException"):
        count()


def test_a_reader_may_ask(server, reader_pair, garden_bucket, astronaut):
    reader = rekognition_of(server.s3_url, reader_pair)
    assert len(faces(reader, astronaut)) == 1
    garden_bucket.put("for-readers.jpeg", astronaut)
    answer = reader.detect_faces(Image=of_object(GARDEN_BUCKET, "for-readers.jpeg"))
    garden_bucket.delete("for-readers.jpeg")
    assert len(answer["FaceDetails"]) == 1


def test_the_bucket_of_another_pair(server, other_pair, bucket, astronaut):
    other = rekognition_of(server.s3_url, other_pair)
    bucket.put("private.jpeg", astronaut)
    messages = set()
    for key in ("private.jpeg", "absent.jpeg"):
        with pytest.raises(other.exceptions.InvalidS3ObjectException) as caught:
            other.detect_faces(Image=of_object(bucket.name, key))
        messages.add(caught.value.response["Error"]["Message"])
    assert len(messages) == 1, "nobody learns what another's bucket holds"
    acl = bucket.call("get_object_acl", Key="private.jpeg")
    grant = {"Grantee": {"Type": "CanonicalUser", "ID": other_pair.access}, "Permission": "READ"}
    policy = {"Owner": acl["Owner"], "Grants": [*acl["Grants"], grant]}
    bucket.call("put_object_acl", Key="private.jpeg", AccessControlPolicy=policy)
    assert len(other.detect_faces(Image=of_object(bucket.name, "private.jpeg"))["FaceDetails"]) == 1


@pytest.mark.parametrize(
    ("bucket_name", "key"), [(GARDEN_BUCKET, "absent.jpeg"), ("no-such-bucket", "a.jpeg"), ("...", "a")]
)
def test_an_object_that_is_not_there(rekognition, bucket_name, key):
    with refused("InvalidS3ObjectException", "access key"):
        rekognition.detect_faces(Image=of_object(bucket_name, key))


def test_objects_that_are_no_pictures(rekognition, bucket):
    for name, octets in {"empty": b"", "text": b"hello", "gif": photos.encoded(photos.astronaut(), "GIF")}.items():
        bucket.put(name, octets)
        with refused("InvalidImageFormatException"):
            rekognition.detect_faces(Image=of_object(bucket.name, name))


def test_an_object_of_15_mib_and_no_more(rekognition, bucket, astronaut):
    bucket.put("most", astronaut.ljust(15 * MIB, b"\0"))
    bucket.put("more", astronaut.ljust(15 * MIB + 1, b"\0"))
    assert len(rekognition.detect_faces(Image=of_object(bucket.name, "most"))["FaceDetails"]) == 1
    with refused("ImageTooLargeException", str(15 * MIB)):
        rekognition.detect_faces(Image=of_object(bucket.name, "more"))


# ---------------------------------------------------------------- pictures and parameters that are refused


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: b"hello, is this a photo?", "JPEG"),
        (lambda: photos.random_octets(10_000), "JPEG"),
        (lambda: photos.encoded(photos.astronaut(), "GIF"), "JPEG"),
        (lambda: photos.truncated(photos.astronaut()), "damaged"),
    ],
    ids=["text", "noise", "a GIF", "truncated"],
)
def test_no_picture(rekognition, make, word):
    with refused("InvalidImageFormatException", word):
        faces(rekognition, make())


def test_bytes_of_5_mib_and_no_more(rekognition, astronaut):
    assert len(faces(rekognition, astronaut.ljust(5 * MIB, b"\0"))) == 1
    for size in (5 * MIB + 1, 5 * MIB + 100_000, 20 * MIB):
        with refused("ImageTooLargeException"):
            faces(rekognition, astronaut.ljust(size, b"\0"))


def test_too_many_pixels(rekognition):
    with refused("ImageTooLargeException", "60000"):
        faces(rekognition, photos.huge(60_000))


def test_80_pixels_and_no_fewer(rekognition):
    image = photos.astronaut()
    assert faces(rekognition, photos.encoded(image.resize((80, 80)))) is not None
    for size in ((79, 200), (200, 79), (1, 1)):
        with refused("InvalidParameterException", f"{size[0]}x{size[1]}"):
            faces(rekognition, photos.encoded(image.resize(size)))


def test_an_attribute_that_nobody_knows(rekognition, astronaut):
    with refused("InvalidParameterException", "HAIR", "SUNGLASSES"):
        faces(rekognition, astronaut, "HAIR")


def test_one_picture_is_wanted(server, astronaut):
    client = rekognition_of(server.s3_url, parameter_validation=False)
    both = {"Bytes": astronaut} | of_object(GARDEN_BUCKET, "a")
    for image in ({}, both, {"Bytes": b""}, of_object(GARDEN_BUCKET, "")):
        with refused("InvalidParameterException"):
            client.detect_faces(Image=image)
    with refused("InvalidParameterException", "Image"):
        client.detect_faces()


@pytest.mark.parametrize(
    ("operation", "more"),
    [("detect_labels", {"Image": of_object("bucket", "a")}), ("list_collections", {}), ("detect_text", {"Image": {}})],
)
def test_other_operations(rekognition, operation, more):
    with refused("UnknownOperationException", "DetectFaces"):
        getattr(rekognition, operation)(**more)


def test_the_client_knows_every_error(rekognition):
    for name in ("InvalidImageFormatException", "ImageTooLargeException", "InvalidParameterException"):
        assert issubclass(getattr(rekognition.exceptions, name), ClientError)
    with pytest.raises(rekognition.exceptions.InvalidImageFormatException):
        faces(rekognition, b"text")


# ---------------------------------------------------------------- nothing stays, and it works elsewhere


def test_no_photo_stays_anywhere(tmp_path, astronaut):
    own_tmp = tmp_path / "tmp"
    own_tmp.mkdir()
    garden = S3Garden(tmp_path / "data", "--log-level", "debug", env={"TMPDIR": str(own_tmp)}).start()
    client = rekognition_of(garden.s3_url)
    (face,) = faces(client, astronaut, "ALL")
    with refused("InvalidImageFormatException"):
        faces(client, photos.truncated(photos.astronaut()))
    garden.stop()
    files = [path for folder in (garden.data, garden.logs, own_tmp) for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        octets = path.read_bytes()
        assert photos.secret_in(astronaut) not in octets, path
        assert base64.b64encode(astronaut)[3000:3060] not in octets, path
        assert not octets.startswith((b"\xff\xd8\xff", b"\x89PNG")), path
    assert "AgeRange" not in garden.log()
    assert face["Emotions"][0]["Type"] not in garden.log()


def test_over_tls(tmp_path, astronaut):
    chain, key = certificate(tmp_path)
    garden = S3Garden(tmp_path / "data", "--certificate", str(chain), "--key", str(key),
                      verify=ssl.create_default_context(cafile=chain)).start()  # fmt: skip
    try:
        client = rekognition_of(garden.s3_url, verify=str(chain))
        assert len(faces(client, astronaut)) == 1
        with refused("ImageTooLargeException"):
            faces(client, astronaut.ljust(6 * MIB, b"\0"))
    finally:
        garden.close()


class RekognitionCli(AwsCli):
    """The AWS CLI, as it comes."""

    def detect_faces(self, *arguments) -> list[dict]:
        answer = self.run(self.program, "rekognition", "detect-faces", *arguments, "--output", "json")
        return json.loads(answer)["FaceDetails"]


def test_the_aws_cli(server, rekognition, garden_bucket, group, tmp_path):
    cli = RekognitionCli(store_of(server), tmp_path)
    garden_bucket.put("cli/group.jpeg", group)
    image = json.dumps(of_object(GARDEN_BUCKET, "cli/group.jpeg"))
    assert cli.detect_faces("--image", image, "--attributes", "ALL") == faces(rekognition, group, "ALL")
    file = tmp_path / "group.jpeg"
    file.write_bytes(group)
    assert cli.detect_faces("--image-bytes", f"fileb://{file}") == faces(rekognition, group)
    garden_bucket.delete("cli/group.jpeg")
