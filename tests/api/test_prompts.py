"""Prompt templates, their lists of words, whole tables ordered at once, and denied words."""

import re

import pytest

KEY = re.compile(r"imgPool/(\w+)/([^/]+)/img_\d{8}-\d{6}_(\d+)-[0-9a-f]{8}[hv]\.jpeg")


@pytest.fixture
def studio(new_garden):
    """A garden that takes orders and paints none of them."""
    garden = new_garden().start()
    assert garden.http.post("/api/v1/jobs/pause").status_code == 200
    return garden


def error_of(answer, status: int = 400) -> str:
    assert answer.status_code == status, answer.text
    return answer.json()["error"]


def test_a_new_garden_has_the_default_template(studio):
    everything = studio.http.get("/api/v1/templates").json()
    assert [template["name"] for template in everything["templates"]] == ["garden"]
    assert everything["words"]["time"] == ["day", "sunset", "the-middle-of-the-night", "the-early-dawn"]
    preview = studio.http.post("/api/v1/templates/preview", json={"name": "garden"}).json()
    assert preview["rowCount"] == len(preview["rows"]) == 8 * 2 * 4 * 4 * 4
    assert preview["jobs"] == 1024 * 16
    assert preview["pictures"] == 1024 * 32
    assert preview["gigabytes"] is None  # nothing was painted yet
    assert preview["hours"] is None
    assert preview["rows"][-1]["emotion"] == "sad"
    assert preview["rows"][-1]["favorite"] == "winter,snowy,the-early-dawn"
    assert "snowy winter, the early dawn" in preview["rows"][-1]["prompt"]


def test_templates_are_made_changed_and_removed(studio):
    http = studio.http
    assert "PUT /api/v1/words/flower" in error_of(http.put("/api/v1/templates/mine", json={"text": "a [FLOWER]"}))
    assert http.put("/api/v1/words/flower", json={"words": ["rose", "장미"]}).json() == {"words": ["rose", "장미"]}
    assert http.put("/api/v1/templates/봄 정원", json={"text": "a [FLOWER]"}).status_code == 200
    assert http.get("/api/v1/templates/봄 정원").json() == {"name": "봄 정원", "text": "a [FLOWER]"}
    assert "no [EMOTION]" in error_of(http.post("/api/v1/templates/preview", json={"name": "봄 정원"}))
    rows = http.post("/api/v1/templates/preview", json={"name": "봄 정원", "emotion": "calm"}).json()["rows"]
    assert rows == [
        {"emotion": "calm", "favorite": "rose", "prompt": "a rose"},
        {"emotion": "calm", "favorite": "장미", "prompt": "a 장미"},
    ]
    assert http.delete("/api/v1/templates/봄 정원").status_code == 204
    assert http.delete("/api/v1/templates/봄 정원").status_code == 404
    assert http.post("/api/v1/templates/preview", json={"name": "봄 정원"}).status_code == 404


def test_what_is_exported_can_be_imported(studio, new_garden):
    studio.http.put("/api/v1/words/mood", json={"words": ["quiet"]})
    studio.http.put("/api/v1/templates/mine", json={"text": "[EMOTION] [MOOD]"})
    exported = studio.http.get("/api/v1/templates/export")
    assert "attachment" in exported.headers["content-disposition"]
    other = new_garden(data="other").start()
    answer = other.http.post("/api/v1/templates/import", content=exported.content)
    assert answer.json() == {"templates": 2, "lists": 6}
    assert other.http.get("/api/v1/templates/export").json() == exported.json()
    other.stop()
    other.start()
    assert other.http.get("/api/v1/templates/export").json() == exported.json()


def test_a_whole_table_is_ordered_at_once(studio):
    order = {"text": "[EMOTION] [ANIMAL], [SEASON] [WEATHER] [TIME]", "emotion": "happy", "count": 3}
    answer = studio.http.post("/api/v1/templates/order", json=order).json()
    assert answer["rowCount"] == 2 * 4 * 4 * 4
    assert answer["jobs"] == len(answer["jobIds"]) == len(set(answer["jobIds"])) == 128 * 3
    assert "rows" not in answer
    assert studio.http.get("/api/v1/jobs?limit=1").json()["counts"]["waiting"] == 384
    keys = [key for (key,) in studio.rows("SELECT key FROM job_pictures")]
    assert len(set(keys)) == 384 * 2
    parts = [KEY.fullmatch(key) for key in keys]
    assert all(parts)
    assert {part[2] for part in parts} >= {"spring,sunny,day", "winter,snowy,the-middle-of-the-night"}
    # Dog and cat share a folder, so there are six of each there.
    assert {int(part[3]) for part in parts} == set(range(6))
    first = studio.http.get("/api/v1/jobs/" + answer["jobIds"][0]).json()
    assert first["priority"] == "bulk"
    assert first["prompt"] == "happy dog, spring sunny day"


def test_two_tables_at_once_are_two_orders_and_one_table_twice_is_one(studio):
    for _ in range(5):  # five pairs: some of them within one second
        ids = []
        for flower in ("rose", "tulip"):
            order = {"text": f"[EMOTION] {flower}", "emotion": "calm", "count": 2}
            ids += studio.http.post("/api/v1/templates/order", json=order).json()["jobIds"]
        assert len(set(ids)) == 4
    # The same one again is the same jobs, or, in the next second, others.
    waiting = studio.http.get("/api/v1/jobs?limit=1").json()["counts"]["waiting"]
    assert waiting in range(4, 21, 2)


