// How TasteRecommender is measured: what it and the baseline would have recommended before it learns a slate.

#include <algorithm>

#include "recommend/taste_recommender.h"

namespace garden::recommend {

void TasteRecommender::measure(const visitors::Event& event, bool may_ask) {
    const Learned* learned = learned_.find(event.visitor_id);
    if (learned == nullptr || shows_anew(event, learned->slates)) measure_slate(event, may_ask);
    if (event.type != visitors::EventType::like) return;
    if (const auto number = numbers_.find(event.item); number != numbers_.end())
        insights_.note_like(event.visitor_id, number->second);
}

void TasteRecommender::measure_slate(const visitors::Event& event, bool may_ask) {
    std::vector<std::string_view> keys(event.impression.begin(), event.impression.end());
    // Who likes a picture that is in no slate saw it.
    if (!event.item.empty() && std::ranges::find(keys, event.item) == keys.end()) keys.push_back(event.item);
    ShownSlate slate{.at = event.at, .mood = {}, .places = {}, .answers = {}};
    const Item* first = nullptr;
    for (auto key = keys.begin(); key != keys.end() && slate.places.size() < Insights::kMostMeasured; ++key) {
        if (std::find(keys.begin(), key, *key) != key) continue;
        ShownSlate::Place& place = slate.places.emplace_back();
        const auto number = numbers_.find(*key);
        if (number == numbers_.end()) continue;
        const Item& item = *items_[number->second];
        if (first == nullptr) first = &item;
        place = {number->second, item.showings < Insights::kNewShowings,
                 item.shelf != nullptr && item.shelf == first->shelf};
    }
    if (first == nullptr) return;  // there is nothing in it that could be recommended
    const Learned* learned = learned_.find(event.visitor_id);
    slate.visitor_is_new = learned == nullptr || learned->seen.size() < Insights::kNewVisitorSaw;
    slate.mood = mood_of(event, *first);
    if (may_ask && first->shelf != nullptr && insights_.may_ask(first->shelf->size()))
        slate.answers = answers(event, slate.mood, *first->shelf);
    insights_.note_slate(event.visitor_id, slate);
}

Answers TasteRecommender::answers(const visitors::Event& event, const Mood& mood, const Shelf& shelf) const {
    // As whoever learns the log anew: what else was given is in no log.
    Asking who = learned_of({event.visitor_id, event.generation, event.gender, {}}, mood.emotion);
    Answers answers{.recommender = best_of(&shelf, who, kDeepest), .popularity = {}};

    std::vector<float> scores;
    insights_.popularity(shelf, scores);
    for (const auto& [slot, times] : seen_on(shelf, who)) scores[slot] *= taste_.repeat_factor(times);
    for (const Place& place : best_places(shelf, scores, kDeepest))
        answers.popularity.push_back(shelf.picture(place.slot));

    who.seed.reset();
    who.weights = taste_.mean_weights(who.mood, taste_of(learned_.find(event.visitor_id)));
    const auto believed = best_of(&shelf, who, Insights::kFirstPlaces);
    answers.first = believed.size();
    for (std::size_t i = 0; i < answers.first; ++i) {
        if (std::ranges::find(believed, answers.recommender[i]) == believed.end()) ++answers.explored;
    }
    return answers;
}

Figures TasteRecommender::figures() const {
    const std::shared_lock lock(mutex_);
    std::size_t pictures = 0;
    for (const auto& [name, shelf] : shelves_) pictures += shelf.size();
    return insights_.figures(pictures, [this](PictureNumber picture) {
        return items_[picture] != nullptr && items_[picture]->shelf != nullptr;
    });
}

}  // namespace garden::recommend
