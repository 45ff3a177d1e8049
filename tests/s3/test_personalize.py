"""Amazon Personalize by unmodified boto3 clients: what is learned, what is recommended, and what is refused."""

import datetime
import json
import time
import uuid

import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from personalize import CAMPAIGN, ITEMS, RECOMMENDER, USERS, Personalize, filter_arn
from rekognition import refused
from s3_garden import MAIN
from signing import Pair
from turns import MOMENT

HAPPY = [f"emotions/happy/img_20230320-12124{n}_0h.jpeg" for n in range(3)]
TALL = "emotions/happy/img_20230320-121242_0v.jpeg"
CAT = "emotions/happy/cat/img_20230320-121242_0h.jpeg"
SCENE = "emotions/calm/spring,cloudy,the-early-dawn/img_20230320-121242_0h.jpeg"
CALM = "emotions/calm/img_20230320-121242_0h.jpeg"
ALL = [*HAPPY, TALL, CAT, SCENE, CALM]


@pytest.fixture(scope="module", autouse=True)
def pictures(garden_bucket):
    garden_bucket.fill(*ALL)
    yield ALL
    for key in ALL:
        garden_bucket.delete(key)


@pytest.fixture(scope="module")
def personalize(server):
    return Personalize(server.s3_url)


@pytest.fixture
def user():
    return f"user-{uuid.uuid4()}"


def logged(server, user: str) -> list[tuple]:
    order = server.store.log_order
    return server.rows(
        f"SELECT event_type, item_id, impression, at, event_id FROM interactions WHERE visitor_id = ? ORDER BY {order}", user
    )


# ---------------------------------------------------------------- putting


def test_an_event_is_in_the_log(personalize, server, user):
    sent_at = datetime.datetime(2024, 5, 1, 12, 0, 0, 500_000, tzinfo=datetime.UTC)
    answer = personalize.put_event(
        user, eventType="click", itemId=HAPPY[0], sentAt=sent_at, eventId="e1", impression=HAPPY,
        properties=json.dumps({"device": "kiosk"}),
    )  # fmt: skip
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert answer["ResponseMetadata"]["RequestId"]
    (event,) = logged(server, user)
    assert event == ("click", HAPPY[0], json.dumps(HAPPY, separators=(",", ":")), 1_714_564_800_500_000, "e1")


def test_the_same_event_id_is_one_event(personalize, server, user):
    for _ in range(2):
        personalize.put_event(user, eventType="like", itemId=HAPPY[0], eventId="same")
    assert len(logged(server, user)) == 1


def test_ten_events_out_of_order_and_the_session_of_an_unknown_user(personalize, server, user):
    events = [{"eventType": "view", "itemId": HAPPY[0], "sentAt": 1_700_000_000 - n} for n in range(10)]
    personalize.events.put_events(trackingId="t", sessionId=user, eventList=events)
    assert [at for *_, at, _ in logged(server, user)] == [(1_700_000_000 - n) * 1_000_000 for n in range(10)]


def test_an_event_of_the_future_is_of_now(personalize, server, user):
    personalize.put_event(user, eventType="like", itemId=HAPPY[0], sentAt=32_503_680_000)
    (event,) = logged(server, user)
    assert event[3] / 1e6 < datetime.datetime.now(datetime.UTC).timestamp()


def test_one_bad_event_refuses_all_of_the_request(personalize, server, user):
    good = {"eventType": "like", "itemId": HAPPY[0], "sentAt": 1}
    with refused("InvalidInputException", "eventType"):
        personalize.events.put_events(
            trackingId="t", sessionId="s", userId=user, eventList=[good, good | {"eventType": "purchase"}]
        )
    assert logged(server, user) == []


def test_a_recommendation_id_stands_for_the_list_that_was_shown(server, user):
    personalize = Personalize(server.s3_urls[0])
    answer = personalize.runtime.get_recommendations(campaignArn=CAMPAIGN, userId=user, filterArn=filter_arn("happy"))
    shown = [item["itemId"] for item in answer["itemList"]]
    personalize.put_event(user, eventType="like", itemId=shown[1], recommendationId=answer["recommendationId"])
    assert json.loads(logged(server, user)[0][2]) == shown
    personalize.put_event(user, eventType="like", itemId=shown[1], recommendationId="RID-unknown")
    assert json.loads(logged(server, user)[1][2]) == []
    with refused("InvalidInputException", "recommendationId"):
        personalize.put_event(user, eventType="view", recommendationId="RID-unknown")


