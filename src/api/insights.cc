#include "api/insights.h"

#include <concepts>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/metrics.h"
#include "base/iso_time.h"
#include "gallery/key.h"
#include "recommend/words.h"

namespace garden::api {
namespace {

using nlohmann::ordered_json;
using recommend::Audience;
using recommend::Comparison;
using recommend::Count;
using recommend::Figures;
using recommend::kDeepest;
using recommend::kDepths;
using recommend::Quality;

constexpr std::string_view kUnknown = "unknown";

// Nothing: of nothing there is no share.
std::optional<double> share(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0) return {};
    return static_cast<double>(part) / static_cast<double>(whole);
}

std::optional<double> click_rate(const Count& count) { return share(count.liked, count.shown); }

ordered_json json_of(const std::optional<double>& value) {
    return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json json_of(const Count& count) {
    return {{"shown", count.shown}, {"liked", count.liked}, {"clickRate", json_of(click_rate(count))}};
}

ordered_json json_of(const Audience& audience) {
    ordered_json json = json_of(static_cast<const Count&>(audience));
    json["visitors"] = audience.visitors;
    return json;
}

ordered_json json_of(const Quality& quality) {
    ordered_json json;
    for (std::size_t i = 0; i < kDepths.size(); ++i)
        json[fmt::format("ndcg{}", kDepths[i])] = quality.ndcg[i];
    json[fmt::format("mrr{}", kDeepest)] = quality.mrr;
    for (std::size_t i = 0; i < kDepths.size(); ++i)
        json[fmt::format("precision{}", kDepths[i])] = quality.precision[i];
    return json;
}

ordered_json json_of(const Comparison& comparison, const Count& clicks) {
    const bool is_known = comparison.questions > 0;
    return {{"questions", comparison.questions},
            {"recommender", is_known ? json_of(comparison.recommender) : ordered_json(nullptr)},
            {"popularity", is_known ? json_of(comparison.popularity) : ordered_json(nullptr)},
            {"clicks", json_of(clicks)}};
}

template <typename Counted>
using Named = std::vector<std::pair<std::string, Counted>>;

Named<Audience> by_emotion(const Figures& figures) {
    Named<Audience> counts;
    for (std::size_t i = 0; i < figures.emotions.size(); ++i)
        counts.emplace_back(gallery::kEmotions.at(i), figures.emotions[i]);
    return counts;
}

std::string name_or_unknown(std::string_view name) { return std::string(name.empty() ? kUnknown : name); }

Named<Audience> by_generation(const Figures& figures) {
    Named<Audience> counts;
    for (std::size_t i = 0; i < figures.generations.size(); ++i)
        counts.emplace_back(name_or_unknown(recommend::generation_name(i)), figures.generations[i]);
    return counts;
}

Named<Audience> by_gender(const Figures& figures) {
    Named<Audience> counts;
    for (std::size_t i = 0; i < figures.genders.size(); ++i)
        counts.emplace_back(name_or_unknown(recommend::gender_name(i)), figures.genders[i]);
    return counts;
}

Named<Audience> by_hour(const Figures& figures) {
    Named<Audience> counts;
    for (std::size_t i = 0; i < figures.hours.size(); ++i)
        counts.emplace_back(fmt::format("{:02}", i), figures.hours[i]);
    return counts;
}

Named<Count> by_position(const Figures& figures) {
    Named<Count> counts;
    for (std::size_t i = 0; i < figures.places.size(); ++i)
        counts.emplace_back(fmt::format("{}", i + 1), figures.places[i]);
    return counts;
}

template <typename Counted>
ordered_json json_of(const Named<Counted>& counts) {
    ordered_json json = ordered_json::object();
    for (const auto& [name, count] : counts) json[name] = json_of(count);
    return json;
}

ordered_json coverage_json(const recommend::Coverage& coverage) {
    return {{"pictures", coverage.pictures},
            {"shown", json_of(share(coverage.shown, coverage.pictures))},
            {"recommender", json_of(share(coverage.recommended, coverage.pictures))},
            {"popularity", json_of(share(coverage.popular, coverage.pictures))}};
}

std::string quality_gauges(const Figures& figures) {
    Gauge questions("garden_recommendation_questions",
                    "Slates in the window whose likes were looked up in a ranking made before.");
    Gauge ndcg("garden_recommendation_ndcg", "Mean NDCG of the questions at depth k.");
    Gauge precision("garden_recommendation_precision", "Mean precision of the questions at depth k.");
    Gauge mrr("garden_recommendation_mrr", "Mean reciprocal rank of the first liked picture within 25.");
    for (const auto& [of, comparison] : {std::pair<std::string_view, const Comparison*>{"all", &figures.all},
                                         {"new_visitors", &figures.new_visitors},
                                         {"new_pictures", &figures.new_pictures}}) {
        questions.add(fmt::format("of=\"{}\"", of), static_cast<double>(comparison->questions));
        if (comparison->questions == 0) continue;
        for (const auto& [ranker, quality] :
             {std::pair<std::string_view, const Quality*>{"recommender", &comparison->recommender},
              {"popularity", &comparison->popularity}}) {
            const std::string labels = fmt::format("of=\"{}\",ranker=\"{}\"", of, ranker);
            mrr.add(labels, quality->mrr);
            for (std::size_t i = 0; i < kDepths.size(); ++i) {
                const std::string at = fmt::format("{},k=\"{}\"", labels, kDepths[i]);
                ndcg.add(at, quality->ndcg[i]);
                precision.add(at, quality->precision[i]);
            }
        }
    }
    return questions.text() + ndcg.text() + precision.text() + mrr.text();
}

std::string coverage_gauge(const recommend::Coverage& coverage) {
    Gauge gauge("garden_recommendation_coverage",
                "Share of the garden's pictures that came first in the window.");
    gauge.add("by=\"slates\"", share(coverage.shown, coverage.pictures));
    gauge.add("by=\"recommender\"", share(coverage.recommended, coverage.pictures));
    gauge.add("by=\"popularity\"", share(coverage.popular, coverage.pictures));
    return gauge.text();
}

template <typename Counted>
std::string gauges_by(std::string_view name, const Named<Counted>& counts) {
    Gauge likes(fmt::format("garden_likes_by_{}", name), "Pictures that were liked, in the window.");
    Gauge shown(fmt::format("garden_showings_by_{}", name), "Pictures that were shown, in the window.");
    Gauge visitors(fmt::format("garden_visitors_by_{}", name), "Different visitors, in the window.");
    for (const auto& [value, count] : counts) {
        const std::string label = fmt::format("{}=\"{}\"", name, value);
        likes.add(label, static_cast<double>(count.liked));
        shown.add(label, static_cast<double>(count.shown));
        if constexpr (std::same_as<Counted, Audience>)
            visitors.add(label, static_cast<double>(count.visitors));
    }
    return likes.text() + shown.text() + (std::same_as<Counted, Audience> ? visitors.text() : "");
}

std::string click_gauges(const Figures& figures) {
    Gauge rates("garden_click_rate", "Likes for each picture shown, in the window.");
    rates.add("of=\"all\"", click_rate(figures.clicks));
    rates.add("of=\"new_visitors\"", click_rate(figures.clicks_of_new_visitors));
    rates.add("of=\"new_pictures\"", click_rate(figures.clicks_of_new_pictures));
    std::string text = rates.text();
    text += gauges_by("position", by_position(figures)) + gauges_by("emotion", by_emotion(figures)) +
            gauges_by("generation", by_generation(figures)) + gauges_by("gender", by_gender(figures)) +
            gauges_by("hour", by_hour(figures));
    return text;
}

}  // namespace

std::string insights_json(const Figures& figures) {
    const ordered_json answer = {
        {"window",
         {{"slates", figures.slates},
          {"visitors", figures.clicks.visitors},
          {"asked", figures.asked},
          {"oldest", figures.oldest ? ordered_json(iso_time(*figures.oldest)) : ordered_json(nullptr)}}},
        {"all", json_of(figures.all, figures.clicks)},
        {"newVisitors", json_of(figures.new_visitors, figures.clicks_of_new_visitors)},
        {"newPictures", json_of(figures.new_pictures, figures.clicks_of_new_pictures)},
        {"coverage", coverage_json(figures.coverage)},
        {"explorationShare", json_of(share(figures.explored_places, figures.first_places))},
        {"byPosition", json_of(by_position(figures))},
        {"byEmotion", json_of(by_emotion(figures))},
        {"byGeneration", json_of(by_generation(figures))},
        {"byGender", json_of(by_gender(figures))},
        {"byHour", json_of(by_hour(figures))}};
    return answer.dump();
}

std::string insights_metrics(const Figures& figures) {
    std::string text =
        gauge("garden_recommendation_slates", "Slates in the window.", static_cast<double>(figures.slates));
    text += quality_gauges(figures) + coverage_gauge(figures.coverage) + click_gauges(figures);
    if (const auto explored = share(figures.explored_places, figures.first_places)) {
        text += gauge("garden_recommendation_exploration_share",
                      "Share of the first places that exploration gave away.", *explored);
    }
    return text;
}

}  // namespace garden::api
