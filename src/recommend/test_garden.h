#pragma once

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "recommend/taste_recommender.h"

// For tests only.
namespace garden::recommend {

using visitors::Event;
using visitors::EventType;

using Keys = std::vector<std::string>;

inline std::string key(int number) { return fmt::format("emotions/happy/img_{}h.jpeg", number); }

inline Picture picture(const std::string& name, const std::string& search_key = "happy",
                       bool portrait = false) {
    return {name, search_key, portrait, {}};
}

inline Event view(const std::string& visitor, Keys impression) {
    return {.visitor_id = visitor,
            .type = EventType::view,
            .item = "",
            .impression = std::move(impression),
            .at = {},
            .event_id = ""};
}

inline Event like(const std::string& visitor, const std::string& item, Keys impression) {
    return {.visitor_id = visitor,
            .type = EventType::like,
            .item = item,
            .impression = std::move(impression),
            .at = {},
            .event_id = ""};
}

// Bright and pink, or dark and blue; `number` makes them differ.
inline image::Look look(bool bright, int number) {
    image::Look look{};
    look[0] = look[1] = bright ? 1 : -1;
    look[5] = look[6] = bright ? 1 : -1;
    for (std::size_t i = 14; i < 22; ++i)
        look[i] = static_cast<float>((number * (static_cast<int>(i) + 7)) % 11) / 5 - 1;
    return look;
}

// A garden of twelve pictures of "happy": those of even numbers are bright.
class TasteRecommenderTest : public testing::Test {
  protected:
    TasteRecommenderTest() { plant(recommender_); }

    static void plant(TasteRecommender& recommender) {
        for (int i = 0; i < 12; ++i) {
            recommender.picture_put(picture(key(i)));
            recommender.picture_looks(key(i), look(i % 2 == 0, i), 0);
        }
    }
    Keys landscape(const std::string& visitor, std::size_t limit = 25) {
        const Keys shown = recommender_.recommend({{visitor, "", "", ""}, "happy", limit, {}}).landscape;
        recommender_.note_given(visitor, {shown, {}});
        return shown;
    }
    double number(const std::string& visitor, const std::string& item, std::string_view name) {
        return number(recommender_, visitor, item, name);
    }
    static double number(const TasteRecommender& recommender, const std::string& visitor,
                         const std::string& item, std::string_view name) {
        const auto why = recommender.explain(visitor, item);
        for (const auto& [each, value] : why->numbers) {
            if (each == name) return value;
        }
        ADD_FAILURE() << "no number " << name;
        return 0;
    }
    // Shows slates of one bright and two dark pictures; the bright one is liked.
    std::vector<Event> evening(const std::string& visitor, int slates) {
        std::vector<Event> log;
        for (int i = 0; i < slates; ++i) {
            const Keys slate = {key(2 * i % 12), key((2 * i + 1) % 12), key((2 * i + 3) % 12)};
            log.push_back(like(visitor, slate[0], slate));
        }
        return log;
    }
    void learn(const std::vector<Event>& log) {
        for (const Event& event : log) recommender_.record(event, true);
    }

    TasteRecommender recommender_;
};

}  // namespace garden::recommend