def test_keys_may_be_urls(personalize, server, user):
    url = "https://garden.example/" + SCENE.replace(",", "%2C")
    personalize.put_event(user, eventType="like", itemId=url, impression=[url])
    assert logged(server, user)[0][1:3] == (SCENE, json.dumps([SCENE]))


def test_users_are_visitors(personalize, server, user):
    personalize.events.put_users(datasetArn=USERS, users=[
        {"userId": user, "properties": json.dumps({"GENERATION": "adult", "GENDER": "Female", "EMOTION": "HAPPY"})},
        {"userId": user, "properties": json.dumps({"emotion": "CALM", "unknown": "x"})},
    ])  # fmt: skip
    assert server.rows("SELECT generation, gender, emotion FROM visitors WHERE id = ?", user) == [
        ("adult", "Female", "CALM")
    ]


def test_items_are_the_pictures_of_the_garden(personalize):
    personalize.events.put_items(datasetArn=ITEMS, items=[
        {"itemId": CAT, "properties": json.dumps({"TIMESTAMP": 1_700_000_000, "EMOTION": "happy/cat"})},
        {"itemId": "emotions/sad/not-there-yet.jpeg"},
    ])  # fmt: skip
    with refused("InvalidInputException", "happy/cat"):
        personalize.events.put_items(
            datasetArn=ITEMS, items=[{"itemId": CAT, "properties": json.dumps({"EMOTION": "sad"})}]
        )
    with refused("InvalidInputException", "picture"):
        personalize.events.put_items(datasetArn=ITEMS, items=[{"itemId": "item-1"}])


# ---------------------------------------------------------------- getting


def test_the_name_of_a_filter_is_a_search_key(personalize):
    assert set(personalize.recommended(filterArn=filter_arn("happy"))) == {*HAPPY, TALL}
    assert personalize.recommended(filterArn=filter_arn("happy/cat")) == [CAT]
    assert personalize.recommended(filterArn=filter_arn("calm/spring,cloudy,the-early-dawn")) == [SCENE]
    assert personalize.recommended(filterArn=filter_arn("happy-portrait")) == [TALL]
    assert personalize.recommended(filterArn=filter_arn("sad")) == []
    with refused("ResourceNotFoundException", "filter", status=404):
        personalize.recommended(filterArn=filter_arn("my-own-name"))


def test_a_favorite_may_end_like_an_orientation(personalize, garden_bucket):
    favorite, cats = "emotions/happy/self-portrait/img_1h.jpeg", "emotions/happy/cat/img_1v.jpeg"
    of_favorite, of_cats = filter_arn("happy/self-portrait"), filter_arn("happy/cat-portrait")
    assert personalize.recommended(filterArn=of_favorite) == []
    garden_bucket.fill(favorite, cats)
    try:
        assert personalize.recommended(filterArn=of_favorite) == [favorite]
        assert personalize.recommended(filterArn=filter_arn("happy/self-portrait-landscape")) == [favorite]
        assert personalize.recommended(filterArn=filter_arn("happy/self-portrait-portrait")) == []
        assert personalize.recommended(filterArn=of_cats) == [cats]
        assert personalize.ranked([CALM, CAT, favorite], filterArn=of_favorite) == [favorite]
        assert personalize.ranked([CAT, cats], filterArn=of_cats) == [cats]
    finally:
        garden_bucket.delete(favorite)
        garden_bucket.delete(cats)


def test_the_value_of_a_filter_is_a_search_key(personalize):
    mine = filter_arn("my-own-name")
    assert personalize.recommended(filterArn=mine, filterValues={"EMOTION": '"happy/cat"'}) == [CAT]
    both = personalize.recommended(filterArn=mine, filterValues={"EMOTION": '"happy/cat","calm"'})
    assert set(both) == {CAT, CALM}
    tall = personalize.recommended(filterArn=mine, filterValues={"EMOTION": '"happy"', "ORIENTATION": '"portrait"'})
    assert tall == [TALL]


def test_without_a_filter_it_is_the_whole_garden_without_favorites(personalize):
    assert set(personalize.recommended()) >= {*HAPPY, TALL, CALM}


def test_beside_an_item_come_others_of_its_search_key(personalize):
    assert set(personalize.recommended(itemId=HAPPY[0])) == {*HAPPY[1:], TALL}
    assert len(personalize.recommended(itemId=HAPPY[0], numResults=2)) == 2


def test_as_many_as_asked_for(personalize):
    happy = {"filterArn": filter_arn("happy")}
    assert len(personalize.recommended(numResults=2, **happy)) == 2
    assert personalize.recommended(numResults=0, **happy) == []
    with refused("InvalidInputException", "500"):
        personalize.recommended(numResults=501, **happy)


