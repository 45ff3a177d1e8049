#include "hooks/webhooks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "hooks/courier.h"
#include "hooks/event.h"
#include "hooks/outbox.h"
#include "store/sqlite.h"
#include "store/test_folder.h"

namespace garden::hooks {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kSecret = "0123456789abcdef";

class WebhooksTest : public testing::Test {
  protected:
    void put(const std::string& name, const std::vector<std::string>& events) {
        const auto done = webhooks_.put(name, "http://" + name + ".example/", events, std::string(kSecret));
        ASSERT_TRUE(done) << done.error().message;
    }
    void happen(const std::string& event, const std::string& data = "{}") {
        const auto done = database_->write(
            [&](store::Transaction& transaction) { return note(transaction, event, clock_.now(), data); });
        ASSERT_TRUE(done) << done.error().message;
    }
    void change(store::Change::Kind kind, const std::string& key) {
        const auto done = database_->write([&](store::Transaction& transaction) {
            store::Change change;
            change.kind = kind;
            change.object.bucket = "garden";
            change.object.key = key;
            return note_change(transaction, change, "garden", clock_.now());
        });
        ASSERT_TRUE(done) << done.error().message;
    }
    Parcel take() {
        const auto parcel = webhooks_.take();
        EXPECT_TRUE(parcel && *parcel);
        return parcel && *parcel ? **parcel : Parcel{};
    }
    bool has_nothing() { return !webhooks_.take().value(); }
    void conclude(const Parcel& parcel, int status) {
        ASSERT_TRUE(webhooks_.conclude(parcel, {clock_.now(), status, "answer"}));
    }
    std::vector<std::string> events_of(const std::string& name) {
        std::vector<std::string> events;
        const auto deliveries = webhooks_.deliveries(name, 100).value();
        for (const Delivery& delivery : deliveries) events.push_back(delivery.event);
        return events;
    }

