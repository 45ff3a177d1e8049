#include <atomic>
#include <chrono>
#include <ctime>
#include <thread>

#include <gtest/gtest.h>
#include <pthread.h>

#include "painting/flower/compose.h"
#include "painting/flower/paint.h"

namespace garden::painting::flower {
namespace {

constexpr int kSide = 4096;
constexpr double kLimit = 0.100;  // seconds of work, as painter.h promises
constexpr double kInterval =
    0.080;  // shorter, so that every piece of work that is too long is met near its start

// CPU seconds that a thread has used.
double cpu_seconds(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

struct Ending {
    double after;  // CPU seconds from the start
    double late;   // from the request to stop; below 0 when the end came first
};

// Paints the plants, and asks to stop after `stop_at` CPU seconds. The clock is read after asking, so that a
// machine that lets this thread wait makes no painter late.
Ending paint_and_stop(const Sight& sight, double stop_at) {
    std::stop_source stop;
    std::atomic<double> ended = 0.0;
    std::atomic<bool> may_end = false;  // a thread that has ended has no clock
    std::jthread painting([&] {
        const Watch watch{{}, stop.get_token()};
        Follow follow(watch);
        const double start = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
        try {
            paint_plants(sight, {follow, sight.canvas, 0.65, 0.86});
        } catch (const Stopped&) {
        }
        ended = cpu_seconds(CLOCK_THREAD_CPUTIME_ID) - start;
        may_end.wait(false);
    });
    clockid_t clock{};
    pthread_getcpuclockid(painting.native_handle(), &clock);
    while (cpu_seconds(clock) < stop_at && ended == 0.0)
        std::this_thread::sleep_for(std::chrono::microseconds(500));
    stop.request_stop();
    const double asked = cpu_seconds(clock);
    may_end = true;
    may_end.notify_one();
    painting.join();
    return {ended, ended - asked};
}

// The layer with the longest pieces: willows of a thousand twigs, the vine, heads as large as a hand.
TEST(Cancel, TakesAtMost100MsOfWorkAtTheLargestSize) {
    Canvas canvas(kSide, kSide);
    for (const Emotion emotion : {Emotion::calm, Emotion::confused}) {
        Wishes wishes;
        wishes.emotion = emotion;
        const Scene scene = compose(wishes, kSide, kSide, 8);
        ASSERT_EQ(scene.trees > 0, emotion == Emotion::calm) << "a seed with a willow is wanted";
        const Feeling feeling = feel(scene);
        const Sight sight{scene, feeling, canvas};
        const double whole = paint_and_stop(sight, 1e9).after;
        for (double at = kInterval / 2.0; at < whole; at += kInterval) {
            EXPECT_LT(paint_and_stop(sight, at).late, kLimit)
                << "emotion " << static_cast<int>(emotion) << ", asked at " << at << " of " << whole << " s";
        }
    }
}

}  // namespace
}  // namespace garden::painting::flower
