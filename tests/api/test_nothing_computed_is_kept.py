"""Of a face only the words of protocol.md are kept: no number that a model has computed, and nothing to know it again."""

import photos

WORDS = {
    "id": None,  # the visitor's
    "generation": {"toddler", "child", "teenager", "young-adult", "adult", "middle-age", "elder"},
    "gender": {"Male", "Female"},
    "emotion": {"HAPPY", "SURPRISED", "CALM", "ANGRY", "FEAR", "CONFUSED", "DISGUSTED", "SAD"},
    "seen_at": None,  # a time
}
VISITORS = 30


# What servers tell each other: ids of transactions and of visitors.
BETWEEN_SERVERS = {"commits", "changes", "nodes"}


def everything(garden) -> dict[str, list[tuple]]:
    """Every row of the catalog, by its table."""
    tables = [name for name in garden.store.tables() if not name.startswith("sqlite_") and name not in BETWEEN_SERVERS]
    return {table: garden.rows(f'SELECT * FROM "{table}"') for table in tables}  # noqa: S608


def files(garden) -> set[str]:
    """But those of the catalog, whose rows are looked at."""
    return {str(path) for path in garden.data.rglob("*") if path.is_file() and not path.name.startswith("catalog.db")}


def test_a_photo_becomes_one_row_of_words(new_garden):
    garden = new_garden().start()
    rows, kept = everything(garden), files(garden)
    faces = [photos.encoded(photos.astronaut()), *(path.read_bytes() for path in sorted(photos.PHOTOS.glob("sample?.jpg")))]
    for number in range(VISITORS):
        photo = faces[number % len(faces)]
        response = garden.http.post("/emotion", content=photo, headers={"X-user-id": f"visitor-{number}"})
        assert response.status_code == 200
        assert garden.http.post("/api/v1/faces", content=photo).status_code == 200
    now = everything(garden)
    visitors = now.pop("visitors")
    assert len(visitors) == VISITORS
    assert rows.pop("visitors") == []
    assert now == rows, "another table than `visitors` has changed"
    assert files(garden) == kept

    columns = garden.store.columns("visitors")
    assert columns == list(WORDS)
    for row in visitors:
        visitor = dict(zip(columns, row, strict=True))
        assert visitor["id"].startswith("visitor-")
        assert abs(visitor["seen_at"]) < 2**53
        for name, words in WORDS.items():
            assert words is None or visitor[name] in words, visitor


def test_the_same_person_is_not_known_again(new_garden):
    """Two visits with the same photo have nothing in common but the words."""
    garden = new_garden().start()
    photo = photos.encoded(photos.astronaut())
    first, second = (garden.http.post("/emotion", content=photo).json() for _ in range(2))
    assert first["id"] != second["id"]
    assert garden.rows("SELECT count(*) FROM visitors") == [(2,)]
    assert {name: first[name] for name in first if name not in {"id", "key"}} == {
        name: second[name] for name in second if name not in {"id", "key"}
    }


def test_the_answer_holds_no_features(garden):
    """Lists of numbers are landmarks, by name; there is no vector that tells one face from another."""
    answer = garden.http.post("/api/v1/faces", content=photos.encoded(photos.astronaut())).json()
    (face,) = answer["FaceDetails"]

    def lists(value: object) -> list[list]:
        if isinstance(value, dict):
            return [found for inner in value.values() for found in lists(inner)]
        return [value, *(found for inner in value for found in lists(inner))] if isinstance(value, list) else []

    assert all(isinstance(entry, dict) and "Type" in entry for found in lists(face) for entry in found)
    assert sum(len(found) for found in lists(face)) == 30 + 8