    store::TestFolder folder_;
    FakeClock clock_;
    std::unique_ptr<store::Database> database_ = store::open_sqlite(folder_ / "catalog.db").value();
    Webhooks webhooks_{*database_, clock_};
};

TEST_F(WebhooksTest, AreToldOnlyWhatTheyAskedFor) {
    put("a", {"picture.created", "job.failed"});
    put("b", {"job.failed"});
    happen("picture.created");
    happen("job.failed");
    happen("visitor.liked");
    EXPECT_THAT(events_of("a"), ElementsAre("job.failed", "picture.created"));
    EXPECT_THAT(events_of("b"), ElementsAre("job.failed"));
}

TEST_F(WebhooksTest, EventsGoOutInTheirOrderAndOneAtATime) {
    put("a", {"job.failed"});
    happen("job.failed", "1");
    happen("job.failed", "2");
    const Parcel first = take();
    EXPECT_THAT(first.body, HasSubstr("\"data\":1"));
    EXPECT_TRUE(has_nothing());  // it is held
    conclude(first, 204);
    EXPECT_THAT(take().body, HasSubstr("\"data\":2"));
}

TEST_F(WebhooksTest, OneThatFailsIsTriedAgainLaterEachTimeAndHoldsBackTheOthers) {
    put("a", {"job.failed"});
    happen("job.failed", "1");
    happen("job.failed", "2");
    for (const auto wait : {2s, 6s, 18s}) {
        const Parcel parcel = take();
        EXPECT_THAT(parcel.body, HasSubstr("\"data\":1"));
        conclude(parcel, 500);
        clock_.advance(wait - 1s);
        EXPECT_TRUE(has_nothing());
        clock_.advance(1s);
    }
    EXPECT_EQ(webhooks_.find("a")->failures, 3);
    conclude(take(), 200);
    EXPECT_EQ(webhooks_.find("a")->failures, 0);
    EXPECT_EQ(webhooks_.find("a")->waiting, 1);
    EXPECT_THAT(take().body, HasSubstr("\"data\":2"));
}

TEST_F(WebhooksTest, OneThatHangsHoldsBackNobodyElse) {
    put("a", {"job.failed"});
    put("b", {"job.failed"});
    happen("job.failed");
    const Parcel first = take();
    EXPECT_NE(take().webhook, first.webhook);
}

TEST_F(WebhooksTest, WhoIsKilledWhileSendingHoldsItForHalfAMinuteOnly) {
    put("a", {"job.failed"});
    happen("job.failed");
    const Parcel first = take();
    clock_.advance(kHold);
    EXPECT_EQ(take().body, first.body);
}

TEST_F(WebhooksTest, AfterADayWhatWaitedIsGivenUp) {
    put("a", {"job.failed"});
    happen("job.failed", "1");
    happen("job.failed", "2");
    conclude(take(), 500);
    clock_.advance(24h);
    happen("job.failed", "3");
    conclude(take(), 0);
    clock_.advance(1h);
    EXPECT_THAT(take().body, HasSubstr("\"data\":3"));
    const auto deliveries = webhooks_.deliveries("a", 10).value();
    EXPECT_EQ(deliveries[2].state, DeliveryState::failed);
    EXPECT_EQ(deliveries[2].attempts, 2);
    EXPECT_EQ(deliveries[1].state, DeliveryState::failed);
    EXPECT_EQ(deliveries[1].attempts, 0);
}

TEST_F(WebhooksTest, ChangingOneTriesAtOnceAndKeepsItsSecret) {
    put("a", {"job.failed"});
    happen("job.failed");
    conclude(take(), 404);
    EXPECT_TRUE(has_nothing());
    ASSERT_TRUE(webhooks_.put("a", "http://better.example/", {"job.failed"}, std::nullopt));
    const Parcel parcel = take();
    EXPECT_EQ(parcel.url, "http://better.example/");
    EXPECT_EQ(parcel.secret, kSecret);
}

TEST_F(WebhooksTest, RemovingOneForgetsWhatWaits) {
    put("a", {"job.failed"});
    happen("job.failed");
    const Parcel parcel = take();
    ASSERT_TRUE(webhooks_.remove("a"));
    conclude(parcel, 200);
    put("a", {"job.failed"});
    happen("job.failed");
    conclude(parcel, 200);  // of the one before
    EXPECT_EQ(webhooks_.find("a")->waiting, 1);
    EXPECT_EQ(webhooks_.remove("b").error().code, ErrorCode::not_found);
    EXPECT_EQ(webhooks_.deliveries("b", 1).error().code, ErrorCode::not_found);
}

TEST_F(WebhooksTest, OldDeliveriesAreForgottenAndWaitingOnesAreNot) {
    put("a", {"job.failed"});
    happen("job.failed");
    conclude(take(), 200);
    happen("job.failed");
    ASSERT_TRUE(webhooks_.forget(clock_.now() + 1h));
    EXPECT_EQ(webhooks_.deliveries("a", 10)->size(), 1u);
}

TEST_F(WebhooksTest, RefuseWhatCannotBe) {
    const std::string secret(kSecret);
    EXPECT_FALSE(webhooks_.put("a/b", "http://a", {"job.failed"}, secret));
    EXPECT_FALSE(webhooks_.put("a", "a", {"job.failed"}, secret));
    EXPECT_THAT(webhooks_.put("a", "http://a", {"job.done"}, secret).error().message,
                HasSubstr("picture.published"));
    EXPECT_FALSE(webhooks_.put("a", "http://a", {}, secret));
    EXPECT_FALSE(webhooks_.put("a", "http://a", {"job.failed"}, "short"));
    EXPECT_THAT(webhooks_.put("a", "http://a", {"job.failed"}, std::nullopt).error().message,
                HasSubstr("\"secret\" is missing"));
    for (std::size_t i = 0; i < kMostWebhooks; ++i) put("w" + std::to_string(i), {"job.failed"});
    EXPECT_FALSE(webhooks_.put("one-more", "http://a", {"job.failed"}, secret));
}

TEST_F(WebhooksTest, PicturesAreCreatedPublishedAndRemoved) {
    put("a", {"picture.created", "picture.published", "picture.removed"});
    change(store::Change::Kind::put, "imgPool/happy/cat/x.jpeg");
    change(store::Change::Kind::put, "emotions/happy/y.jpeg");
    change(store::Change::Kind::removed, "img_1.jpeg");
    change(store::Change::Kind::put, "display/zone1/img1h.jpeg");
    change(store::Change::Kind::put, "dataset/users/users.csv");
    EXPECT_THAT(events_of("a"),
                ElementsAre("picture.removed", "picture.published", "picture.created", "picture.created"));
    const auto body = nlohmann::json::parse(webhooks_.deliveries("a", 10)->back().body);
    EXPECT_EQ(body["data"],
              nlohmann::json::parse(R"({"key":"imgPool/happy/cat/x.jpeg","place":"pool","emotion":"happy",)"
                                    R"("favorite":"cat","orientation":"landscape","size":0})"));
    EXPECT_EQ(body["at"], 1'700'000'000);
}

TEST(Signature, IsOfTimestampAndBody) {
    // printf '1700000000.{}' | openssl dgst -sha256 -hmac 0123456789abcdef
    EXPECT_EQ(signature(kSecret, FakeClock().now(), "{}"),
              "t=1700000000,v1=e4f8e2ecae2295b2ddb2f0b5584c8275e226c0ebe9b3b819e70156bb67122e3e");
}

TEST_F(WebhooksTest, TheCourierCarriesAllOfThem) {
    put("a", {"job.failed"});
    std::mutex mutex;
    std::condition_variable all;
    std::vector<net::HttpOrder> sent;
    Courier courier(
        webhooks_,
        [&](const net::HttpOrder& order) {
            const std::lock_guard lock(mutex);
            sent.push_back(order);
            all.notify_all();
            return net::HttpAnswer{200, {}, "ok"};
        },
        clock_);
    courier.start();
    for (int i = 0; i < 3; ++i) happen("job.failed", std::to_string(i));
    courier.wake();
    std::unique_lock lock(mutex);
    ASSERT_TRUE(all.wait_for(lock, 30s, [&] { return sent.size() == 3; }));
    for (std::size_t i = 0; i < 3; ++i) EXPECT_THAT(sent[i].body, HasSubstr("\"data\":" + std::to_string(i)));
    EXPECT_EQ(sent[0].headers[3].first, "X-Garden-Signature");
    EXPECT_EQ(sent[0].headers[3].second, signature(kSecret, clock_.now(), sent[0].body));
}

TEST_F(WebhooksTest, ATestIsSentAtOnceAndRemembered) {
    put("a", {"job.failed"});
    Courier courier(
        webhooks_, [](const net::HttpOrder&) { return fail(ErrorCode::unavailable, "refused"); }, clock_);
    const auto tried = courier.test("a");
    ASSERT_TRUE(tried) << tried.error().message;
    EXPECT_FALSE(tried->delivered());
    EXPECT_EQ(tried->answer, "refused");
    const auto deliveries = webhooks_.deliveries("a", 10).value();
    ASSERT_EQ(deliveries.size(), 1u);
    EXPECT_EQ(deliveries[0].event, "test");
    EXPECT_EQ(deliveries[0].state, DeliveryState::failed);
    EXPECT_EQ(courier.test("b").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace garden::hooks
