#include "recommend/insights.h"

#include <algorithm>
#include <cmath>
#include <ranges>
#include <unordered_set>
#include <utility>

#include "base/hash.h"
#include "gallery/playlist.h"

namespace garden::recommend {
namespace {

// What a slate may cost on average, and what a question costs beside its pictures; measured, in pictures
// (some 35 ns each): questions then take 5 µs a slate.
constexpr double kAllowance = 150;
constexpr double kQuestionCost = 300;

// The baseline before anybody saw a picture.
constexpr float kPriorLikes = 0.5F;
constexpr float kPriorShowings = 4;

std::uint8_t rank_in(const std::vector<PictureNumber>& ranking, PictureNumber picture) {
    const auto end = ranking.begin() + static_cast<std::ptrdiff_t>(std::min(ranking.size(), kDeepest));
    const auto found = std::find(ranking.begin(), end, picture);
    return found == end ? 0 : static_cast<std::uint8_t>(found - ranking.begin() + 1);
}

// The first of `ranking`, as many as there is room for.
template <std::size_t N>
void copy_first(const std::vector<PictureNumber>& ranking, std::array<std::optional<PictureNumber>, N>& to) {
    for (std::size_t i = 0; i < std::min(N, ranking.size()); ++i) to[i] = ranking[i];
}

double gain(std::size_t rank) { return 1 / std::log2(1.0 + static_cast<double>(rank)); }

void divide(Quality& sums, std::size_t questions) {
    if (questions == 0) return;
    const auto count = static_cast<double>(questions);
    for (double& sum : sums.ndcg) sum /= count;
    for (double& sum : sums.precision) sum /= count;
    sums.mrr /= count;
}

void divide(Comparison& comparison) {
    divide(comparison.recommender, comparison.questions);
    divide(comparison.popularity, comparison.questions);
}

void add(Count& count, bool is_liked) {
    ++count.shown;
    if (is_liked) ++count.liked;
}

std::size_t hour_of(Timestamp time) {
    return static_cast<std::size_t>(gallery::local_time(time).minute_of_day / 60);
}

}  // namespace

bool Insights::may_ask(std::size_t pictures) {
    const std::lock_guard lock(mutex_);
    allowance_ = std::min(allowance_ + kAllowance, 0.0);
    if (allowance_ < 0) return false;
    allowance_ -= kQuestionCost + static_cast<double>(pictures);
    return true;
}

void Insights::popularity(const Shelf& shelf, std::vector<float>& scores) const {
    scores.resize(shelf.size());
    const std::lock_guard lock(mutex_);
    for (std::size_t slot = 0; slot < shelf.size(); ++slot) {
        const PictureNumber picture = shelf.picture(slot);
        const Tally tally = picture < tallies_.size() ? tallies_[picture] : Tally{};
        scores[slot] = (static_cast<float>(tally.likes) + kPriorLikes) /
                       (static_cast<float>(tally.showings) + kPriorShowings);
    }
}

Insights::Record Insights::record_of(const ShownSlate& slate) {
    Record record{.at = slate.at,
                  .mood = slate.mood,
                  .visitor_is_new = slate.visitor_is_new,
                  .is_asked = slate.answers.has_value(),
                  .recommended = {},
                  .popular = {},
                  .places = {}};
    if (slate.answers) {
        record.first = static_cast<std::uint8_t>(std::min(slate.answers->first, kFirstPlaces));
        record.explored = static_cast<std::uint8_t>(std::min(slate.answers->explored, kFirstPlaces));
        copy_first(slate.answers->recommender, record.recommended);
        copy_first(slate.answers->popularity, record.popular);
    }
    const std::size_t count = std::min(slate.places.size(), kMostMeasured);
    record.places.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const ShownSlate::Place& shown = slate.places[i];
        Place place{.picture = shown.picture, .is_new = shown.is_new, .is_asked = shown.is_asked};
        if (slate.answers && shown.is_asked && shown.picture) {
            place.recommended = rank_in(slate.answers->recommender, *shown.picture);
            place.popular = rank_in(slate.answers->popularity, *shown.picture);
        }
        record.places.push_back(place);
    }
    return record;
}

void Insights::note_slate(std::string_view visitor_id, const ShownSlate& slate) {
    Record record = record_of(slate);
    record.visitor = fnv1a(visitor_id);
    const std::lock_guard lock(mutex_);
    for (const Place& place : record.places) {
        if (place.picture) ++tally(*place.picture).showings;
    }
    records_.push_back(std::move(record));
    if (records_.size() > kWindow) {
        records_.pop_front();
        ++first_record_;
    }
    auto& latest = latest_.touch(visitor_id, [] { return std::vector<std::uint64_t>(); });
    if (latest.size() == kOpenSlates) latest.erase(latest.begin());
    latest.push_back(first_record_ + records_.size() - 1);
}

