#include "base/turns.h"

#include <future>
#include <stdexcept>

#include <gtest/gtest.h>

namespace garden {
namespace {

TEST(Turns, WhoComesWhenAllAreTakenAndNobodyMayWaitIsTurnedAway) {
    Turns turns(2, 0);
    Turns::Turn first = turns.take();
    const Turns::Turn second = turns.take();
    EXPECT_TRUE(first && second);
    EXPECT_FALSE(turns.take());
    first.reset();
    EXPECT_TRUE(turns.take()) << "a turn that ended is given again";
}

TEST(Turns, WhoWaitsGetsTheTurnThatEnds) {
    Turns turns(1, 1);
    Turns::Turn first = turns.take();
    auto waits = std::async(std::launch::async, [&] { return turns.take() != nullptr; });
    first.reset();
    EXPECT_TRUE(waits.get());
}

TEST(Turns, ATurnEndsWithAnException) {
    Turns turns(1, 0);
    const auto fails = [&] {
        const Turns::Turn turn = turns.take();
        throw std::runtime_error("no memory");
    };
    EXPECT_THROW(fails(), std::runtime_error);
    EXPECT_TRUE(turns.take());
}

}  // namespace
}  // namespace garden
