#include "painting/flower/blossom.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "painting/flower/compose.h"
#include "painting/flower/natural.h"
#include "painting/flower/paint.h"
#include "painting/flower/petal.h"

namespace garden::painting::flower {
namespace {

constexpr int kSide = 160;
const Lch kPaper{0.62, 0.08, 135};

struct Pixels {
    std::vector<std::uint32_t> values;
    int changed = 0;             // from the paper
    double r = 0, g = 0, b = 0;  // mean of what was changed
};

Pixels paint(const Head& head) {
    Canvas canvas(kSide, kSide);
    set_colour(canvas.cr(), kPaper);
    cairo_paint(canvas.cr());
    canvas.ready();
    const std::uint32_t paper = canvas.row(0)[0];
    Random random(5);
    paint_head(canvas.cr(), head, random);
    canvas.ready();
    Pixels pixels;
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const std::uint32_t value = canvas.row(y)[x];
            pixels.values.push_back(value);
            if (value == paper) continue;
            const Rgb colour = unpack(value);
            ++pixels.changed;
            pixels.r += colour.r;
            pixels.g += colour.g;
            pixels.b += colour.b;
        }
    }
    const int count = std::max(1, pixels.changed);
    pixels.r /= count;
    pixels.g /= count;
    pixels.b /= count;
    return pixels;
}

Head head_of(Kind kind, double radius = 50) {
    Head head;
    head.kind = kind;
    head.x = head.y = kSide / 2.0;
    if (kind == Kind::wisteria) head.y = 10;
    head.radius = radius;
    head.petal = petals_of({.kind = kind, .wished = true}, Emotion::happy, {{0.8, 0.1, 60}}).front();
    return head;
}

// Part of the pixels in which two heads differ visibly.
double difference(const Pixels& a, const Pixels& b) {
    int different = 0;
    for (std::size_t i = 0; i < a.values.size(); ++i) {
        const Rgb p = unpack(a.values[i]);
        const Rgb q = unpack(b.values[i]);
        if (std::abs(p.r - q.r) + std::abs(p.g - q.g) + std::abs(p.b - q.b) > 0.15) ++different;
    }
    return static_cast<double>(different) / static_cast<double>(a.values.size());
}

TEST(Blossom, EveryKindIsAnotherFlower) {
    std::vector<Pixels> kinds;
    for (int k = 0; k < kKinds; ++k) {
        Head head = head_of(static_cast<Kind>(k));
        head.petal = {0.75, 0.12, 350};  // so that form alone tells
        kinds.push_back(paint(head));
        EXPECT_GT(kinds.back().changed, kSide * kSide / 20) << k;
    }
    for (int a = 0; a < kKinds; ++a) {
        for (int b = 0; b < a; ++b) {
            EXPECT_GT(difference(kinds[static_cast<std::size_t>(a)], kinds[static_cast<std::size_t>(b)]),
                      0.04)
                << a << " and " << b;
        }
    }
}

TEST(Blossom, StaysWhereItWasPlanted) {
    for (int k = 0; k < kKinds; ++k) {
        const Pixels pixels = paint(head_of(static_cast<Kind>(k)));
        for (std::size_t i = 0; i < kSide; ++i) {
            for (const std::size_t at : {i, i * kSide, i * kSide + kSide - 1})
                EXPECT_EQ(pixels.values[at], pixels.values[0]) << k;  // but for the lower edge: racemes hang
        }
    }
}

TEST(Blossom, LooksOtherFromTheSideAndAsABud) {
    for (const Kind kind : {Kind::rose, Kind::daisy, Kind::sunflower, Kind::poppy, Kind::lily, Kind::peony}) {
        Head head = head_of(kind);
        head.facing = 1.0;
        const Pixels front = paint(head);
        head.facing = 0.0;
        const Pixels side = paint(head);
        EXPECT_GT(difference(front, side), 0.08) << static_cast<int>(kind);
        head.open = 0.1;
        EXPECT_LT(paint(head).changed, front.changed * 3 / 4) << static_cast<int>(kind);
    }
}

