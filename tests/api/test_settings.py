"""/api/v1/settings and /api/v1/keys: what an operator sees of the server, and decides while it runs."""

import pytest
from garden import command


@pytest.fixture
def server(new_garden, tmp_path):
    file = tmp_path / "garden.toml"
    file.write_text('bucket = "museum"\ntrash_days = 12\n')
    return new_garden("--config", str(file), "--s3-listen", "127.0.0.1:0").start()


def settings(server) -> dict:
    response = server.http.get("/api/v1/settings")
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store"), response.text
    return response.json()


def put(server, what: str, **body):
    return server.http.put(f"/api/v1/settings/{what}", json=body)


def test_an_operator_sees_where_everything_is(server, tmp_path):
    seen = settings(server)
    assert (seen["file"], seen["data"], seen["bucket"]) == (str(tmp_path / "garden.toml"), str(server.data), "museum")
    assert f"S3 is served at: {seen['s3']}\n" in server.log_file("out").read_text()
    assert seen["version"] == server.http.get("/healthz").json()["version"]
    assert seen["disk"]["stored"] == 0
    assert 0 < seen["disk"]["free"] < seen["disk"]["capacity"]


def test_without_file_and_s3_listener_there_is_none(new_garden):
    seen = settings(new_garden().start())
    assert (seen["file"], seen["s3"], seen["bucket"]) == (None, None, "demo-emotion-garden")


def test_what_was_decided_outlives_a_restart(server):
    assert settings(server)["retention"] == {"trashDays": 12, "jobDays": 30, "visitorDays": 0}
    consent = {"en": "Ask at the desk.", "ko": "안내대에 물어보세요."}
    assert put(server, "consent", **consent).json() == consent
    assert put(server, "retention", trashDays=3, jobDays=4).status_code == 200
    server.stop()
    server.start()
    seen = settings(server)
    assert (seen["consent"], seen["retention"]) == (consent, {"trashDays": 3, "jobDays": 4, "visitorDays": 0})
    assert server.http.get("/api/v1/kiosk").json()["consent"] == consent


@pytest.mark.parametrize(
    ("what", "body", "sentence"),
    [
        ("retention", {"trashDays": 3651, "jobDays": 1}, "trashDays"),
        ("retention", {"trashDays": 1}, "jobDays"),
        ("consent", {"en": 1}, "en"),
        ("consent", {"ko": "가" * 2000}, "ko"),
    ],
)
def test_bad_decisions_are_refused_with_a_reason(server, what, body, sentence):
    before = settings(server)
    refused = put(server, what, **body)
    assert refused.status_code == 400
    assert sentence in refused.json()["error"]
    assert settings(server)["consent"] == before["consent"]
    assert settings(server)["retention"] == before["retention"]


def test_key_pairs_are_made_listed_and_removed(server):
    made = server.http.post("/api/v1/keys", json={"permission": "read"})
    assert made.status_code == 201
    pair = made.json()
    assert f"{pair['accessKey']}  {pair['secretKey']}  read" in command("keys", "list", "--data", server.data).stdout
    listed = server.http.get("/api/v1/keys")
    assert [key["permission"] for key in listed.json()["keys"]] == ["full", "read"]
    assert pair["secretKey"] not in listed.text
    assert server.http.delete(f"/api/v1/keys/{pair['accessKey']}").status_code == 204
    gone = server.http.delete(f"/api/v1/keys/{pair['accessKey']}")
    assert gone.status_code == 404
    assert "error" in gone.json()
    assert server.http.post("/api/v1/keys", json={"permission": "all"}).status_code == 400
