#include "cli/contact_sheet.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "image/codec.h"

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

// Counts how many orders it is given at once.
class CountingPainter final : public painting::Painter {
  public:
    std::string_view name() const override { return "counting"; }

    Result<painting::Painting> paint(const painting::Order& order, const painting::Watch& watch) override {
        const int now = ++working_;
        for (int most = most_; now > most && !most_.compare_exchange_weak(most, now);) {
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        --working_;
        ++painted_;
        if (stop_after_first_ != nullptr) stop_after_first_->request_stop();
        if (watch.cancel.stop_requested()) return fail(ErrorCode::cancelled, "the painting was stopped");
        const auto octets = std::size_t{3} * static_cast<std::size_t>(order.width * order.height);
        return painting::Painting{{order.width, order.height, std::vector<std::uint8_t>(octets, 128)},
                                  {"counting", "1", order}};
    }

    int most() const { return most_; }
    int painted() const { return painted_; }
    void stop_after_first(std::stop_source* source) { stop_after_first_ = source; }

  private:
    std::atomic<int> working_ = 0, most_ = 0, painted_ = 0;
    std::stop_source* stop_after_first_ = nullptr;
};

class PaintSheet : public testing::Test {
  protected:
    static void SetUpTestSuite() { ASSERT_TRUE(image::start_codec("cli_test")); }
    void SetUp() override { std::filesystem::remove(output_); }
    void TearDown() override { std::filesystem::remove(output_); }

    // Twelve pictures by a painter behind HTTP that takes `parallel` at once.
    Result<> paint(int parallel, const std::stop_token& stop) {
        auto counting = std::make_unique<CountingPainter>();
        painter_ = counting.get();
        painter_->stop_after_first(stop_after_first_);
        named_ = {"far", "openai", parallel, std::move(counting)};
        painting::Order order = order_of("roses");
        order.width = order.height = 64;
        return paint_sheet(named_, order, words_of("seeds"), PictureFormat::jpeg, output_, stop);
    }

    const std::string output_ = testing::TempDir() + "paint_sheet_test.jpeg";
    std::stop_source* stop_after_first_ = nullptr;
    CountingPainter* painter_ = nullptr;
    painting::NamedPainter named_;
};

TEST_F(PaintSheet, GivesAPainterNoMoreAtOnceThanItTakes) {
    for (const int parallel : {1, 5}) {
        ASSERT_TRUE(paint(parallel, {}));
        EXPECT_EQ(painter_->most(), parallel);
        EXPECT_EQ(painter_->painted(), 12);
    }
    EXPECT_TRUE(std::filesystem::exists(output_));
}

TEST_F(PaintSheet, StopsAndWritesNothing) {
    std::stop_source stop;
    stop_after_first_ = &stop;
    const auto painted = paint(1, stop.get_token());
    ASSERT_FALSE(painted);
    EXPECT_EQ(painted.error().code, ErrorCode::cancelled);
    EXPECT_EQ(painter_->painted(), 1);
    EXPECT_FALSE(std::filesystem::exists(output_));
}

}  // namespace
}  // namespace garden::cli
