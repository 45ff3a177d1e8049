"""Who may ask Rekognition, and requests that no client would send."""

import base64
import datetime
import json

import httpx
import photos
import pytest
from botocore import UNSIGNED
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from rekognition import faces, refused, rekognition_of
from s3_garden import MAIN
from signing import SIGNED_CHUNKS, SIGNED_CHUNKS_TRAILER, UNSIGNED_TRAILER, Pair, Signer, now, sha256
from signing import UNSIGNED as UNSIGNED_PAYLOAD
from wire import Wire, octets_of

TARGET = {"content-type": "application/x-amz-json-1.1", "x-amz-target": "RekognitionService.DetectFaces"}


@pytest.fixture(scope="module")
def astronaut() -> bytes:
    return photos.encoded(photos.astronaut())


def test_a_wrong_secret(server, astronaut, nothing_stored):
    with refused("InvalidSignatureException"):
        faces(rekognition_of(server.s3_url, Pair(MAIN.access, "not-the-secret")), astronaut)


def test_an_unknown_key(server, astronaut):
    with refused("UnrecognizedClientException"):
        faces(rekognition_of(server.s3_url, Pair("EGNOBODYKNOWSTHIS234", "x" * 40)), astronaut)


def test_a_pair_closes_at_once(server, astronaut):
    pair = server.add_pair()
    client = rekognition_of(server.s3_url, pair)
    assert len(faces(client, astronaut)) == 1
    server.remove_pair(pair)
    with refused("UnrecognizedClientException"):
        faces(client, astronaut)


def test_no_signature(server, astronaut):
    with refused("MissingAuthenticationTokenException"):
        faces(rekognition_of(server.s3_url, signature_version=UNSIGNED), astronaut)


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-3", "anywhere"])
def test_any_region(server, region):
    assert faces(rekognition_of(server.s3_url, region=region), photos.meadow()) == []


def test_an_address_is_no_signature(server):
    request = AWSRequest("POST", server.s3_url + "/", headers=TARGET, data=b"{}")
    SigV4QueryAuth(Credentials(MAIN.access, MAIN.secret), "rekognition", "us-east-1").add_auth(request)
    response = httpx.post(request.url, headers=TARGET, content=b"{}", trust_env=False)
    assert (response.status_code, response.json()["__type"]) == (400, "MissingAuthenticationTokenException")


# ---------------------------------------------------------------- octet by octet


class ByHand:
    """Requests to Rekognition octet by octet; the hash of the body is signed, and said only with `said`."""

    def __init__(self, url: str):
        self.wire = Wire(url, MAIN)

    def head(self, body: bytes, *, time: datetime.datetime | None = None, said: bool = False, **headers: str) -> bytes:
        signer = Signer(MAIN, time or now(), service="rekognition")
        fields = TARGET | {name.replace("_", "-"): value for name, value in headers.items()}
        if said:
            return self.wire.head("POST", "/", headers=fields, body=body, signer=signer)
        signed = {"host": self.wire.host, "x-amz-date": signer.stamp} | fields
        names, signature = signer.sign_request("POST", "/", [], signed, sha256(body))
        lines = {"authorization": signer.authorization(names, signature), "content-length": str(len(body))}
        return octets_of("POST", "/", signed | lines)

    def send(self, octets: bytes) -> tuple[int, dict]:
        answer = self.wire.exchange(octets, "POST")
        assert answer.headers["content-type"] == "application/x-amz-json-1.1"
        assert answer.headers["x-amzn-requestid"]
        return answer.status, json.loads(answer.body)

    def refusal(self, octets: bytes) -> tuple[int, str]:
        status, answer = self.send(octets)
        assert answer["Message"]
        return status, answer["__type"]

    def ask(self, body: bytes, **more) -> tuple[int, str]:
        return self.refusal(self.head(body, **more) + body)


@pytest.fixture(scope="module")
def by_hand(server):
    return ByHand(server.s3_url)


def order(octets: bytes) -> bytes:
    return json.dumps({"Image": {"Bytes": base64.b64encode(octets).decode()}}).encode()


