"""A node whose disk is full: what it has there is a cache, so pictures are still taken and still shown."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest
import small_disk
from botocore.exceptions import ClientError
from place import Place, objects_of
from s3_garden import S3Garden
from small_disk import SmallDisk
from test_s3_blobs import MIB, fetch, key_of, octets_of

ROOM = 12  # MiB


@pytest.fixture
def full(place: Place, new_garden, tmp_path) -> tuple[S3Garden, SmallDisk]:
    """A garden whose cache may be larger than the disk that it is on."""
    cache = tmp_path / "data" / "cache"
    cache.mkdir(parents=True)
    garden = new_garden(place, under=small_disk.under(cache, ROOM)).start()
    return garden, SmallDisk(garden.process, cache)


def put(garden: S3Garden, numbers: Iterable[int]) -> None:
    bucket = objects_of(garden)
    for number in numbers:
        bucket.put(key_of(number), octets_of(number))


def assert_shown(garden: S3Garden, numbers: Iterable[int]) -> None:
    for number in numbers:
        answer = fetch(garden, key_of(number))
        assert answer.status_code == 200, f"{key_of(number)}: {answer.text}"
        assert answer.content == octets_of(number)


def assert_sound(place: Place, garden: S3Garden, objects: int) -> None:
    """What the store has is what the catalog says, and nothing is missing."""
    garden.stop()
    done = place.check(garden.data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{objects} objects" in done.stdout


def refusals(garden: S3Garden) -> None:
    """What a node without any room cannot do, it says, and when to come again; all else goes on."""
    with pytest.raises(ClientError) as caught:
        put(garden, [100])
    answer = caught.value.response["ResponseMetadata"]
    assert (answer["HTTPStatusCode"], "retry-after" in answer["HTTPHeaders"]) == (503, True), caught.value
    shown = fetch(garden, key_of(0))
    assert (shown.status_code, "retry-after" in shown.headers) == (503, True), shown.text
    like = {"id": "somebody", "itemId": key_of(0), "impression": [key_of(0)]}
    assert garden.http.post("/like", json=like).status_code == 200
    assert garden.http.post("/garden", json={"id": "somebody", "emotion": "calm"}).status_code == 200
    assert garden.health_status() == 200


if small_disk.can_be_had():

    def test_a_cache_that_fills_its_disk_gives_way(place, full):
        garden, disk = full
        put(garden, range(3 * ROOM))
        assert_shown(garden, range(3 * ROOM))
        with ThreadPoolExecutor(4) as clients:
            list(clients.map(lambda turn: put(garden, range(100 + turn * 8, 108 + turn * 8)), range(4)))
            list(clients.map(lambda turn: assert_shown(garden, range(100 + turn * 8, 108 + turn * 8)), range(4)))
        assert 0 < disk.free() < ROOM * MIB
        assert "the disk is full" not in garden.log(), "there was always something that could go"
        assert_sound(place, garden, 3 * ROOM + 32)

    def test_a_disk_that_others_filled(place, full):
        garden, disk = full
        put(garden, range(ROOM // 2))
        disk.fill()
        put(garden, range(ROOM // 2, ROOM))
        assert_shown(garden, range(ROOM))

        disk.clear()
        assert_sound(place, garden, ROOM)

    def test_a_disk_without_any_room(place, full):
        garden, disk = full
        put(garden, range(3))
        for name in disk.folder.rglob("*"):
            if name.is_file():
                name.unlink()
        disk.fill()
        refusals(garden)
        assert "the disk is full" in garden.log()
        assert objects_of(garden).absent(key_of(100))
        disk.clear()
        put(garden, [100])
        assert_shown(garden, [0, 1, 2, 100])
        assert_sound(place, garden, 4)
