#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/export.h"
#include "datasets/import.h"
#include "store/sqlite.h"
#include "store/test_folder.h"

namespace garden::datasets {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using visitors::Event;
using visitors::EventType;

constexpr std::int64_t kNow = 1'700'000'000;  // seconds
constexpr const char* kPicture = "emotions/happy/spring,cloudy/img_1h.jpeg";

// A garden of one picture.
class DatasetsTest : public testing::Test {
  protected:
    std::string written(Dataset dataset) {
        const Sources sources{
            visitors_, [](const auto& each) -> Result<> {
                each({kPicture, *gallery::parse_picture_key(kPicture), from_micros(1'600'000'000'000'000)});
                return {};
            }};
        std::string text;
        const auto lines = write_dataset(dataset, sources, [&](std::string_view octets) -> Result<> {
            text += octets;
            return {};
        });
        EXPECT_TRUE(lines);
        return text;
    }
    Result<Report> read(std::string_view text) {
        Import import(target_);
        if (const auto added = import.add(text); !added) return std::unexpected(added.error());
        return import.finish();
    }
    // Of one line of a dataset; "" where it was taken.
    std::string reason(Dataset dataset, const std::string& line) {
        const auto report = read(header(dataset) + "\n\n" + line + "\n");
        EXPECT_TRUE(report);
        if (report->refused == 0) return "";
        EXPECT_EQ(report->first_refused.front().line, 3u);
        return report->first_refused.front().reason;
    }
    std::vector<Event> log() {
        std::vector<Event> events;
        EXPECT_TRUE(visitors_.replay([&](const Event& event) { events.push_back(event); }));
        return events;
    }

    store::TestFolder folder_;
    FakeClock clock_{kNow};
    std::unique_ptr<store::Database> database_ = store::open_sqlite(folder_ / "catalog.db").value();
    int also_recorded_ = 0;
    visitors::Visitors visitors_{*database_, clock_, [this](store::Transaction&, const Event&) -> Result<> {
                                     ++also_recorded_;
                                     return {};
                                 }};
    std::vector<visitors::Visitor> known_;
    int learned_ = 0;  // how often what was added was to be learned
    Target target_{visitors_, clock_, [](const std::string& key) { return key == kPicture; },
                   [this](const visitors::Visitor& visitor) { known_.push_back(visitor); },
                   [this]() -> Result<> {
                       ++learned_;
                       return {};
                   }};
};

TEST_F(DatasetsTest, AreWrittenInTheSchemasOfTheProtocol) {
    ASSERT_TRUE(visitors_.seen({"ada", "adult", "Female", "HAPPY"}));
    ASSERT_TRUE(visitors_.record(
        {"ada", EventType::like, kPicture, {kPicture, "a|b%"}, from_micros(kNow * 1'000'000 + 7), "e1"}));
    ASSERT_TRUE(visitors_.record({"ada", EventType::view, "", {"x"}, from_micros(0), ""}));
    EXPECT_EQ(written(Dataset::users), "USER_ID,GENERATION,GENDER,EMOTION\nada,adult,Female,HAPPY\n");
    EXPECT_EQ(written(Dataset::items),
              "ITEM_ID,TIMESTAMP,EMOTION\n"
              "\"emotions/happy/spring,cloudy/img_1h.jpeg\",1600000000,\"happy/spring,cloudy\"\n");
    EXPECT_EQ(written(Dataset::interactions),
              "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,IMPRESSION\n"
              "ada,\"emotions/happy/spring,cloudy/img_1h.jpeg\",1700000000,click,"
              "\"emotions/happy/spring,cloudy/img_1h.jpeg|a%7Cb%25\"\n"
              "ada,,0,view,x\n");
}

TEST_F(DatasetsTest, AnErrorOfTheFileEndsTheExport) {
    const Sources sources{visitors_, [](const auto&) -> Result<> { return {}; }};
    const auto lines = write_dataset(
        Dataset::users, sources, [](std::string_view) -> Result<> { return fail(ErrorCode::io, "full"); });
    EXPECT_EQ(lines.error().code, ErrorCode::io);
}

TEST_F(DatasetsTest, WhatWasExportedIsImportedOnce) {
    ASSERT_TRUE(visitors_.seen({"ada", "adult", "Female", "HAPPY"}));
    const Event like{"ada", EventType::like, kPicture, {kPicture, "a|b%"}, from_micros(7), "e1"};
    ASSERT_TRUE(visitors_.record(like));
    ASSERT_TRUE(visitors_.record({"bo", EventType::view, "", {"x", "y"}, from_micros(9'000'000), ""}));
    for (const Dataset dataset : kDatasets) {
        const auto report = read(written(dataset));
        ASSERT_TRUE(report);
        EXPECT_EQ(report->dataset, dataset);
        EXPECT_EQ(report->lines, dataset == Dataset::interactions ? 2u : 1u);
        EXPECT_EQ(report->present, report->lines) << name(dataset);
    }
    EXPECT_EQ(log().size(), 2u);
    EXPECT_TRUE(known_.empty());
    EXPECT_EQ(learned_, 0);
}

TEST_F(DatasetsTest, EmptyKeysAreLeftOutAndComeBackAsTheSameEvents) {
    ASSERT_TRUE(visitors_.record({"ada", EventType::like, "a", {"", "a"}, from_micros(7), ""}));
    ASSERT_TRUE(visitors_.record({"bo", EventType::like, "a", {""}, from_micros(7), ""}));
    ASSERT_TRUE(visitors_.record({"cy", EventType::view, "", {"", ""}, from_micros(7), ""}));
    const std::string exported = written(Dataset::interactions);
    EXPECT_EQ(exported, header(Dataset::interactions) + "\nada,a,0,click,a\nbo,a,0,click,\n");
    const auto report = read(exported);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->lines, 2u);
    EXPECT_EQ(report->present, 2u);
    EXPECT_EQ(log().size(), 3u);
}

TEST_F(DatasetsTest, WhatIsNewIsAddedOnceAndLearned) {
    const std::string text = header(Dataset::interactions) +
                             "\nada,a,20,click,a|b\nada,a,20,click,a|b\nada,a,21,click,a|b\nada,,10,view,b\n";
    const auto first = read(text);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->lines, 4u);
    EXPECT_EQ(first->added, 3u);
    EXPECT_EQ(first->present, 1u);
    EXPECT_EQ(learned_, 1);
    ASSERT_EQ(log().size(), 3u);
    EXPECT_THAT(log()[0].impression, ElementsAre("a", "b"));
    EXPECT_EQ(log()[2].type, EventType::view);  // in the order of the file, not of time
    EXPECT_EQ(read(text)->added, 0u);
    EXPECT_EQ(log().size(), 3u);
    EXPECT_EQ(also_recorded_, 0);  // webhooks hear of no like of long ago
}

TEST_F(DatasetsTest, OfVisitorsOnlyWhatWasNotKnownIsAdded) {
    ASSERT_TRUE(visitors_.seen({"ada", "adult", "", ""}));
    const std::string text = header(Dataset::users) + "\nada,child,Female,\nbo,,,SAD\nada,,,\n";
    const auto report = read(text);
    EXPECT_EQ(report->added, 2u);
    EXPECT_EQ(report->present, 1u);
    ASSERT_EQ(known_.size(), 2u);
    EXPECT_EQ(known_[0].generation, "adult");
    EXPECT_EQ(known_[0].gender, "Female");
    EXPECT_EQ(read(text)->added, 0u);
}

TEST_F(DatasetsTest, ColumnsMayStandInAnyOrderAmongOthers) {
    const auto report = read(
        "\xEF\xBB\xBF"
        "GENDER,AGE,EMOTION,USER_ID,GENERATION\r\nMale,7,CALM,ada,child\r\n");
    ASSERT_TRUE(report);
    ASSERT_EQ(known_.size(), 1u);
    EXPECT_EQ(known_[0].id, "ada");
    EXPECT_EQ(known_[0].generation, "child");
    for (const char* text : {"", "\n", "USER_ID,ITEM_ID\n", "user_id,generation,gender,emotion\n",
                             "USER_ID,USER_ID,GENERATION,GENDER,EMOTION\n", "\"\n", "\xff\n"}) {
        EXPECT_EQ(read(text).error().code, ErrorCode::invalid_argument) << text;
    }
}

TEST_F(DatasetsTest, LinesOfInteractionsAreRefusedWithTheReason) {
    const auto why = [&](const std::string& line) { return reason(Dataset::interactions, line); };
    EXPECT_EQ(why("u,a,1700000000,like,"), "");
    EXPECT_EQ(why("u,a,0,view,"), "");  // what was seen is the item
    EXPECT_THAT(log().back().impression, ElementsAre("a"));
    for (const char* time : {"NaN", "-1", "1.5", "", " 1", "1e9", "99999999999999999999"}) {
        EXPECT_THAT(why("u,a," + std::string(time) + ",click,a"), HasSubstr("TIMESTAMP")) << time;
    }
    EXPECT_THAT(why("u,a,1700000001,click,a"), HasSubstr("future"));
    EXPECT_THAT(why("u,a,1700000000000,click,a"), HasSubstr("milliseconds"));
    EXPECT_THAT(why(",a,1,click,a"), HasSubstr("USER_ID is empty"));
    EXPECT_THAT(why("u,,1,click,a"), HasSubstr("ITEM_ID is empty"));
    EXPECT_THAT(why("u,a,1,purchase,a"), HasSubstr("EVENT_TYPE"));
    EXPECT_THAT(why("u,,1,view,"), HasSubstr("a view needs"));
    EXPECT_THAT(why("u,a,1,click,a||b"), HasSubstr("a key of IMPRESSION is empty"));
    EXPECT_THAT(why("u,a,1,click"), HasSubstr("4 fields"));
    EXPECT_THAT(why("u,a,1,click,a,b"), HasSubstr("6 fields"));
    EXPECT_THAT(why(std::string("u\0,a,1,click,a", 14)), HasSubstr("NUL"));
    EXPECT_THAT(why("u,\xff,1,click,a"), HasSubstr("UTF-8"));
    EXPECT_THAT(why("u,\"a,1,click,a"), HasSubstr("never closes"));
    EXPECT_THAT(why(std::string(1'000'000, 'u') + ",a,1,click,a"), HasSubstr("octets"));
    EXPECT_THAT(why(std::string(1000, 'u') + ",a,1,click,a"), HasSubstr("USER_ID has over 256"));
    std::string many = "a";
    for (int i = 0; i < 50; ++i) many += "|a";
    EXPECT_THAT(why("u,a,1,click," + many), HasSubstr("51 keys"));
}

TEST_F(DatasetsTest, ItemsAreComparedWithTheGarden) {
    const auto why = [&](const std::string& line) { return reason(Dataset::items, line); };
    EXPECT_EQ(why("\"emotions/happy/spring,cloudy/img_1h.jpeg\",1,\"happy/spring,cloudy\""), "");
    EXPECT_THAT(why("\"emotions/happy/spring,cloudy/img_1h.jpeg\",1,happy"),
                HasSubstr("happy/spring,cloudy"));
    EXPECT_THAT(why("emotions/happy/none.jpeg,1,happy"), HasSubstr("no such picture"));
    EXPECT_THAT(why("imgPool/happy/a.jpeg,1,happy"), HasSubstr("no picture of the garden"));
    EXPECT_THAT(why("emotions/happy/none.jpeg,soon,happy"), HasSubstr("TIMESTAMP"));
}

TEST_F(DatasetsTest, ABatchThatIsRefusedNowAndThenIsCountedInFull) {
    std::string text = header(Dataset::interactions) + "\n";
    for (int i = 0; i < 10000; ++i)
        text += "u,a," + std::string(i % 10 == 0 ? "x" : std::to_string(i)) + ",click,a\n";
    const auto report = read(text);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->lines, 10000u);
    EXPECT_EQ(report->refused, 1000u);
    EXPECT_EQ(report->added, 9000u);
    EXPECT_EQ(report->first_refused.size(), kMostRefusedLines);
    EXPECT_EQ(report->first_refused[1].line, 12u);
    EXPECT_EQ(log().size(), 9000u);
}

TEST(Schema, ImpressionsComeBackAsTheyWere) {
    for (const std::vector<std::string>& keys :
         {std::vector<std::string>{}, {"a"}, {"a", "b"}, {"a|b", "100%", "%7C", "%25"}}) {
        EXPECT_EQ(split_impression(join_impression(keys)), keys);
    }
    EXPECT_THAT(split_impression("a%20b|%"), ElementsAre("a%20b", "%"));
}

TEST(Schema, FilesAndObjectsHaveTheirNames) {
    EXPECT_EQ(object_key(Dataset::interactions), "dataset/interactions/interactions.csv");
    EXPECT_EQ(dataset_of("items.csv"), Dataset::items);
    EXPECT_EQ(dataset_of("pictures.csv"), std::nullopt);
}

}  // namespace
}  // namespace garden::datasets