@pytest.mark.parametrize("said", [False, True])
def test_the_hash_of_the_body_may_be_said(by_hand, astronaut, said):
    body = order(astronaut)
    status, answer = by_hand.send(by_hand.head(body, said=said) + body)
    assert (status, len(answer["FaceDetails"])) == (200, 1)
    assert by_hand.refusal(by_hand.head(body, said=said) + body[:-1] + b" ") == (400, "InvalidSignatureException")


def framed(body: bytes, payload: str, signer: Signer, seed: str) -> bytes:
    """The body as S3 takes it where x-amz-content-sha256 says `payload`; `seed` is the signature of the header."""
    if not payload.startswith("STREAMING"):
        return body
    frames = b""
    for piece in (body, b""):
        seed = signer.sign_chunk(seed, piece)
        signature = b"" if payload == UNSIGNED_TRAILER else b";chunk-signature=" + seed.encode()
        frames += b"%x%s\r\n%s\r\n" % (len(piece), signature, piece)
    if payload == SIGNED_CHUNKS_TRAILER:
        frames = frames[:-2] + f"x-amz-trailer-signature:{signer.sign_trailer(seed, {})}\r\n\r\n".encode()
    return frames


@pytest.mark.parametrize(
    "payload", [UNSIGNED_PAYLOAD, UNSIGNED_TRAILER, SIGNED_CHUNKS, SIGNED_CHUNKS_TRAILER, "nonsense", ""]
)
def test_only_its_hash_signs_a_body(by_hand, payload):
    body = order(photos.meadow())
    signer = Signer(MAIN, now(), service="rekognition")
    headers = TARGET | {"x-amz-decoded-content-length": str(len(body))}
    head, seed = by_hand.wire.signed_head("POST", "/", headers=headers, payload=payload, signer=signer, length=None)
    sent = framed(body, payload, signer, seed)
    octets = head[:-2] + b"content-length: %d\r\n\r\n" % len(sent) + sent
    assert by_hand.refusal(octets) == (400, "InvalidSignatureException")


@pytest.mark.parametrize("minutes", [-16, 16, 60 * 24])
def test_a_clock_that_is_wrong(by_hand, minutes):
    time = now() + datetime.timedelta(minutes=minutes)
    assert by_hand.ask(b"{}", time=time) == (400, "InvalidSignatureException")


@pytest.mark.parametrize(
    "body",
    [b"", b"no json", b"[]", b'{"Image":', b'{"Image":"x"}', b'{"Image":{"Bytes":"no base64"}}',
     b'{"Image":{"Bytes":7}}', b'{"Image":{"S3Object":[]}}', b'{"Image":{"S3Object":{"Bucket":1,"Name":"a"}}}',
     b"[" * 1_000_000, b'{"\xff":1}'],
    ids=lambda body: repr(body[:40]),
)  # fmt: skip
def test_no_request(by_hand, body):
    assert by_hand.ask(body) == (400, "SerializationException")


def test_no_target(by_hand):
    odd = [("x_amz_target", "DetectFaces"), ("x_amz_target", "Rekognition.DetectFaces"), ("content_type", "text/plain")]
    for name, value in odd:
        assert by_hand.ask(b"{}", **{name: value}) == (400, "UnknownOperationException")


def test_what_was_signed_cannot_be_changed(by_hand):
    head = by_hand.head(b"{}")
    for old, new in ((b"DetectFaces", b"DetectLabels"), (b"host: ", b"host: x"), (b"Signature=", b"Signature=0")):
        assert old in head
        assert by_hand.refusal(head.replace(old, new, 1) + b"{}") == (400, "InvalidSignatureException")
    smuggled = head.replace(b"host: ", b"x-amz-more: 1\r\nhost: ", 1)
    assert by_hand.refusal(smuggled + b"{}") == (400, "AccessDeniedException")


@pytest.mark.parametrize("value", ["", "Basic YTpi", "AWS4-HMAC-SHA256", "nonsense"])
def test_other_authorizations(by_hand, value):
    lines = TARGET | {"host": by_hand.wire.host, "content-length": "2", "authorization": value}
    assert by_hand.refusal(octets_of("POST", "/", lines) + b"{}") == (400, "IncompleteSignatureException")


def test_a_signature_for_s3_opens_s3_only(by_hand, server):
    body = order(photos.meadow())
    answer = Wire(server.s3_url, MAIN).request("POST", "/", headers=TARGET, body=body)
    assert answer.refusal == (405, "MethodNotAllowed")
