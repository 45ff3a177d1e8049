#include "http/body_limits.h"

#include <gtest/gtest.h>

namespace garden::http {
namespace {

using namespace std::chrono_literals;

constexpr BodyPace::Time begin{1000s};

TEST(BodyPace, BeforeTheFirstOctetOnlySilenceCounts) {
    const BodyPace pace(60s);
    EXPECT_EQ(pace.deadline(begin), begin + 60s);
    EXPECT_EQ(pace.deadline(begin + 40s), begin + 100s);
}

TEST(BodyPace, ATrickleEndsWithThePatience) {
    BodyPace pace(60s);
    for (int second = 0; second < 59; ++second)
        pace.note(static_cast<std::uint64_t>(second) + 1, begin + second * 1s);
    EXPECT_EQ(pace.deadline(begin + 59s), begin + 60s);
}

TEST(BodyPace, WhoKeepsTheRateMayGoOn) {
    BodyPace pace(60s);
    pace.note(1, begin);
    pace.note(100 * BodyPace::lowest_rate, begin + 70s);
    EXPECT_EQ(pace.deadline(begin + 70s), begin + 100s);
    pace.note(1000 * BodyPace::lowest_rate, begin + 80s);
    EXPECT_EQ(pace.deadline(begin + 80s), begin + 140s);  // but not in silence
}

TEST(BodyBudget, LastsForSoMuchAndIsGivenBack) {
    BodyBudget budget(100);
    BodyShare first(budget);
    EXPECT_TRUE(first.grow_to(40));
    EXPECT_TRUE(first.grow_to(60));
    {
        BodyShare second(budget);
        EXPECT_TRUE(second.grow_to(40));
        EXPECT_FALSE(second.grow_to(41));
        EXPECT_FALSE(budget.has(1));
    }
    EXPECT_TRUE(budget.has(40));
    EXPECT_FALSE(budget.has(41));
    first.give_back();
    EXPECT_TRUE(first.grow_to(100));
}

}  // namespace
}  // namespace garden::http