def test_a_recommender_and_a_context(personalize):
    answer = personalize.runtime.get_recommendations(
        recommenderArn=RECOMMENDER, userId="ada", filterArn=filter_arn("happy"), context={"GENERATION": "child"}
    )
    assert len(answer["itemList"]) == 4
    assert answer["recommendationId"].startswith("RID-")


def test_what_was_seen_makes_room_for_what_was_not(personalize, garden_bucket, server, user):
    keys = [f"emotions/confused/img_20230320-12124{n}_0h.jpeg" for n in range(3)]  # of this test alone
    garden_bucket.fill(*keys)
    for _ in range(8):
        personalize.put_event(user, eventType="view", impression=keys[:1])
    time.sleep(MOMENT if server.store.is_shared else 0)
    assert personalize.recommended(filterArn=filter_arn("confused"), userId=user)[-1] == keys[0]
    assert personalize.ranked(keys, userId=user)[-1] == keys[0]
    for key in keys:
        garden_bucket.delete(key)


@pytest.mark.parametrize("which", [{"filterArn": filter_arn("happy-portrait")}, {}, {"itemId": HAPPY[0]}], ids=["portraits", "all", "beside"])
def test_only_what_was_answered_counts_as_shown(server, user, which):
    one = Personalize(server.s3_urls[0])
    first = one.recommended(userId=user, numResults=3, **which)
    second = one.recommended(userId=user, numResults=3, filterArn=filter_arn("happy-landscape"))
    one.put_event(user, eventType="click", itemId=second[0], impression=second)
    views = [row[2] for row in logged(server, user) if row[0] == "view"]
    assert [json.loads(view) for view in views] == [first]


def test_a_list_is_ranked(personalize):
    url = f"https://garden.example/{CAT}"
    ranked = personalize.ranked(["emotions/sad/unknown.jpeg", CALM, url, CALM])
    assert ranked[-1] == "emotions/sad/unknown.jpeg"
    assert set(ranked[:2]) == {CALM, url}
    assert personalize.ranked([CALM, CAT], filterArn=filter_arn("calm")) == [CALM]


# ---------------------------------------------------------------- refusing


def test_a_dataset_that_is_not_there(personalize):
    with refused("ResourceNotFoundException", status=404):
        personalize.events.put_users(datasetArn=ITEMS, users=[{"userId": "u"}])


def test_arns_of_other_things(personalize):
    with refused("InvalidInputException", "campaignArn"):
        personalize.recommended(campaignArn="emotion-garden")
    with refused("InvalidInputException", "filterArn"):
        personalize.recommended(filterArn=CAMPAIGN)


def test_an_id_of_a_megabyte(personalize):
    with refused("InvalidInputException", "too long"):
        personalize.put_event("u", eventType="like", itemId="x" * 2**20)
    with refused("InvalidInputException", "userId"):
        personalize.put_event("u" * 10_000, eventType="like", itemId=HAPPY[0])


def test_a_read_only_pair_gets_and_does_not_put(server, reader_pair):
    reader = Personalize(server.s3_url, reader_pair)
    assert reader.recommended(filterArn=filter_arn("happy"))
    with refused("AccessDeniedException", status=403):
        reader.put_event("u", eventType="like", itemId=HAPPY[0])


def test_an_unknown_pair_and_a_wrong_secret(server):
    with refused("UnrecognizedClientException", status=403):
        Personalize(server.s3_url, Pair("EGUNKNOWNPAIR2345678", MAIN.secret)).recommended()
    with refused("InvalidSignatureException", status=403):
        Personalize(server.s3_url, Pair(MAIN.access, "wrong")).recommended()


def test_the_other_operations(personalize):
    with refused("UnknownOperationException", status=404):
        personalize.runtime.get_action_recommendations(campaignArn=CAMPAIGN)


@pytest.mark.parametrize("time", ["NaN", "1e400", '"yesterday"', "-1"])
def test_times_that_are_none(server, time, user):
    body = (
        f'{{"trackingId":"t","sessionId":"s","userId":"{user}",'
        f'"eventList":[{{"eventType":"like","itemId":"a","sentAt":{time}}}]}}'
    )
    request = AWSRequest("POST", server.s3_url + "/events", data=body.encode())
    SigV4Auth(Credentials(MAIN.access, MAIN.secret), "personalize", "us-east-1").add_auth(request)
    response = httpx.post(request.url, headers=dict(request.headers), content=body, trust_env=False)
    assert response.status_code == 400
    assert response.headers["x-amzn-errortype"] in {"SerializationException", "InvalidInputException"}
    assert response.json()["message"]
    assert logged(server, user) == []
