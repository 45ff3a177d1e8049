#include "recommend/taste_recommender.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <ranges>
#include <unordered_set>
#include <utility>

#include "base/hash.h"
#include "gallery/key.h"
#include "recommend/words.h"

namespace garden::recommend {
namespace {

// Pictures that are not there, of which something is known.
constexpr std::size_t kMostAbsent = 100'000;
// Nobody pages further.
constexpr std::size_t kMostSeparated = 99;
// The best of many are picked out whenever so many times as many as are wanted have come together: to keep
// them in order all the time takes longer.
constexpr std::size_t kRoomForPlaces = 4;
// One answer in so many gives the last place of its first slate to a picture that nobody saw.
constexpr std::uint64_t kUnseenEvery = 60;

Vector features_of(const image::Look& look) {
    Vector features{1};
    std::ranges::copy(look, features.begin() + 1);
    return features;
}

image::Look look_of(const Vector& features) {
    image::Look look;
    std::copy(features.begin() + 1, features.end(), look.begin());
    return look;
}

std::size_t emotion_of_search_key(std::string_view search_key) {
    const auto found = std::ranges::find(gallery::kEmotions, search_key.substr(0, search_key.find('/')));
    return static_cast<std::size_t>(found - gallery::kEmotions.begin());
}

float log_odds(float chance) { return std::log(chance / (1 - chance)); }

}  // namespace

Recommendation TasteRecommender::recommend(const Query& query) const {
    const std::shared_lock lock(mutex_);
    const auto shelf_of = [&](gallery::Orientation orientation) {
        const bool is_wanted = query.orientation.value_or(orientation) == orientation;
        return is_wanted ? find_shelf(query.search_key, orientation == gallery::Orientation::portrait)
                         : nullptr;
    };
    const Shelf* landscape = shelf_of(gallery::Orientation::landscape);
    const Shelf* portrait = shelf_of(gallery::Orientation::portrait);
    if (landscape == nullptr && portrait == nullptr) return {};
    const Asking who = asking(query.visitor, emotion_of_search_key(query.search_key));
    const auto first = best_of(landscape, who, query.limit);
    return {keys_of(first), keys_of(best_of(portrait, who, query.limit, first))};
}

std::vector<std::string> TasteRecommender::rank(const Query& query, std::span<const std::string> keys) const {
    const std::shared_lock lock(mutex_);
    std::unordered_map<PictureNumber, float> near;  // to what the visitor liked
    if (const Learned* learned = learned_.find(query.visitor.id)) {
        also_liked_.for_each_near(likes_of(*learned),
                                  [&](PictureNumber picture, float part) { near[picture] += part; });
    }
    std::map<std::size_t, Asking> by_emotion;  // of the pictures: each is asked for in its own
    std::vector<std::pair<float, PictureNumber>> known;
    std::vector<std::string> unknown;
    std::unordered_set<std::string_view> taken;
    for (const std::string& key : keys) {
        if (!taken.insert(key).second) continue;
        const auto number = numbers_.find(key);
        const Item* item = number == numbers_.end() ? nullptr : items_[number->second].get();
        if (item == nullptr || item->shelf == nullptr) {
            unknown.push_back(key);
            continue;
        }
        auto who = by_emotion.find(item->emotion);
        if (who == by_emotion.end())
            who = by_emotion.emplace(item->emotion, asking(query.visitor, item->emotion)).first;
        const auto nearness = near.find(number->second);
        known.emplace_back(
            score(*item, number->second, who->second, nearness == near.end() ? 0 : nearness->second),
            number->second);
    }
    std::ranges::stable_sort(known, std::greater(), &std::pair<float, PictureNumber>::first);
    std::vector<std::string> ranked;
    ranked.reserve(known.size() + unknown.size());
    for (const PictureNumber picture : known | std::views::values) ranked.push_back(items_[picture]->key);
    std::ranges::move(unknown, std::back_inserter(ranked));
    return ranked;
}

std::vector<std::string> TasteRecommender::separate_twins(std::span<const std::string> keys) const {
    const std::shared_lock lock(mutex_);
    std::vector<PictureNumber> known;
    std::vector<std::string> unknown;
    for (const std::string& key : keys) {
        const auto number = numbers_.find(key);
        if (number == numbers_.end() || items_[number->second]->shelf == nullptr) {
            unknown.push_back(key);
        } else {
            known.push_back(number->second);
        }
    }
    move_twins({}, known);
    std::vector<std::string> separated = keys_of(known);
    std::ranges::move(unknown, std::back_inserter(separated));
    return separated;
}

float TasteRecommender::score(const Item& item, PictureNumber number, const Asking& asking,
                              float nearness) const {
    const Effects& effects = item.effects;
    const float log_odds = dot(asking.weights, whole_features(item.features, effects)) + effects.all.mean +
                           effects.generations[asking.mood.generation].mean +
                           effects.genders[asking.mood.gender].mean;
    return faded(log_odds + taste_.nearness_weight() * nearness, times_seen(asking, number));
}

std::size_t TasteRecommender::times_seen(const Asking& asking, PictureNumber picture) {
    std::size_t times = 0;
    for (const Seen& seen : std::ranges::equal_range(asking.seen, picture, {}, &Seen::picture))
        times += seen.times;
    return times;
}

float TasteRecommender::faded(float first, std::size_t times) const {
    return times == 0 ? first : log_odds(taste_.repeat_factor(times) / (1 + std::exp(-first)));
}

// As it is after drifts that it has not been brought through yet.
VisitorTaste TasteRecommender::taste_of(const Learned* learned) const {
    if (learned == nullptr) return taste_.new_visitor();
    VisitorTaste taste = learned->taste;
    if (taste.drifts < taste_.drifts()) taste_.update(taste);
    return taste;
}

// What was liked before tastes drifted tells nothing of what is now.
AlsoLiked::Likes TasteRecommender::likes_of(const Learned& learned) const {
    return learned.taste.drifts < taste_.drifts() ? AlsoLiked::Likes() : learned.likes;
}

TasteRecommender::Asking TasteRecommender::learned_of(const visitors::Visitor& visitor,
                                                      std::size_t emotion) const {
    Asking who;
    who.mood = {emotion, generation_number(visitor.generation), gender_number(visitor.gender)};
    const Learned* learned = learned_.find(visitor.id);
    if (learned != nullptr) {
        who.seen = learned->seen;
        who.likes = likes_of(*learned);
    }
    if (const std::lock_guard lock(known_mutex_); const Known* known = known_.find(visitor.id)) {
        if (who.mood.generation == kGenerations - 1) who.mood.generation = known->generation;
        if (who.mood.gender == kGenders - 1) who.mood.gender = known->gender;
    }
    std::ranges::sort(who.seen, {}, &Seen::picture);
    const std::uint64_t seed = fnv1a(visitor.id) + events_ * 0x9E3779B97F4A7C15U;
    std::mt19937_64 random(seed);
    who.seed = random();
    who.weights = taste_.weights(who.mood, taste_of(learned), random);
    return who;
}

TasteRecommender::Asking TasteRecommender::asking(const visitors::Visitor& visitor,
                                                  std::size_t emotion) const {
    Asking who = learned_of(visitor, emotion);
    const std::lock_guard lock(known_mutex_);
    const Known* known = known_.find(visitor.id);
    if (known == nullptr || known->given.empty()) return who;
    for (const Given& given : known->given) {
        for (const PictureNumber picture : given.slate) who.seen.push_back({picture, 1, false});
    }
    std::ranges::sort(who.seen, {}, &Seen::picture);
    return who;
}

void TasteRecommender::add_nearness(const Shelf& shelf, const Asking& asking,
                                    std::vector<float>& scores) const {
    also_liked_.for_each_near(asking.likes, [&](PictureNumber picture, float part) {
        const Item* item = items_[picture].get();
        if (item != nullptr && item->shelf == &shelf) scores[item->slot] += taste_.nearness_weight() * part;
    });
}

// The slots of a shelf's pictures that are seen, each once, and how often.
std::vector<std::pair<std::size_t, std::size_t>> TasteRecommender::seen_on(const Shelf& shelf,
                                                                           const Asking& asking) const {
    std::vector<std::pair<std::size_t, std::size_t>> found;
    for (auto seen = asking.seen.begin(); seen != asking.seen.end();) {
        std::size_t times = 0;
        const PictureNumber picture = seen->picture;
        for (; seen != asking.seen.end() && seen->picture == picture; ++seen) times += seen->times;
        const Item* item = items_[picture].get();
        if (item != nullptr && item->shelf == &shelf) found.emplace_back(item->slot, times);
    }
    return found;
}

// The best of a shelf by these scores of its slots, best first; one is wanted at least.
std::vector<TasteRecommender::Place> TasteRecommender::best_places(const Shelf& shelf,
                                                                   const std::vector<float>& scores,
                                                                   std::size_t wanted) {
    std::vector<Place> places;
    const std::size_t room = std::min(kRoomForPlaces * wanted, scores.size());
    places.reserve(room);
    const auto better = [&shelf](const Place& a, const Place& b) {
        return a.score != b.score ? a.score > b.score : shelf.comes_first(a.slot, b.slot);
    };
    const auto keep_best = [&] {
        std::ranges::nth_element(places, places.begin() + static_cast<std::ptrdiff_t>(wanted) - 1, better);
        places.resize(wanted);
    };
    std::optional<Place> last;  // of the best of those that were looked at so far
    for (std::size_t slot = 0; slot < scores.size(); ++slot) {
        const Place place{scores[slot], slot};
        if (last && !better(place, *last)) continue;
        if (places.size() == room) {
            keep_best();
            last = places.back();
        }
        places.push_back(place);
    }
    if (places.size() > wanted) keep_best();
    std::ranges::sort(places, better);
    return places;
}

std::vector<PictureNumber> TasteRecommender::best_of(const Shelf* shelf, const Asking& asking,
                                                     std::size_t limit,
                                                     std::span<const PictureNumber> behind) const {
    if (shelf == nullptr || shelf->size() == 0) return {};
    std::vector<float> scores;
    shelf->score(asking.mood, asking.weights, asking.seed, scores);
    add_nearness(*shelf, asking, scores);
    for (const auto& [slot, times] : seen_on(*shelf, asking)) scores[slot] = faded(scores[slot], times);
    // Twins that give way to others need some to give way to.
    auto places = best_places(*shelf, scores, std::min(shelf->size(), limit + 8 * kSlate));
    if (behind.size() < kSlate) offer_unseen(*shelf, asking, scores, places);
    std::vector<PictureNumber> best;
    best.reserve(places.size());
    for (const Place& place : places) best.push_back(shelf->picture(place.slot));
    move_twins(behind, best);
    best.resize(std::min(limit, best.size()));
    return best;
}

std::vector<std::string> TasteRecommender::keys_of(const std::vector<PictureNumber>& pictures) const {
    std::vector<std::string> keys;
    keys.reserve(pictures.size());
    for (const PictureNumber picture : remembered(pictures)) keys.push_back(items_[picture]->key);
    return keys;
}

std::vector<PictureNumber> TasteRecommender::remembered(std::vector<PictureNumber> pictures) const {
    std::erase_if(pictures, [this](PictureNumber picture) { return items_[picture] == nullptr; });
    return pictures;
}

bool TasteRecommender::are_twins(PictureNumber one, PictureNumber other) const {
    const image::Look look = look_of(items_[one]->features);
    // Of a picture of which nothing is known it is not known either whether it is a twin.
    return look != image::Look{} &&
           image::distance(look, look_of(items_[other]->features)) < image::kSameLook;
}

// Moves pictures that look like another of their slate to a later one, while there are others.
void TasteRecommender::move_twins(std::span<const PictureNumber> behind,
                                  std::vector<PictureNumber>& pictures) const {
    const std::size_t begun = behind.size() % kSlate;
    std::vector<PictureNumber> slate(behind.end() - static_cast<std::ptrdiff_t>(begun), behind.end());
    const auto end =
        pictures.begin() + static_cast<std::ptrdiff_t>(std::min(pictures.size(), kMostSeparated));
    for (auto next = pictures.begin(); next != end; ++next) {
        if (slate.size() == kSlate) slate.clear();
        const auto is_alone = [&](PictureNumber picture) {
            return std::ranges::none_of(slate,
                                        [&](PictureNumber other) { return are_twins(picture, other); });
        };
        const auto found = std::find_if(next, end, is_alone);
        if (found != end) std::rotate(next, found, found + 1);
        slate.push_back(*next);
    }
}

// Now and then gives the last place of the first slate to the picture that waits longest to be seen.
void TasteRecommender::offer_unseen(const Shelf& shelf, const Asking& asking,
                                    const std::vector<float>& scores, std::vector<Place>& places) const {
    if (places.size() < kSlate || !asking.seed || *asking.seed % kUnseenEvery != 0) return;
    const auto unseen = shelf.longest_unseen();
    if (!unseen) return;
    const auto last = places.begin() + kSlate - 1;
    const auto listed = std::ranges::find(places, *unseen, &Place::slot);
    if (listed < last) return;  // it is in the slate already
    if (listed != places.end()) {
        std::rotate(last, listed, listed + 1);
    } else {
        places.insert(last, {scores[*unseen], *unseen});
    }
}

void TasteRecommender::record(const visitors::Event& event, bool is_measured) {
    {
        const std::shared_lock lock(mutex_);  // those who only ask need not wait for this
        measure(event, is_measured);
    }
    const std::unique_lock lock(mutex_);
    learn(event);
    forget_given(event);
}

std::int64_t TasteRecommender::learned() const {
    const std::shared_lock lock(mutex_);
    return last_event_;
}

void TasteRecommender::picture_put(const Picture& picture) {
    const std::unique_lock lock(mutex_);
    const std::size_t emotion = emotion_of_search_key(picture.search_key);
    if (emotion >= kEmotions) return;
    Item& item = make_item(picture.key, emotion);
    take_off_shelf(item);
    item.emotion = emotion;
    item.shelf = &shelves_[{picture.search_key, picture.portrait}];
    item.slot = item.shelf->add(numbers_.find(item.key)->second, static_cast<std::uint32_t>(fnv1a(item.key)),
                                picture.added_at);
    update_shelf(item);
}

void TasteRecommender::picture_removed(std::string_view key) {
    const std::unique_lock lock(mutex_);
    Item* item = find_item(key);
    if (item == nullptr || item->shelf == nullptr) return;
    take_off_shelf(*item);
    keep_absent(*item);
}

void TasteRecommender::picture_looks(std::string_view key, const image::Look& look,
                                     std::int64_t known_after) {
    const std::unique_lock lock(mutex_);
    const auto parts = gallery::parse_picture_key(key);
    Item* item = find_item(key);
    if (item == nullptr) {
        if (!parts) return;
        item = &make_item(key, emotion_of_search_key(parts->search_key.emotion));
        keep_absent(*item);
    }
    item->features = features_of(look);
    item->known_after = known_after;
    update_shelf(*item);
}

void TasteRecommender::visitor_known(const visitors::Visitor& visitor) {
    const std::size_t generation = generation_number(visitor.generation);
    const std::size_t gender = gender_number(visitor.gender);
    const std::lock_guard lock(known_mutex_);
    Known& known = known_.touch(visitor.id, [] { return Known{}; });
    if (generation < kGenerations - 1) known.generation = generation;
    if (gender < kGenders - 1) known.gender = gender;
}

visitors::Visitor TasteRecommender::visitor(std::string_view visitor_id) const {
    visitors::Visitor found{std::string(visitor_id), {}, {}, {}};
    const std::lock_guard lock(known_mutex_);
    if (const Known* known = known_.find(visitor_id)) {
        found.generation = generation_name(known->generation);
        found.gender = gender_name(known->gender);
    }
    return found;
}

void TasteRecommender::forget_visitor(std::string_view visitor_id) {
    const std::unique_lock lock(mutex_);
    learned_.erase(visitor_id);
    const std::lock_guard known_lock(known_mutex_);
    known_.erase(visitor_id);
    insights_.forget_visitor(visitor_id);
}

const Shelf* TasteRecommender::find_shelf(const std::string& search_key, bool portrait) const {
    const auto found = shelves_.find({search_key, portrait});
    return found == shelves_.end() ? nullptr : &found->second;
}

TasteRecommender::Item* TasteRecommender::find_item(std::string_view key) {
    const auto found = numbers_.find(key);
    return found == numbers_.end() ? nullptr : items_[found->second].get();
}

TasteRecommender::Item& TasteRecommender::make_item(std::string_view key, std::size_t emotion) {
    if (Item* item = find_item(key)) return *item;
    auto item = std::make_unique<Item>();
    item->key = key;
    item->emotion = emotion;
    item->effects = Taste::new_effects(fnv1a(item->key));
    item->features[0] = 1;
    numbers_.emplace(item->key, static_cast<PictureNumber>(items_.size()));
    items_.push_back(std::move(item));
    return *items_.back();
}

void TasteRecommender::take_off_shelf(Item& item) {
    if (item.shelf == nullptr) return;
    const PictureNumber moved = item.shelf->remove(item.slot);
    items_[moved]->slot = item.slot;
    item.shelf = nullptr;
}

// Keeps a picture that is on no shelf, and forgets the one that was taken off first where there are too many.
void TasteRecommender::keep_absent(const Item& item) {
    absent_.push_back(numbers_.find(item.key)->second);
    while (absent_.size() > kMostAbsent) {
        std::unique_ptr<Item>& oldest = items_[absent_.front()];
        absent_.pop_front();
        if (oldest == nullptr || oldest->shelf != nullptr) continue;
        also_liked_.forget(numbers_.find(oldest->key)->second);
        numbers_.erase(oldest->key);
        oldest.reset();
    }
}

void TasteRecommender::update_shelf(const Item& item) {
    if (item.shelf != nullptr) item.shelf->set(item.slot, item.features, item.effects, item.showings > 0);
}

}  // namespace garden::recommend
