// How TasteRecommender explains itself.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "gallery/key.h"
#include "recommend/taste_recommender.h"
#include "recommend/words.h"

namespace garden::recommend {
namespace {

// Numbers of a look that are named for and against a picture.
constexpr std::size_t kNamed = 2;
// Log-odds below which a part counts as nothing: a twentieth more or less.
constexpr float kNothing = 0.05F;

std::string_view direction(float log_odds) {
    if (log_odds > kNothing) return "more";
    return log_odds < -kNothing ? "less" : "as much";
}

std::string_view comparison(float log_odds) {
    return std::abs(log_odds) > kNothing ? "than others" : "as others";
}

std::string sentence_of_parts(const Parts& parts, const Mood& mood) {
    std::string words =
        fmt::format("In {} pictures of this look are liked {} {}", gallery::kEmotions.at(mood.emotion),
                    direction(parts.look), comparison(parts.look));
    const std::string_view generation = generation_name(mood.generation), gender = gender_name(mood.gender);
    if (!generation.empty())
        words += fmt::format(", by the generation {} {}", generation, direction(parts.generation));
    if (!gender.empty()) words += fmt::format(", by the gender {} {}", gender, direction(parts.gender));
    return words + fmt::format(", by this visitor {}; the picture itself {}.", direction(parts.visitor),
                               direction(parts.picture));
}

// What of the look speaks for the picture, or with `sign` -1 against it; empty: nothing does.
std::string named(const Vector& weights, const Vector& features, float sign) {
    std::vector<std::pair<float, std::string_view>> reasons;
    for (std::size_t i = 1; i < kWidth; ++i) {
        const float part = sign * weights[i] * features[i];
        const std::string_view word = image::kLookWords[i - 1];
        if (part > kNothing) reasons.emplace_back(part, word);
    }
    std::ranges::sort(reasons, std::greater<>());
    std::string words;
    for (std::size_t i = 0; i < std::min(kNamed, reasons.size()); ++i)
        words += fmt::format("{}{}", i == 0 ? "" : " and ", reasons[i].second);
    return words;
}

}  // namespace

Result<Explanation> TasteRecommender::explain(std::string_view visitor_id, std::string_view key) const {
    const std::shared_lock lock(mutex_);
    const auto number = numbers_.find(key);
    const Item* item = number == numbers_.end() ? nullptr : items_[number->second].get();
    if (item == nullptr || item->shelf == nullptr)
        return fail(ErrorCode::not_found, "the recommender knows no picture with this key");
    const Asking who = asking(visitor(visitor_id), item->emotion);
    const VisitorTaste taste = taste_of(learned_.find(visitor_id));
    const Parts parts = taste_.parts(who.mood, taste, item->effects, item->features,
                                     also_liked_.nearness(who.likes, number->second));
    const std::size_t times = times_seen(who, number->second);
    const double left = taste_.repeat_factor(times);
    const double chance = left / (1 + std::exp(-parts.sum()));
    const auto order = best_of(item->shelf, who, item->shelf->size());
    const auto place = std::ranges::find(order, number->second) - order.begin() + 1;

    std::string words =
        fmt::format("Place {} of {}: the chance of a like is {:.0f} %. ", place, order.size(), 100 * chance);
    words += sentence_of_parts(parts, who.mood);
    const Vector mean = taste_.mean_weights(who.mood, taste);
    const std::string reasons = named(mean, item->features, 1), doubts = named(mean, item->features, -1);
    if (!reasons.empty()) words += fmt::format(" What speaks for it most: {}.", reasons);
    if (!doubts.empty()) words += fmt::format(" Against it: {}.", doubts);
    if (parts.also_liked > kNothing) words += " Many who liked what this visitor liked liked it too.";
    if (times > 0) {
        words += fmt::format(
            " This visitor saw it or was given it {} time{}, which leaves {:.0f} % of the chance.", times,
            times == 1 ? "" : "s", 100 * left);
    }
    return Explanation{words,
                       {{"place", static_cast<double>(place)},
                        {"chance", chance},
                        {"base", parts.base},
                        {"emotion", parts.look},
                        {"generation", parts.generation},
                        {"gender", parts.gender},
                        {"visitor", parts.visitor},
                        {"picture", parts.picture},
                        {"alsoLiked", parts.also_liked},
                        {"uncertainty", std::sqrt(static_cast<double>(parts.variance))},
                        {"seen", static_cast<double>(times)},
                        {"left", left},
                        {"showings", item->showings}}};
}

}  // namespace garden::recommend
