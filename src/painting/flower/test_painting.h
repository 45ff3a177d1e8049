#pragma once

#include <array>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "painting/flower/flower_painter.h"

// For tests only.
namespace garden::painting {

inline constexpr std::array kEmotionWords{"happy", "surprised", "calm",      "angry",
                                          "fear",  "confused",  "disgusted", "sad"};

inline Order order_of(std::string prompt, std::uint64_t seed, int width = 160, int height = 100) {
    Order order;
    order.prompt = std::move(prompt);
    order.seed = seed;
    order.width = width;
    order.height = height;
    return order;
}

inline image::Picture picture_of(Painter& painter, const Order& order) {
    Result<Painting> painting = painter.paint(order, {});
    EXPECT_TRUE(painting.has_value()) << painting.error().message;
    return painting ? std::move(painting->picture) : image::Picture{};
}

inline image::Picture picture_of(const Order& order) { return picture_of(*make_flower_painter(), order); }

}  // namespace garden::painting
