#include "base/chores.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/failure_log.h"
#include "base/log.h"

namespace garden {
namespace {

TEST(Chores, EachHasItsTurnUntilThereIsAStop) {
    std::stop_source stop;
    int first = 0, second = 0;
    do_regularly(stop.get_token(), every(std::chrono::milliseconds(1)),
                 {{"failing",
                   [&]() -> Result<> {
                       ++first;
                       return fail(ErrorCode::unavailable, "not now");
                   }},
                  {"ending", [&]() -> Result<> {
                       if (++second == 3) stop.request_stop();
                       return {};
                   }}});
    EXPECT_EQ(first, 3) << "that one fails keeps none from its turn";
    EXPECT_EQ(second, 3);
}

TEST(FailureLog, TellsOfAChangeOnly) {
    testing::internal::CaptureStderr();
    FailureLog log("sweeping");
    const Result<int> failed = fail(ErrorCode::unavailable, "the store is gone");
    log.note(Result<int>(1));
    for (int i = 0; i < 5; ++i) log.note(failed);
    for (int i = 0; i < 5; ++i) log.note(Result<>());
    log.note(failed);
    const std::string told = testing::internal::GetCapturedStderr();
    EXPECT_EQ(std::ranges::count(told, '\n'), 3) << told;
    EXPECT_TRUE(told.contains("the store is gone")) << told;
    EXPECT_TRUE(told.contains("it works again")) << told;
}

}  // namespace
}  // namespace garden
