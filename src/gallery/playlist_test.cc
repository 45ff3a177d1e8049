#include "gallery/playlist.h"

#include <gtest/gtest.h>

namespace garden::gallery {
namespace {

TEST(ActiveHours, AreReadAndWritten) {
    for (const char* text : {"09:00-18:00", "18:00-02:00", "00:00-24:00", "23:59-24:00"}) {
        const auto hours = parse_active_hours(text);
        ASSERT_TRUE(hours) << text;
        EXPECT_EQ(to_text(*hours), text);
    }
    EXPECT_EQ(to_text(*parse_active_hours("18:00-00:00")), "18:00-24:00");
    for (const char* text : {"", "-", "09:00", "9:00-18:00", "09:00-18:00 ", "09:60-18:00", "24:00-09:00",
                             "25:00-26:00", "09:00-09:00", "09:00-24:01", "00:00-00:00", "ab:cd-ef:gh"}) {
        EXPECT_FALSE(parse_active_hours(text)) << text;
    }
}

TEST(ActiveHours, BeginWithTheirFirstMinuteAndEndBeforeTheirLast) {
    const auto day = *parse_active_hours("09:00-18:00");
    EXPECT_FALSE(is_within(day, 9 * 60 - 1));
    EXPECT_TRUE(is_within(day, 9 * 60));
    EXPECT_TRUE(is_within(day, 18 * 60 - 1));
    EXPECT_FALSE(is_within(day, 18 * 60));
    const auto night = *parse_active_hours("18:00-02:00");
    EXPECT_TRUE(is_within(night, 23 * 60));
    EXPECT_TRUE(is_within(night, 60));
    EXPECT_FALSE(is_within(night, 2 * 60));
    EXPECT_FALSE(is_within(night, 12 * 60));
}

}  // namespace
}  // namespace garden::gallery
