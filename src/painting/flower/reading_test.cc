#include "painting/flower/reading.h"

#include <gtest/gtest.h>

namespace garden::painting::flower {
namespace {

TEST(Reading, HasSingleSpacesForAllThatSeparatesWords) {
    EXPECT_EQ(read("Rose. daisy").text, " rose daisy ");
    EXPECT_EQ(read("(tulip: 2.0), a :  lily...").text, " tulip a lily ");
    EXPECT_EQ(read("").text, " ");
    EXPECT_EQ(read(" . : ,").text, " ");
}

TEST(Reading, HasAWeightForEveryOctet) {
    const Reading reading = read("a. ((b)) (c: 2.0): d");
    ASSERT_EQ(reading.text, " a b c d ");
    ASSERT_EQ(reading.weights.size(), reading.text.size());
    EXPECT_EQ(reading.weights[1], 1.0);
    EXPECT_NEAR(reading.weights[3], 1.21, 1e-9);
    EXPECT_EQ(reading.weights[5], 2.0);
    EXPECT_EQ(reading.weights[7], 1.0);
}

}  // namespace
}  // namespace garden::painting::flower
