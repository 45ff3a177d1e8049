// TasteRecommender to and from a snapshot. Whatever is learned stands in a serialize() of its own; what
// follows from pictures and their looks, which are known anyway, is left out.

#include <exception>
#include <sstream>

#include <cereal/archives/binary.hpp>
#include <cereal/types/array.hpp>
#include <cereal/types/chrono.hpp>
#include <cereal/types/deque.hpp>
#include <cereal/types/list.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/utility.hpp>
#include <cereal/types/vector.hpp>

#include "recommend/taste_recommender.h"

namespace garden::recommend {

template <typename Archive>
void serialize(Archive& archive, Belief& belief) {
    archive(belief.mean, belief.variance);
}

template <typename Archive>
void serialize(Archive& archive, Gaussian& gaussian) {
    archive(gaussian.mean, gaussian.covariance);
}

template <typename Archive>
void serialize(Archive& archive, Mood& mood) {
    archive(mood.emotion, mood.generation, mood.gender);
}

template <typename Archive>
void serialize(Archive& archive, Showing& showing) {
    archive(showing.mood, showing.place, showing.repeats, showing.nearness, showing.liked);
}

template <typename Archive>
void serialize(Archive& archive, Evidence& evidence) {
    archive(evidence.precision, evidence.shift, evidence.is_of_turn);
}

template <typename Archive>
void serialize(Archive& archive, Effects& effects) {
    archive(effects.all, effects.generations, effects.genders, effects.hidden, effects.hidden_variances);
}

template <typename Archive>
void serialize(Archive& archive, VisitorTaste& visitor) {
    archive(visitor.weights, visitor.prior, visitor.drifts);
}

Snapshot TasteRecommender::snapshot() const {
    const std::shared_lock lock(mutex_);
    std::ostringstream stream;
    cereal::BinaryOutputArchive archive(stream);
    archive(events_, last_event_, taste_, also_liked_, learned_, insights_, absent_, items_.size());
    for (const auto& item : items_) {
        archive(item == nullptr ? std::string() : item->key);
        if (item == nullptr) continue;
        archive(item->emotion, item->showings);
        // What is believed of others follows from their keys.
        if (item->showings > 0) archive(item->effects);
    }
    return {last_event_, static_cast<std::int64_t>(events_), std::move(stream).str()};
}

Result<> TasteRecommender::restore(const Snapshot& snapshot) try {
    const std::unique_lock lock(mutex_);
    std::istringstream stream(snapshot.octets);
    cereal::BinaryInputArchive archive(stream);
    std::size_t items = 0;
    archive(events_, last_event_, taste_, also_liked_, learned_, insights_, absent_, items);
    for (std::size_t i = 0; i < items; ++i) {
        std::string key;
        archive(key);
        if (key.empty()) {
            items_.emplace_back();
            continue;
        }
        Item& item = make_item(key, 0);
        archive(item.emotion, item.showings);
        if (item.showings > 0) archive(item.effects);
    }
    return {};
} catch (const std::exception& error) {
    return fail(ErrorCode::corrupt, std::string("what was learned cannot be read: ") + error.what());
}

}  // namespace garden::recommend
