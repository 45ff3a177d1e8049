"""Bodies in chunks that are signed one by one, and bodies with a trailer: only what was signed is stored."""

import hashlib

import pytest
from checksums import checksum
from signing import SIGNED_CHUNKS, SIGNED_CHUNKS_TRAILER, UNSIGNED_TRAILER, Signer, now
from wire import Answer, Wire


class Chunks:
    """A body in signed chunks."""

    def __init__(
        self,
        wire: Wire,
        path: str,
        pieces: list[bytes],
        *,
        trailer: dict[str, str] | None = None,
        decoded: int | None = None,
        length: int | None = None,
    ):
        signer = Signer(wire.pair, now())
        size = sum(map(len, pieces)) if decoded is None else decoded
        headers = {"content-encoding": "aws-chunked", "x-amz-decoded-content-length": str(size)}
        if trailer is not None:
            headers["x-amz-trailer"] = ",".join(trailer)
        payload = SIGNED_CHUNKS if trailer is None else SIGNED_CHUNKS_TRAILER
        self.wire = wire
        # The signature of the header does not cover Content-Length, which is known only afterwards.
        self.head, seed = wire.signed_head("PUT", path, headers=headers, payload=payload, signer=signer, length=None)
        self.frames: list[bytes] = []
        previous = seed
        for piece in [*pieces, b""]:
            previous = signer.sign_chunk(previous, piece)
            self.frames.append(b"%x;chunk-signature=%s\r\n%s\r\n" % (len(piece), previous.encode(), piece))
        if trailer is not None:
            signature = signer.sign_trailer(previous, trailer)
            fields = "".join(f"{name}:{value}\r\n" for name, value in trailer.items())
            self.frames[-1] = self.frames[-1][:-2]
            self.frames.append(f"{fields}x-amz-trailer-signature:{signature}\r\n\r\n".encode())

    def send(self) -> Answer:
        body = b"".join(self.frames)
        return self.wire.exchange(self.head[:-2] + b"content-length: %d\r\n\r\n" % len(body) + body, "PUT")


PIECES = [b"a" * 65536, b"b" * 65536, b"c" * 20_000]


@pytest.mark.parametrize("pieces", [PIECES, [b"one"], [], [b"x"] * 50], ids=["three", "one", "none", "fifty"])
def test_signed_chunks(shared_bucket, pieces):
    assert Chunks(shared_bucket.wire, shared_bucket.path("chunked"), pieces).send().status == 200
    response = shared_bucket.get("chunked")
    assert response["Body"].read() == b"".join(pieces)
    assert response["ETag"] == f'"{hashlib.md5(b"".join(pieces)).hexdigest()}"'
    assert "ContentEncoding" not in response


def altered(frames: list[bytes]) -> list[bytes]:
    return [frames[0], frames[1].replace(b"bbb", b"bXb", 1), *frames[2:]]


REORDERED = {
    "altered": altered,
    "altered at the end": lambda frames: [*frames[:2], frames[2].replace(b"ccc\r\n", b"ccX\r\n"), *frames[3:]],
    "swapped": lambda frames: [frames[1], frames[0], *frames[2:]],
    "replayed": lambda frames: [frames[0], frames[0], *frames[2:]],
    "another signature": lambda frames: [frames[0].replace(b"signature=", b"signature=0", 1)[:-1], *frames[1:]],
    "end altered": lambda frames: [*frames[:3], b"0;chunk-signature=" + b"0" * 64 + b"\r\n\r\n"],
    "one left out": lambda frames: [frames[0], *frames[2:]],
}


@pytest.mark.parametrize("change", REORDERED.values(), ids=list(REORDERED))
def test_chunks_that_are_not_as_signed(shared_bucket, nothing_stored, change):
    chunks = Chunks(shared_bucket.wire, shared_bucket.path("bad-chunks"), PIECES)
    chunks.frames = change(chunks.frames)
    answer = chunks.send()
    assert answer.status in (400, 403)
    assert answer.code in ("SignatureDoesNotMatch", "IncompleteBody", "InvalidRequest", "InvalidChunkSizeError")
    assert shared_bucket.absent("bad-chunks")


def test_a_changed_chunk_is_a_wrong_signature(shared_bucket, nothing_stored):
    chunks = Chunks(shared_bucket.wire, shared_bucket.path("bad-chunks"), PIECES)
    chunks.frames = altered(chunks.frames)
    assert chunks.send().refusal == (403, "SignatureDoesNotMatch")


def test_chunks_of_another_request(shared_bucket, nothing_stored):
    one = Chunks(shared_bucket.wire, shared_bucket.path("one"), [b"for one"])
    two = Chunks(shared_bucket.wire, shared_bucket.path("two"), [b"for one"])
    two.frames = one.frames
    assert two.send().refusal == (403, "SignatureDoesNotMatch")
    assert shared_bucket.absent("two")


def test_no_last_chunk(shared_bucket, nothing_stored):
    chunks = Chunks(shared_bucket.wire, shared_bucket.path("endless"), PIECES)
    chunks.frames.pop()
    assert chunks.send().refusal == (400, "IncompleteBody")
    assert shared_bucket.absent("endless")


