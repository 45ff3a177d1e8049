#include "cli/contact_sheet.h"

#include <gtest/gtest.h>

namespace garden::cli {
namespace {

painting::Order order_of(std::string prompt) {
    painting::Order order;
    order.prompt = std::move(prompt);
    order.seed = 7;
    return order;
}

Words words_of(std::string sheet, std::optional<int> count = {}) {
    Words words;
    words.sheet = std::move(sheet);
    words.count = count;
    return words;
}

std::string message_of(const Result<SheetPlan>& plan) { return plan ? "" : plan.error().message; }

TEST(ContactSheet, GivesEachEmotionARowOfTheSameSeeds) {
    const auto plan = plan_sheet(order_of("roses, spring"), words_of("emotions"), "");
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->columns, 3);
    ASSERT_EQ(plan->tiles.size(), 24U);
    EXPECT_EQ(plan->tiles[0].order.prompt, "happy, roses, spring");
    EXPECT_EQ(plan->tiles[0].label, "happy, seed 7");
    EXPECT_EQ(plan->tiles[4].label, "surprised, seed 8");
    EXPECT_EQ(plan->tiles[23].label, "sad, seed 9");
    EXPECT_EQ(plan->tiles[23].order.seed, 9U);
}

TEST(ContactSheet, PutsEachEmotionInThePlaceOfThePromptsOwn) {
    for (const auto& [prompt, expected] : {std::pair{"sad, roses", "angry, roses"},
                                           {"roses in a gloomy garden", "angry, roses in a garden"},
                                           {"슬픈 장미, 봄", "angry, 장미, 봄"},
                                           {"(happy: 2.0), ((tulip))", "angry, ((tulip))"},
                                           {"", "angry"}}) {
        const auto plan = plan_sheet(order_of(prompt), words_of("emotions", 1), "");
        ASSERT_TRUE(plan);
        EXPECT_EQ(plan->tiles[3].order.prompt, expected);
    }
}

TEST(ContactSheet, CountsSeedsFromTheFirstOn) {
    const auto plan = plan_sheet(order_of("sad roses"), words_of("seeds"), "");
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->tiles.size(), 12U);
    EXPECT_EQ(plan->tiles[11].order.prompt, "sad roses");
    EXPECT_EQ(plan->tiles[11].order.seed, 18U);
    EXPECT_EQ(plan->tiles[11].label, "seed 18");
    EXPECT_EQ(plan_sheet(order_of("x"), words_of("seeds", 200), "")->tiles.size(), 200U);
}

TEST(ContactSheet, ReadsAPromptALine) {
    const auto plan =
        plan_sheet(order_of("-"), words_of("prompts"), "  calm lotus\r\n\n슬픈 장미\n\t\nhappy");
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->tiles.size(), 3U);
    EXPECT_EQ(plan->tiles[0].order.prompt, "calm lotus");
    EXPECT_EQ(plan->tiles[1].label, "슬픈 장미");
    EXPECT_EQ(plan->tiles[2].order.seed, 7U) << "one seed, so that only the words differ";
}

TEST(ContactSheet, SaysWhatIsWrong) {
    EXPECT_NE(message_of(plan_sheet(order_of("x"), words_of("moods"), "")).find("emotions, seeds or prompts"),
              std::string::npos);
    for (const int count : {0, -1, 201}) {
        EXPECT_NE(message_of(plan_sheet(order_of("x"), words_of("seeds", count), "")).find("1 to 200"),
                  std::string::npos);
        EXPECT_FALSE(plan_sheet(order_of("x"), words_of("emotions", count), ""));
    }
    EXPECT_NE(message_of(plan_sheet(order_of("-"), words_of("prompts"), " \n\n")).find("empty"),
              std::string::npos);
    EXPECT_FALSE(plan_sheet(order_of("-"), words_of("prompts", 3), "roses"));
    std::string many;
    for (int i = 0; i < 201; ++i) many += "roses\n";
    EXPECT_NE(message_of(plan_sheet(order_of("-"), words_of("prompts"), many)).find("201"),
              std::string::npos);
}

}  // namespace
}  // namespace garden::cli
