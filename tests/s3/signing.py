"""AWS Signature Version 4 by hand, for requests that no client would send."""

import datetime
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

REGION = "us-east-1"
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()
UNSIGNED = "UNSIGNED-PAYLOAD"
SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
SIGNED_CHUNKS_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"


@dataclass(frozen=True)
class Pair:
    """A key pair of the AWS listener."""

    access: str
    secret: str


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)


def sha256(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def encode(text: str) -> str:
    """UriEncode: everything but A–Z a–z 0–9 - . _ ~"""
    return quote(text, safe="-._~")


def encode_path(text: str) -> str:
    return quote(text, safe="-._~/")


def encode_query(query: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in query)


@dataclass
class Signer:
    """One request's place in time and scope, and what is signed with it."""

    pair: Pair
    time: datetime.datetime
    region: str = REGION
    service: str = "s3"

    @property
    def stamp(self) -> str:
        return self.time.strftime("%Y%m%dT%H%M%SZ")

    @property
    def scope(self) -> str:
        return f"{self.time:%Y%m%d}/{self.region}/{self.service}/aws4_request"

    def key(self) -> bytes:
        key = ("AWS4" + self.pair.secret).encode()
        for word in (f"{self.time:%Y%m%d}", self.region, self.service, "aws4_request"):
            key = _hmac(key, word)
        return key

    def sign(self, algorithm: str, *lines: str) -> str:
        return _hmac(self.key(), "\n".join([algorithm, self.stamp, self.scope, *lines])).hex()

    def sign_request(
        self, method: str, path: str, query: Iterable[tuple[str, str]], headers: dict[str, str], payload: str
    ) -> tuple[str, str]:
        """The names of the signed headers, and the signature; `path` as it is sent, `headers` in lower case."""
        names = ";".join(sorted(headers))
        fields = "".join(f"{name}:{re.sub(' +', ' ', headers[name].strip(' '))}\n" for name in sorted(headers))
        pairs = sorted((encode(name), encode(value)) for name, value in query)
        canonical = "\n".join([method, path, "&".join(f"{n}={v}" for n, v in pairs), fields, names, payload])
        return names, self.sign("AWS4-HMAC-SHA256", sha256(canonical.encode("latin-1")))

    def authorization(self, names: str, signature: str) -> str:
        credential = f"Credential={self.pair.access}/{self.scope}"
        return f"AWS4-HMAC-SHA256 {credential}, SignedHeaders={names}, Signature={signature}"

    def sign_chunk(self, previous: str, octets: bytes) -> str:
        return self.sign("AWS4-HMAC-SHA256-PAYLOAD", previous, EMPTY_SHA256, sha256(octets))

    def sign_trailer(self, previous: str, fields: dict[str, str]) -> str:
        text = "".join(f"{name}:{value}\n" for name, value in fields.items())
        return self.sign("AWS4-HMAC-SHA256-TRAILER", previous, sha256(text.encode()))


def presigned_query(
    pair: Pair, method: str, path: str, host: str, *, time: datetime.datetime | None = None, expires: int | str = 60,
    query: Iterable[tuple[str, str]] = (), headers: dict[str, str] | None = None,
) -> list[tuple[str, str]]:  # fmt: skip
    """The query of a presigned URL, its signature last."""
    signer = Signer(pair, time or now())
    signed = {"host": host} | (headers or {})
    parameters = [
        *query,
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", f"{pair.access}/{signer.scope}"),
        ("X-Amz-Date", signer.stamp),
        ("X-Amz-Expires", str(expires)),
        ("X-Amz-SignedHeaders", ";".join(sorted(signed))),
    ]
    _, signature = signer.sign_request(method, path, parameters, signed, UNSIGNED)
    return [*parameters, ("X-Amz-Signature", signature)]
