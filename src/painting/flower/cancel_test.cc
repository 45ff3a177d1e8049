#include <algorithm>
#include <ctime>

#include <gtest/gtest.h>

#include "painting/flower/compose.h"
#include "painting/flower/paint.h"
#include "painting/flower/words.h"

namespace garden::painting::flower {
namespace {

constexpr int kSide = 4096;
// Seconds of work between two looks at the stop token, as painter.h promises. What watches addresses slows
// this work down three times and more (measured).
#ifdef __SANITIZE_ADDRESS__
constexpr double kLimit = 0.400;
#else
constexpr double kLimit = 0.100;
#endif

// CPU seconds of this thread: a machine that lets it wait makes no painter late.
double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// The longest piece of work at which nobody looked whether to stop, of a whole picture.
double longest_piece(const char* prompt) {
    double longest = 0.0;
    double last = cpu_seconds();
    const Watch watch;
    Follow follow(watch, [&] {
        const double now = cpu_seconds();
        longest = std::max(longest, now - last);
        last = now;
    });
    const Scene scene = compose(understand(prompt, ""), kSide, kSide, 8);
    paint(scene, feel(scene), follow);
    return longest;
}

class Cancel : public testing::TestWithParam<const char*> {};

// Willows of a thousand twigs, the vine, heads as large as a hand, every kind of last stage.
TEST_P(Cancel, TakesAtMost100MsOfWorkAtTheLargestSize) { EXPECT_LT(longest_piece(GetParam()), kLimit); }

INSTANTIATE_TEST_SUITE_P(Pictures, Cancel,
                         testing::Values("calm, van gogh", "confused, ink", "happy, watercolor"));

}  // namespace
}  // namespace garden::painting::flower
