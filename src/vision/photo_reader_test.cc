#include "vision/photo_reader.h"

#include <future>

#include <gtest/gtest.h>

#include "image/codec.h"

namespace garden::vision {
namespace {

Bytes photo() { return image::encode_jpeg({2, 2, std::vector<std::uint8_t>(12, 200)}, 90, {}).value(); }

TEST(PhotoReader, ReadsSoManyAtOnceLetsSomeWaitAndTurnsTheRestAway) {
    std::promise<void> open;
    const std::shared_future<void> gate = open.get_future().share();
    std::promise<void> begun;
    std::atomic<int> calls = 0;
    PhotoReader reader(1, 1, [&](const image::Picture&, int) -> Result<std::vector<Face>> {
        if (++calls == 1) begun.set_value();
        gate.wait();
        return std::vector<Face>(1);
    });
    auto first = std::async(std::launch::async, [&] { return reader.read(photo(), 1); });
    begun.get_future().wait();
    auto second = std::async(std::launch::async, [&] { return reader.read(photo(), 1); });
    auto third = std::async(std::launch::async, [&] { return reader.read(photo(), 1); });
    // One of the two waits and the other is refused, whichever came first.
    const auto refused = [](std::future<Result<std::vector<Face>>>& future) {
        return future.wait_for(std::chrono::milliseconds(1)) == std::future_status::ready;
    };
    while (!refused(second) && !refused(third)) {
    }
    auto& turned_away = refused(second) ? second : third;
    auto& waits = &turned_away == &second ? third : second;
    EXPECT_EQ(turned_away.get().error().code, ErrorCode::busy);
    EXPECT_EQ(calls, 1);
    open.set_value();
    EXPECT_EQ(first.get()->size(), 1u);
    EXPECT_EQ(waits.get()->size(), 1u);
}

TEST(PhotoReader, GivesItsTurnBackAfterABadPhoto) {
    PhotoReader reader(1, 0, [](const image::Picture&, int) { return std::vector<Face>(); });
    EXPECT_EQ(reader.read("", 1).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(reader.read("text", 1).error().code, ErrorCode::unsupported);
    EXPECT_EQ(reader.read(photo(), 1, 3).error().code, ErrorCode::precondition);
    EXPECT_TRUE(reader.read(photo(), 1, 2));
}

TEST(PhotoReader, GivesItsTurnBackWhenMemoryIsShort) {
    bool is_short = true;
    PhotoReader reader(1, 0, [&](const image::Picture&, int) {
        if (is_short) throw std::bad_alloc();
        return std::vector<Face>();
    });
    EXPECT_THROW((void)reader.read(photo(), 1), std::bad_alloc);
    is_short = false;
    EXPECT_TRUE(reader.read(photo(), 1));
}

}  // namespace
}  // namespace garden::vision