@pytest.mark.parametrize("difference", [-1, 1, 1000])
def test_another_length_than_was_said(shared_bucket, nothing_stored, difference):
    decoded = sum(map(len, PIECES)) + difference
    answer = Chunks(shared_bucket.wire, shared_bucket.path("measured"), PIECES, decoded=decoded).send()
    assert answer.status == 400
    assert answer.code in ("IncompleteBody", "InvalidRequest", "InvalidArgument")
    assert shared_bucket.absent("measured")


def test_chunks_need_their_length(shared_bucket, nothing_stored):
    answer = shared_bucket.wire.put(
        shared_bucket.path("unmeasured"),
        b"0\r\n\r\n",
        payload=SIGNED_CHUNKS,
        headers={"content-encoding": "aws-chunked"},
    )
    assert answer.refusal == (411, "MissingContentLength")


@pytest.mark.parametrize(
    "frame",
    [
        b"zz;chunk-signature=00\r\n",
        b";chunk-signature=00\r\n",
        b"3\r\nabc\r\n0\r\n\r\n",
        b"3;signature=00\r\nabc\r\n",
        b"\r\n",
        b"-3;x\r\n",
        b"ffffffffffffffff;chunk-signature=" + b"0" * 64 + b"\r\nabc",
        b"3;chunk-signature=" + b"0" * 70_000,
    ],
)
def test_frames_that_are_none(shared_bucket, nothing_stored, frame):
    chunks = Chunks(shared_bucket.wire, shared_bucket.path("framed"), [b"abc"])
    chunks.frames = [frame]
    answer = chunks.send()
    assert answer.status in (400, 403)
    assert answer.code
    assert shared_bucket.absent("framed")


SUM = {"x-amz-checksum-crc32": checksum("crc32", b"".join(PIECES))}


def test_signed_chunks_with_a_trailer(shared_bucket):
    assert Chunks(shared_bucket.wire, shared_bucket.path("trailed"), PIECES, trailer=SUM).send().status == 200
    response = shared_bucket.get("trailed", ChecksumMode="ENABLED")
    assert (response["Body"].read(), response["ChecksumCRC32"]) == (b"".join(PIECES), SUM["x-amz-checksum-crc32"])


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        (SUM["x-amz-checksum-crc32"].encode(), b"AAAAAA==", (403, "SignatureDoesNotMatch")),
        (b"x-amz-trailer-signature:", b"x-amz-trailer-signature:0", None),
        (b"x-amz-checksum-crc32", b"x-amz-checksum-sha1", None),
    ],
)
def test_a_changed_trailer(shared_bucket, nothing_stored, old, new, refusal):
    chunks = Chunks(shared_bucket.wire, shared_bucket.path("bad-trailer"), PIECES, trailer=SUM)
    chunks.frames[-1] = chunks.frames[-1].replace(old, new, 1)
    answer = chunks.send()
    assert answer.refusal == (refusal or answer.refusal)
    assert answer.status in (400, 403)
    assert shared_bucket.absent("bad-trailer")


def test_a_signed_trailer_that_is_wrong(shared_bucket, nothing_stored):
    trailer = {"x-amz-checksum-crc32": checksum("crc32", b"something else")}
    answer = Chunks(shared_bucket.wire, shared_bucket.path("bad-trailer"), PIECES, trailer=trailer).send()
    assert answer.refusal == (400, "BadDigest")
    assert shared_bucket.absent("bad-trailer")


def trailed(wire: Wire, path: str, framed: bytes, announced: str = "x-amz-checksum-crc32", decoded: int = 3) -> Answer:
    headers = {
        "content-encoding": "aws-chunked",
        "x-amz-decoded-content-length": str(decoded),
        "x-amz-trailer": announced,
    }
    head = wire.head("PUT", path, headers=headers, payload=UNSIGNED_TRAILER, length=len(framed))
    return wire.exchange(head + framed, "PUT")


@pytest.mark.parametrize(
    ("framed", "announced"),
    [
        (b"3\r\nabc\r\n0\r\n\r\n", "x-amz-checksum-crc32"),
        (b"3\r\nabc\r\n0\r\nx-amz-checksum-sha1:x\r\n\r\n", "x-amz-checksum-crc32"),
        (b"3\r\nabc\r\n0\r\nx-amz-checksum-crc32 NSRBwg==\r\n\r\n", "x-amz-checksum-crc32"),
        (b"3\r\nabc\r\n0\r\nx-amz-meta-a:1\r\n\r\n", "x-amz-meta-a"),
    ],
    ids=["missing", "another", "no field", "no checksum"],
)
def test_a_trailer_other_than_announced(shared_bucket, nothing_stored, framed, announced):
    answer = trailed(shared_bucket.wire, shared_bucket.path("announced"), framed, announced)
    assert answer.status == 400
    assert answer.code in ("MalformedTrailerError", "InvalidRequest")
    assert shared_bucket.absent("announced")


@pytest.mark.parametrize(
    "framed",
    [b"3\r\nabc\r\n", b"3\r\nab", b"", b"3\r\nabc\r\n0\r\n", b"5\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n"],
)
def test_an_unsigned_body_that_breaks_off(shared_bucket, nothing_stored, framed):
    answer = trailed(shared_bucket.wire, shared_bucket.path("broken"), framed)
    assert answer.status == 400
    assert answer.code in ("IncompleteBody", "MalformedTrailerError", "InvalidRequest", "InvalidChunkSizeError")
    assert shared_bucket.absent("broken")