TEST(Blossom, IsLitFromTheSideOfTheLight) {
    const auto left_minus_right = [](double light) {
        Head head = head_of(Kind::hydrangea);
        head.light = light;
        const Pixels pixels = paint(head);
        double balance = 0.0;
        for (std::size_t i = 0; i < pixels.values.size(); ++i) {
            const Rgb colour = unpack(pixels.values[i]);
            balance += (i % kSide < kSide / 2 ? 1.0 : -1.0) * (colour.r + colour.g + colour.b);
        }
        return balance / static_cast<double>(pixels.values.size());
    };
    EXPECT_GT(left_minus_right(-1.0), left_minus_right(1.0) + 0.01);
}

TEST(Natural, FlowersKeepTheirColourWhereTheFeelingIsGentle) {
    const auto first = [](Kind kind, Emotion emotion) {
        Wishes wishes;
        wishes.emotion = emotion;
        wishes.flowers = {{.kind = kind, .wished = true}};
        return feel(compose(wishes, 320, 200, 4)).flowers.front().front();
    };
    for (const Emotion emotion : {Emotion::happy, Emotion::calm}) {
        EXPECT_NEAR(first(Kind::sunflower, emotion).h, 85, 20);
        EXPECT_NEAR(first(Kind::lavender, emotion).h, 295, 20);
        EXPECT_NEAR(first(Kind::poppy, emotion).h, 29, 20);
        EXPECT_NEAR(first(Kind::iris, emotion).h, 288, 20);
        EXPECT_LT(first(Kind::daisy, emotion).c, 0.05);
    }
}

TEST(Natural, AColourThatWasAskedForIsSeen) {
    const std::vector<Lch> palette{{0.60, 0.20, 28}, {0.45, 0.15, 350}};
    for (const Emotion emotion : {Emotion::happy, Emotion::angry, Emotion::sad}) {
        const Favour white{.kind = Kind::rose, .colours = {Colour::white}, .wished = true};
        const Favour blue{.kind = Kind::rose, .colours = {Colour::blue}, .wished = true};
        EXPECT_LT(petals_of(white, emotion, palette).front().c, 0.08);
        EXPECT_NEAR(petals_of(blue, emotion, palette).front().h, 262, 45);
    }
}

// What is set on a petal, such as an iris's beard, lies on it however sharp the feeling makes it.
TEST(Pen, PlacesOnThePetalThatItDraws) {
    for (const double sharp : {0.0, 0.5, 1.0}) {
        Canvas canvas(kSide, kSide);
        set_colour(canvas.cr(), kPaper);
        cairo_paint(canvas.cr());
        canvas.ready();
        const std::uint32_t paper = canvas.row(0)[0];
        constexpr double kRadius = 60.0;
        cairo_translate(canvas.cr(), kSide / 2.0, kSide / 2.0);
        cairo_scale(canvas.cr(), kRadius, kRadius);
        Random random(5);
        const Pen pen(canvas.cr(), random, kRadius, 0.0, 0.0, 0.0, sharp);
        const Petal petal{.width = 0.4, .arc = 0.0, .rise = 0.0};
        pen.petal(petal, Silk::of({0.6, 0.2, 20}, {0.7, 0.2, 20}, {0.8, 0.2, 20}));
        canvas.ready();
        const auto painted = [&](double along, double across) {
            const Point p = pen.place(petal, along, across);
            const int x = static_cast<int>(kSide / 2.0 + p.x * kRadius);
            const int y = static_cast<int>(kSide / 2.0 + p.y * kRadius);
            return canvas.row(y)[x] != paper;
        };
        for (const double along : {0.1, 0.5, 0.9}) EXPECT_TRUE(painted(along, 0.0)) << sharp;
        for (const double side : {-0.8, 0.8}) EXPECT_TRUE(painted(0.55, side)) << sharp;
        for (const double side : {-1.4, 1.4}) EXPECT_FALSE(painted(0.55, side)) << sharp;
    }
}

}  // namespace
}  // namespace garden::painting::flower
