#include "recommend/taste.h"

#include <cmath>

#include <gtest/gtest.h>

namespace garden::recommend {
namespace {

// One visitor who sees each time the best of five new pictures, and likes by the look alone.
class TasteTest : public testing::Test {
  protected:
    static constexpr int kLong = 3000;  // showings after which the tastes are known

    Vector features() {
        Vector features;
        for (float& value : features) value = normal_(random_);
        features[0] = 1;
        return features;
    }
    float believed(const Vector& features) const { return taste_.parts({}, visitor_, {}, features, 0).sum(); }
    Vector best_of(int count) {
        Vector best = features();
        for (int i = 1; i < count; ++i) {
            const Vector other = features();
            if (believed(other) > believed(best)) best = other;
        }
        return best;
    }
    // The log-odds of a like with this taste.
    static float log_odds(const Vector& taste, const Vector& features) { return dot(taste, features) - 1; }
    void show(const Vector& taste, int times) {
        for (int i = 0; i < times; ++i) {
            const Vector seen = best_of(5);
            Effects effects = Taste::new_effects(random_());
            const float chance = 1 / (1 + std::exp(-log_odds(taste, seen)));
            taste_.update(visitor_);
            Showing showing;
            showing.liked = std::uniform_real_distribution<float>()(random_) < chance;
            taste_.learn(showing, visitor_, effects, seen);
            taste_.settle();
        }
        taste_.update(visitor_);
    }
    // By how much more a picture is expected to be liked for each unit that it is, with this taste.
    float known_of(const Vector& taste) {
        double products = 0, squares = 0;
        for (int i = 0; i < 500; ++i) {
            const Vector seen = features();
            const float truth = dot(taste, seen);
            const Parts parts = taste_.parts({}, visitor_, {}, seen, 0);
            products += double{truth} * double{parts.sum() - parts.base};
            squares += double{truth} * double{truth};
        }
        return static_cast<float>(products / squares);
    }
    static Vector taste_for(std::size_t feature, float weight) {
        Vector taste{};
        taste[feature] = taste[feature + 1] = weight;
        return taste;
    }

    std::mt19937_64 random_{1};
    std::normal_distribution<float> normal_;
    Taste taste_;
    VisitorTaste visitor_ = taste_.new_visitor();
};

TEST_F(TasteTest, TastesThatTurnAreFollowedWithinSomeHundredShowings) {
    show(taste_for(1, 1.5F), kLong);
    EXPECT_EQ(taste_.drifts(), 0u);
    EXPECT_GT(known_of(taste_for(1, 1.5F)), 0.6F);
    show(taste_for(1, -1.5F), 600);
    EXPECT_EQ(taste_.drifts(), 1u);
    EXPECT_GT(known_of(taste_for(1, -1.5F)), 0.6F);
}

TEST_F(TasteTest, TastesThatAreGoneAreForgotten) {
    show(taste_for(1, 1.5F), kLong);
    show(taste_for(5, 1.5F), 700);
    EXPECT_EQ(taste_.drifts(), 1u);
    EXPECT_LT(std::abs(known_of(taste_for(1, 1.5F))), 0.3F) << "they did not turn either";
    show(taste_for(5, 1.5F), 500);
    EXPECT_LT(std::abs(known_of(taste_for(1, 1.5F))), 0.3F);
    EXPECT_GT(known_of(taste_for(5, 1.5F)), 0.4F);
}

}  // namespace
}  // namespace garden::recommend
