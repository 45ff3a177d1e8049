"""GET /healthz and /metrics."""

import re

import photos

SAMPLE = re.compile(r'^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [-+0-9.eIinf]+$')


def metric(garden, sample: str) -> float:
    found = re.search(rf"^{re.escape(sample)} (\S+)$", garden.http.get("/metrics").text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_health(garden):
    response = garden.http.get("/healthz")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json()["status"] == "ok"
    assert garden.http.head("/healthz").status_code == 200


def test_metrics_are_prometheus_text(garden):
    response = garden.http.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    samples = [line for line in response.text.splitlines() if line and not line.startswith("#")]
    assert samples
    for line in samples:
        assert SAMPLE.match(line), line
    names = {re.sub(r"_(bucket|sum|count)$", "", re.split(r"[{ ]", line)[0]) for line in samples}
    described = set(re.findall(r"^# TYPE (\S+) ", response.text, re.MULTILINE))
    assert names <= described


def test_requests_are_counted_by_route_and_status(new_garden):
    garden = new_garden(nodes=1).start()  # each server counts its own
    sample = 'garden_requests_total{route="/emotion",status="404"}'
    before = metric(garden, sample)
    garden.http.post("/emotion", content=photos.meadow())
    assert metric(garden, sample) == before + 1


def test_no_key_and_no_visitor_becomes_a_label(garden):
    garden.http.get("/emotions/happy/very-special-name.jpeg")
    assert "very-special-name" not in garden.http.get("/metrics").text