def test_an_order_is_painted_into_the_pool_and_estimates_follow(new_garden):
    garden = new_garden().start()
    order = {"text": "[EMOTION] garden", "emotion": "calm", "count": 1}
    (job,) = garden.http.post("/api/v1/templates/order", json=order).json()["jobIds"]
    with garden.http.stream("GET", "/api/v1/jobs/events") as events:
        for _ in events.iter_lines():
            if garden.http.get("/api/v1/jobs/" + job).json()["state"] == "done":
                break
    keys = [key for (key,) in garden.rows("SELECT key FROM pictures ORDER BY key")]
    assert [key[:12] for key in keys] == ["imgPool/calm"] * 2
    preview = garden.http.post("/api/v1/templates/preview", json={"name": "garden"}).json()
    (size,) = garden.rows("SELECT avg(size) FROM objects")[0]
    assert preview["gigabytes"] == pytest.approx(size * 32768 / 1e9, rel=0.01)
    assert 0 < preview["hours"] < 1000


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({}, '"name"'),
        ({"name": "garden", "text": "x"}, '"name"'),
        ({"name": 7}, '"name" must be a text'),
        ({"text": "a" * 5000}, "at most 4096"),
        ({"text": "[EMOTION]", "count": 0}, "from 1 to 1000"),
        ({"text": "[EMOTION]", "count": "many"}, "from 1 to 1000"),
        ({"text": "[EMOTION]", "emotion": "bored"}, "is no emotion"),
        ({"text": "[EMOTION] [NOTHING]"}, "/api/v1/words/nothing"),
        ({"text": "rose"}, "[EMOTION]"),
        ({"name": "garden", "count": 20}, "20000 jobs"),
    ],
)
def test_bad_orders_say_why(studio, body, complaint):
    assert complaint in error_of(studio.http.post("/api/v1/templates/order", json=body))
    assert studio.rows("SELECT count(*) FROM jobs") == [(0,)]


def test_too_many_rows_are_refused(studio):
    for name in ("a", "b"):
        studio.http.put(f"/api/v1/words/{name}", json={"words": [f"w{i}" for i in range(100)]})
    complaint = error_of(studio.http.post("/api/v1/templates/preview", json={"text": "[EMOTION] [A] [B]"}))
    assert "more than 4096 rows" in complaint


def test_bad_lists_and_templates_say_why(studio):
    http = studio.http
    assert "emotions are happy" in error_of(http.put("/api/v1/words/emotion", json={"words": ["bored"]}))
    for words in ([], ["a/b"], ["x", "X"], ["w"] * 1001, "rose", [7]):
        error_of(http.put("/api/v1/words/flower", json={"words": words}))
    error_of(http.put("/api/v1/words/flower", json={}))
    error_of(http.put("/api/v1/words/Flower", json={"words": ["rose"]}))
    assert http.get("/api/v1/words/flower").status_code == 404
    assert http.put("/api/v1/templates/export", json={"text": "x"}).status_code == 405
    error_of(http.put("/api/v1/templates/x", json={"text": " "}))
    for body in ("[]", "{}", '{"templates":7}', '{"templates":[{"name":"x"}]}', '{"words":{"a":"b"}}', "{"):
        error_of(http.post("/api/v1/templates/import", content=body))
    error_of(http.post("/api/v1/templates/import", json={"templates": [{"name": "export", "text": "x"}]}))
    nothing_of_it = {"templates": [{"name": "good", "text": "x"}, {"name": "bad", "text": "[MOOD]"}]}
    assert '"bad"' in error_of(http.post("/api/v1/templates/import", json=nothing_of_it))
    assert http.get("/api/v1/templates/good").status_code == 404


def test_denied_words_are_denied_wherever_pictures_are_ordered(studio):
    http = studio.http
    assert http.get("/api/v1/denied-words").json() == {"words": []}
    assert http.put("/api/v1/denied-words", json={"words": ["gun", "피"]}).status_code == 200
    bulk = {"index": 0, "prompt": '{"emotion":"happy","emotionText":"a gun"}', "fname": "imgPool/happy/img_1"}
    answers = [
        http.post("/text2image", json={"text": "a GUN in a garden", "width": 64, "height": 64}),
        http.post("/bulk", json=bulk),
        http.post("/api/v1/pictures", json={"prompt": "a gun, flowers"}),
        http.post("/api/v1/templates/order", json={"text": "[EMOTION] gun"}),
    ]
    for answer in answers:
        assert answer.status_code == 400
        assert '"gun"' in answer.json()["error"] if answer.text.startswith("{") else '"gun"' in answer.text
    assert "피" in error_of(http.post("/api/v1/pictures", json={"prompt": "피가 흐르는 정원"}))
    assert studio.rows("SELECT count(*) FROM jobs") == [(0,)]
    for allowed in ({"prompt": "커피 정원"}, {"prompt": "begun"}, {"prompt": "rose", "negativePrompt": "gun"}):
        assert http.post("/api/v1/pictures", json=allowed).status_code == 202
    error_of(http.put("/api/v1/denied-words", json={"words": ["?"]}))
    error_of(http.put("/api/v1/denied-words", json={"words": "gun"}))
    assert http.get("/api/v1/denied-words").json() == {"words": ["gun", "피"]}
    http.put("/api/v1/denied-words", json={"words": []})
    assert http.post("/api/v1/pictures", json={"prompt": "a gun"}).status_code == 202