void Insights::note_like(std::string_view visitor_id, PictureNumber picture) {
    const std::lock_guard lock(mutex_);
    const std::vector<std::uint64_t>* latest = latest_.find(visitor_id);
    if (latest == nullptr) return;
    for (const std::uint64_t number : *latest | std::views::reverse) {
        if (number < first_record_) return;
        Record& record = records_[number - first_record_];
        const auto place = std::ranges::find(record.places, picture, &Place::picture);
        if (place == record.places.end()) continue;
        if (!std::exchange(place->is_liked, true)) ++tally(picture).likes;
        return;
    }
}

Insights::Tally& Insights::tally(PictureNumber picture) {
    if (picture >= tallies_.size()) tallies_.resize(std::size_t{picture} + 1);
    return tallies_[picture];
}

void Insights::forget_visitor(std::string_view visitor_id) {
    const std::uint64_t visitor = fnv1a(visitor_id);
    const std::lock_guard lock(mutex_);
    latest_.erase(visitor_id);
    for (Record& record : records_) {
        if (record.visitor == visitor) record.visitor = 0;
    }
}

void Insights::judge(const std::vector<const Place*>& liked, RankOf rank_of, Quality& sums) {
    std::uint8_t best = 0;
    for (std::size_t depth = 0; depth < kDepths.size(); ++depth) {
        double gained = 0, possible = 0;
        std::size_t hits = 0;
        for (std::size_t i = 0; i < liked.size(); ++i) {
            const std::uint8_t rank = liked[i]->*rank_of;
            if (i < kDepths[depth]) possible += gain(i + 1);
            if (rank == 0) continue;
            if (best == 0 || rank < best) best = rank;
            if (rank > kDepths[depth]) continue;
            gained += gain(rank);
            ++hits;
        }
        sums.ndcg[depth] += gained / possible;
        sums.precision[depth] += static_cast<double>(hits) / static_cast<double>(kDepths[depth]);
    }
    if (best > 0) sums.mrr += 1.0 / best;
}

void Insights::judge(const Record& record, bool only_new, Comparison& comparison) {
    std::vector<const Place*> liked;
    for (const Place& place : record.places) {
        if (place.is_asked && place.is_liked && (place.is_new || !only_new)) liked.push_back(&place);
    }
    if (!record.is_asked || liked.empty()) return;
    ++comparison.questions;
    judge(liked, &Place::recommended, comparison.recommender);
    judge(liked, &Place::popular, comparison.popularity);
}

std::array<Audience*, 5> Insights::audiences_of(const Record& record, Figures& figures) {
    return {&figures.clicks, &figures.emotions.at(record.mood.emotion),
            &figures.generations.at(record.mood.generation), &figures.genders.at(record.mood.gender),
            &figures.hours.at(hour_of(record.at))};
}

void Insights::count_visitors(std::vector<std::pair<Audience*, std::uint64_t>> seen) {
    std::ranges::sort(seen);
    const auto doubles = std::ranges::unique(seen);
    seen.erase(doubles.begin(), doubles.end());
    for (const auto& [audience, visitor] : seen) ++audience->visitors;
}

void Insights::count(const Record& record, Figures& figures) {
    const auto audiences = audiences_of(record, figures);
    for (std::size_t i = 0; i < record.places.size(); ++i) {
        const Place& place = record.places[i];
        if (!place.picture) continue;
        for (Audience* audience : audiences) add(*audience, place.is_liked);
        add(figures.places[std::min(i, kPlaces - 1)], place.is_liked);
        if (record.visitor_is_new) add(figures.clicks_of_new_visitors, place.is_liked);
        if (place.is_new) add(figures.clicks_of_new_pictures, place.is_liked);
    }
}

Figures Insights::figures(std::size_t pictures, const std::function<bool(PictureNumber)>& is_there) const {
    Figures figures;
    std::unordered_set<PictureNumber> shown, recommended, popular;
    const auto cover = [&](auto& covered, const std::optional<PictureNumber>& picture) {
        if (picture && is_there(*picture)) covered.insert(*picture);
    };
    std::vector<std::pair<Audience*, std::uint64_t>> visitors;
    const std::lock_guard lock(mutex_);
    for (const Record& record : records_) {
        ++figures.slates;
        if (!figures.oldest || record.at < *figures.oldest) figures.oldest = record.at;
        if (record.is_asked) ++figures.asked;
        figures.first_places += record.first;
        figures.explored_places += record.explored;
        judge(record, false, figures.all);
        if (record.visitor_is_new) judge(record, false, figures.new_visitors);
        judge(record, true, figures.new_pictures);
        count(record, figures);
        if (record.visitor != 0) {
            for (Audience* audience : audiences_of(record, figures))
                visitors.emplace_back(audience, record.visitor);
        }
        for (const Place& place : record.places) cover(shown, place.picture);
        for (const auto& picture : record.recommended) cover(recommended, picture);
        for (const auto& picture : record.popular) cover(popular, picture);
    }
    count_visitors(std::move(visitors));
    for (Comparison* each : {&figures.all, &figures.new_visitors, &figures.new_pictures}) divide(*each);
    figures.coverage = {pictures, shown.size(), recommended.size(), popular.size()};
    return figures;
}

}  // namespace garden::recommend
