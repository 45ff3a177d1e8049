"""The five checksums of S3, and their place in its requests."""

import base64
import hashlib
import zlib
from collections.abc import Callable


def _table(polynomial: int) -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (polynomial if value & 1 else 0)
        table.append(value)
    return table


def _crc(table: list[int], bits: int, octets: bytes) -> bytes:
    mask = (1 << bits) - 1
    value = mask
    for octet in octets:
        value = value >> 8 ^ table[(value ^ octet) & 0xFF]
    return (value ^ mask).to_bytes(bits // 8, "big")


_CASTAGNOLI = _table(0x82F63B78)
_NVME = _table(0x9A6C9329AC4BC9B5)

# By the name of the header's end; slow for the two that Python has not, so for small bodies only.
DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    "crc32": lambda octets: zlib.crc32(octets).to_bytes(4, "big"),
    "crc32c": lambda octets: _crc(_CASTAGNOLI, 32, octets),
    "crc64nvme": lambda octets: _crc(_NVME, 64, octets),
    "sha1": lambda octets: hashlib.sha1(octets).digest(),
    "sha256": lambda octets: hashlib.sha256(octets).digest(),
}
KINDS = list(DIGESTS)


def checksum(kind: str, octets: bytes) -> str:
    return base64.b64encode(DIGESTS[kind](octets)).decode()


def composite(kind: str, *values: str) -> str:
    """The checksum of checksums of a multipart upload."""
    return f"{checksum(kind, b''.join(map(base64.b64decode, values)))}-{len(values)}"


def field(kind: str) -> str:
    """The name of its parameter in boto3 and of its element in XML."""
    return "Checksum" + kind.upper()


def header(kind: str) -> str:
    return f"x-amz-checksum-{kind}"
