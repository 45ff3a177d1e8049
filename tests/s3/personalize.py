"""boto3's two clients of Amazon Personalize, and what the tests ask of them."""

import boto3
from botocore.config import Config
from s3_garden import MAIN
from signing import Pair

ACCOUNT = "arn:aws:personalize:ap-northeast-2:123456789012"
CAMPAIGN = f"{ACCOUNT}:campaign/emotion-garden"
RECOMMENDER = f"{ACCOUNT}:recommender/emotion-garden"
USERS = f"{ACCOUNT}:dataset/emotion-garden/USERS"
ITEMS = f"{ACCOUNT}:dataset/emotion-garden/ITEMS"


def filter_arn(name: str) -> str:
    return f"{ACCOUNT}:filter/{name}"


def client_of(service: str, url: str, pair: Pair = MAIN):
    """An unmodified boto3 client that asks each question once."""
    settings = {"retries": {"total_max_attempts": 1}, "read_timeout": 60, "connect_timeout": 5, "proxies": {}}
    return boto3.session.Session().client(
        service, endpoint_url=url, aws_access_key_id=pair.access, aws_secret_access_key=pair.secret,
        region_name="ap-northeast-2", config=Config(**settings),
    )  # fmt: skip


class Personalize:
    """Both clients of one pair, and their questions in short."""

    def __init__(self, url: str, pair: Pair = MAIN):
        self.events = client_of("personalize-events", url, pair)
        self.runtime = client_of("personalize-runtime", url, pair)

    def put_event(self, user: str | None = "ada", **event):
        who = {"userId": user} if user else {}
        return self.events.put_events(
            trackingId="tracker", sessionId="session", **who, eventList=[{"sentAt": 1_700_000_000} | event]
        )

    def recommended(self, **more) -> list[str]:
        answer = self.runtime.get_recommendations(**{"campaignArn": CAMPAIGN, "userId": "ada"} | more)
        return [item["itemId"] for item in answer["itemList"]]

    def ranked(self, items: list[str], **more) -> list[str]:
        who = {"campaignArn": CAMPAIGN, "userId": "ada"}
        answer = self.runtime.get_personalized_ranking(**who | more, inputList=items)
        return [item["itemId"] for item in answer["personalizedRanking"]]
