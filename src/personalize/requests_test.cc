#include "personalize/requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace garden::personalize {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using visitors::EventType;

constexpr std::int64_t kNow = 1'700'000'000;  // seconds

Or<std::vector<SentEvent>> read_event(const std::string& members) {
    return read_put_events(
        R"({"trackingId":"t","sessionId":"s","userId":"ada","eventList":[{)" + members + "}]}",
        from_micros(kNow * 1'000'000));
}

visitors::Event event_of(const std::string& members) {
    const auto events = read_event(members);
    EXPECT_TRUE(events) << events.error().message;
    return events ? events->front().event : visitors::Event{};
}

// The type of the refusal, or "".
template <typename T>
std::string refused(const Or<T>& read) {
    if (read) return {};
    EXPECT_FALSE(read.error().message.empty());
    EXPECT_LT(read.error().message.size(), 500u);
    return read.error().code;
}

TEST(PutEvents, HasWhatAVisitorDid) {
    const auto event = event_of(
        R"("eventType":"click","itemId":"a","impression":["a","b"],"sentAt":1600000000.5,"eventId":"e")");
    EXPECT_EQ(event.visitor_id, "ada");
    EXPECT_EQ(event.type, EventType::like);
    EXPECT_EQ(event.item, "a");
    EXPECT_THAT(event.impression, ElementsAre("a", "b"));
    EXPECT_EQ(to_micros(event.at), 1'600'000'000'500'000);
    EXPECT_EQ(event.event_id, "e");
}

TEST(PutEvents, WithoutAUserTheSessionIsTheVisitor) {
    const auto events = read_put_events(
        R"({"trackingId":"t","sessionId":"s","eventList":[{"eventType":"like","itemId":"a","sentAt":1}]})",
        from_micros(kNow));
    EXPECT_EQ(events.value().front().event.visitor_id, "s");
}

TEST(PutEvents, AViewIsOfAllThatWasSeen) {
    const auto alone = event_of(R"("eventType":"view","itemId":"a","sentAt":1)");
    EXPECT_EQ(alone.item, "");
    EXPECT_THAT(alone.impression, ElementsAre("a"));
    EXPECT_THAT(event_of(R"("eventType":"view","itemId":"a","impression":["b","a"],"sentAt":1)").impression,
                ElementsAre("b", "a"));
    EXPECT_EQ(read_event(R"("eventType":"view","recommendationId":"RID-1","sentAt":1)")
                  .value()
                  .front()
                  .recommendation_id,
              "RID-1");
    EXPECT_EQ(refused(read_event(R"("eventType":"view","sentAt":1)")), "InvalidInputException");
}

TEST(PutEvents, TimesOfTheFutureAreNow) {
    for (const char* time : {"1700000001", "1700000000000", "1e300", "18446744073709551615"}) {
        EXPECT_EQ(to_seconds(event_of(R"("eventType":"like","itemId":"a","sentAt":)" + std::string(time)).at),
                  kNow)
            << time;
    }
    EXPECT_EQ(refused(read_event(R"("eventType":"like","itemId":"a","sentAt":-1)")), "InvalidInputException");
    EXPECT_EQ(refused(read_event(R"("eventType":"like","itemId":"a")")), "InvalidInputException");
    for (const char* time : {"NaN", "1e400", "\"1700000000\"", "[]"}) {
        EXPECT_EQ(refused(read_event(R"("eventType":"like","itemId":"a","sentAt":)" + std::string(time))),
                  "SerializationException")
            << time;
    }
}

TEST(PutEvents, WhatIsMissingOrTooMuchIsNamed) {
    EXPECT_EQ(refused(read_event(R"("eventType":"purchase","itemId":"a","sentAt":1)")),
              "InvalidInputException");
    EXPECT_EQ(refused(read_event(R"("eventType":"click","sentAt":1)")), "InvalidInputException");
    const std::string many(5000, 'x');
    const auto long_item = read_event(R"("eventType":"click","sentAt":1,"itemId":")" + many + '"');
    EXPECT_EQ(refused(long_item), "InvalidInputException");
    EXPECT_THAT(long_item.error().message, HasSubstr("itemId"));
    std::string impression = R"("x")";
    for (int i = 0; i < 25; ++i) impression += R"(,"x")";
    EXPECT_EQ(refused(read_event(R"("eventType":"click","itemId":"x","sentAt":1,"impression":[)" +
                                 impression + "]")),
              "InvalidInputException");
    EXPECT_TRUE(
        event_of(R"("eventType":"click","itemId":"x","sentAt":1,"impression":[])").impression.empty());
    const Timestamp now = from_micros(kNow);
    EXPECT_EQ(refused(read_put_events("no json", now)), "SerializationException");
    EXPECT_EQ(refused(read_put_events(R"({"trackingId":"t","sessionId":"s","eventList":[]})", now)),
              "InvalidInputException");
    EXPECT_EQ(refused(read_put_events(R"({"trackingId":"t","sessionId":"s","eventList":[1]})", now)),
              "SerializationException");
    EXPECT_EQ(refused(read_put_events(R"({"sessionId":"s","eventList":[{}]})", now)),
              "InvalidInputException");
}

TEST(PutUsers, TakesPropertiesAsTextOrObjectInEitherSpelling) {
    const auto read = [](const std::string& properties) {
        return read_put_users(
            R"({"datasetArn":"arn:aws:personalize:r:1:dataset/g/USERS","users":[{"userId":"u",)"
            R"("properties":)" +
            properties + "}]}");
    };
    for (const char* properties : {R"({"GENERATION":"adult","GENDER":"Male","EMOTION":null,"HEIGHT":3})",
                                   R"("{\"generation\":\"adult\",\"gender\":\"Male\"}")"}) {
        const auto users = read(properties);
        ASSERT_EQ(users.value().size(), 1u);
        EXPECT_EQ(users->front().id, "u");
        EXPECT_EQ(users->front().generation, "adult");
        EXPECT_EQ(users->front().gender, "Male");
        EXPECT_EQ(users->front().emotion, "");
    }
    EXPECT_EQ(refused(read(R"("no json")")), "InvalidInputException");
    EXPECT_EQ(refused(read("7")), "SerializationException");
}

TEST(PutUsers, GoToADatasetOfUsers) {
    const auto read = [](const std::string& arn) {
        return refused(read_put_users(R"({"datasetArn":")" + arn + R"(","users":[{"userId":"u"}]})"));
    };
    EXPECT_EQ(read("arn:aws:personalize:r:1:dataset/g/USERS"), "");
    EXPECT_EQ(read("arn:aws:personalize:r:1:dataset/g/ITEMS"), "ResourceNotFoundException");
    EXPECT_EQ(read("arn:aws:personalize:r:1:campaign/g/USERS"), "InvalidInputException");
    for (const char* arn : {"", "arn", "arn:aws:s3:r:1:dataset/g/USERS", "arn:aws:personalize:r:1:dataset/",
                            "arn:aws:personalize:r:1:dataset", "arn:aws:personalize:r:1"}) {
        EXPECT_EQ(read(arn), "InvalidInputException") << arn;
    }
}

TEST(PutItems, HaveASearchKeyAndATime) {
    const auto read = [](const std::string& properties) {
        return read_put_items(
            R"({"datasetArn":"arn:aws:personalize:r:1:dataset/g/ITEMS","items":[{"itemId":"i",)"
            R"("properties":)" +
            properties + "}]}");
    };
    EXPECT_EQ(read(R"({"EMOTION":"Happy/Cat","TIMESTAMP":1700000000})").value().front().emotion, "happy/cat");
    EXPECT_EQ(refused(read(R"({"TIMESTAMP":-1})")), "InvalidInputException");
    EXPECT_EQ(refused(read(R"({"TIMESTAMP":"soon"})")), "InvalidInputException");
}

RecommendationsRequest recommendations(const std::string& members) {
    const auto read = read_get_recommendations(
        R"({"campaignArn":"arn:aws:personalize:r:1:campaign/c","userId":"ada")" + members + "}");
    EXPECT_TRUE(read) << read.error().message;
    return read.value_or(RecommendationsRequest{});
}

TEST(GetRecommendations, TellsWhoAsksForHowMany) {
    const auto wanted =
        recommendations(R"(,"numResults":3,"context":{"generation":"child","WEATHER":"rain"})");
    EXPECT_EQ(wanted.visitor.id, "ada");
    EXPECT_EQ(wanted.visitor.generation, "child");
    EXPECT_EQ(wanted.most, 3u);
    EXPECT_EQ(recommendations("").most, 25u);
    EXPECT_EQ(recommendations(R"(,"numResults":0)").most, 0u);
    const auto outcome = [](const std::string& body) { return refused(read_get_recommendations(body)); };
    const std::string campaign = R"({"campaignArn":"arn:aws:personalize:r:1:campaign/c")";
    for (const char* count : {"501", "-1", "18446744073709551615"}) {
        EXPECT_EQ(outcome(campaign + R"(,"numResults":)" + count + "}"), "InvalidInputException") << count;
    }
    EXPECT_EQ(outcome(campaign + R"(,"numResults":2.5})"), "SerializationException");
    EXPECT_EQ(outcome("{}"), "InvalidInputException");
    EXPECT_EQ(outcome(R"({"campaignArn":"arn:aws:personalize:r:1:solution/c"})"), "InvalidInputException");
    EXPECT_EQ(outcome(R"({"recommenderArn":"arn:aws:personalize:r:1:recommender/c"})"), "");
}

TEST(GetPersonalizedRanking, NeedsAUserAndAList) {
    const auto outcome = [](const std::string& members) {
        return refused(read_get_personalized_ranking(
            R"({"campaignArn":"arn:aws:personalize:r:1:campaign/c")" + members + "}"));
    };
    EXPECT_EQ(outcome(R"(,"userId":"u","inputList":["a"])"), "");
    EXPECT_EQ(outcome(R"(,"userId":"u","inputList":[])"), "InvalidInputException");
    EXPECT_EQ(outcome(R"(,"userId":"u","inputList":[""])"), "InvalidInputException");
    EXPECT_EQ(outcome(R"(,"userId":"u")"), "InvalidInputException");
    EXPECT_EQ(outcome(R"(,"inputList":["a"])"), "InvalidInputException");
    EXPECT_EQ(outcome(R"(,"userId":"u","inputList":"a")"), "SerializationException");
}

// --- filters

std::string filter_members(const std::string& name, const std::string& values) {
    return R"(,"filterArn":"arn:aws:personalize:r:1:filter/)" + name + '"' +
           (values.empty() ? "" : R"(,"filterValues":)" + values);
}

Filter filter_of(const std::string& name, const std::string& values = "") {
    return recommendations(filter_members(name, values)).filter;
}

std::string filter_refused(const std::string& name, const std::string& values = "") {
    return refused(read_get_recommendations(R"({"campaignArn":"arn:aws:personalize:r:1:campaign/c")" +
                                            filter_members(name, values) + "}"));
}

TEST(Filter, IsNamedAfterWhatItLetsThrough) {
    using gallery::Orientation;
    EXPECT_EQ(filter_of("happy"), (Filter{{{"happy", ""}}, {}}));
    EXPECT_EQ(filter_of("happy/cat"), (Filter{{{"happy", "cat"}}, {}}));
    EXPECT_EQ(filter_of("Happy-portrait"), (Filter{{{"happy", ""}}, Orientation::portrait}));
    EXPECT_EQ(filter_of("calm/spring,cloudy,the-early-dawn"),
              (Filter{{{"calm", "spring,cloudy,the-early-dawn"}}, {}}));
    EXPECT_EQ(filter_of("Happy/self-portrait"),
              (Filter{{{"happy", "self"}}, Orientation::portrait, {{"happy", "self-portrait"}}}));
    EXPECT_EQ(filter_of("landscape"), (Filter{{}, Orientation::landscape}));
    EXPECT_EQ(filter_refused("my-filter"), "ResourceNotFoundException");
}

TEST(Filter, OrHasItsValuesAsPersonalizeQuotesThem) {
    EXPECT_EQ(filter_of("my-filter", R"({"EMOTION":"\"happy/cat\""})"), (Filter{{{"happy", "cat"}}, {}}));
    EXPECT_EQ(filter_of("my-filter", R"({"emotion":"\"happy\", \"calm\",\"happy\""})"),
              (Filter{{{"happy", ""}, {"calm", ""}}, {}}));
    EXPECT_EQ(filter_of("my-filter", R"({"SEARCH_KEY":"calm/spring,cloudy","ORIENTATION":"\"portrait\""})"),
              (Filter{{{"calm", "spring,cloudy"}}, gallery::Orientation::portrait}));
    for (const char* values :
         {R"({"EMOTION":"\"joy\""})", R"({"EMOTION":"\"happy"})", R"({"EMOTION":"\"happy\" or"})",
          R"({"ORIENTATION":"square"})", R"({"COLOUR":"\"red\""})", R"({"EMOTION":""})"}) {
        EXPECT_EQ(filter_refused("my-filter", values), "InvalidInputException") << values;
    }
    EXPECT_EQ(filter_refused("my-filter", R"({"EMOTION":1})"), "SerializationException");
    EXPECT_EQ(
        refused(read_get_recommendations(
            R"({"campaignArn":"arn:aws:personalize:r:1:campaign/c","filterValues":{"EMOTION":"happy"}})")),
        "InvalidInputException");
}

}  // namespace
}  // namespace garden::personalize
