#include "base/iso_time.h"

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

namespace garden {
namespace {

TEST(IsoTime, IsWrittenInWholeSecondsAndReadBack) {
    const Timestamp time = from_micros(1'700'000'000'999'999);
    EXPECT_EQ(iso_time(time), "2023-11-14T22:13:20Z");
    const auto read = parse_iso_time("2023-11-14T22:13:20Z");
    ASSERT_TRUE(read);
    EXPECT_FALSE(read->is_day);
    EXPECT_EQ(to_seconds(read->begin), 1'700'000'000);
}

TEST(IsoTime, IsInUtcWhereverTheMachineIs) {
    const char* const before = std::getenv("TZ");
    const std::string kept = before == nullptr ? "" : before;
    setenv("TZ", "Asia/Seoul", 1);
    tzset();
    EXPECT_EQ(iso_time(from_micros(1'700'000'000'000'000)), "2023-11-14T22:13:20Z");
    before == nullptr ? unsetenv("TZ") : setenv("TZ", kept.c_str(), 1);
    tzset();
}

TEST(IsoTime, ADayBeginsAtMidnight) {
    const auto read = parse_iso_time("2024-02-29");
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->is_day);
    EXPECT_EQ(iso_time(read->begin), "2024-02-29T00:00:00Z");
}

TEST(IsoTime, OtherTextsAreNone) {
    for (const char* text :
         {"", "2023-02-29", "2023-13-01", "2023-11-14T24:00:00Z", "2023-11-14T22:60:20Z",
          "2023-11-14 22:13:20Z", "2023-11-14T22:13:20", "20231114", "2023-1-14", "gestern"}) {
        EXPECT_FALSE(parse_iso_time(text)) << text;
    }
}

}  // namespace
}  // namespace garden
