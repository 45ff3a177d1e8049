// How TasteRecommender learns an event: which showings it stands for, and what they teach.

#include <algorithm>
#include <bit>

#include "base/hash.h"
#include "recommend/taste_recommender.h"
#include "recommend/words.h"

namespace garden::recommend {
namespace {

using visitors::Event;
using visitors::EventType;

// A visitor's showings of one picture teach so often.
constexpr std::uint16_t kMostLessons = 4;
// Pictures that are remembered of what a visitor saw, and of what they saw before.
constexpr std::size_t kMostSeen = 512;
constexpr std::size_t kMostBefore = 8'192;
// After so many events the priors are learned, from so many visitors who came last and saw so many pictures;
// later, when there is little left to learn of them, whenever the events have doubled.
constexpr std::uint64_t kLearnPriorsEvery = 512;
constexpr std::uint64_t kLearnPriorsRarely = 16'384;
constexpr std::size_t kVisitorsLearned = 500;
constexpr std::size_t kLeastSeen = 9;

bool priors_are_due(std::uint64_t events) {
    if (events <= kLearnPriorsRarely) return events % kLearnPriorsEvery == 0;
    return std::has_single_bit(events);
}

// Before anything is known of a picture's look.
constexpr Vector kNoLook{1};

}  // namespace

void TasteRecommender::learn(const Event& event) {
    Learned& visitor =
        learned_.touch(event.visitor_id, [this] { return Learned{taste_.new_visitor(), {}, {}, {}, {}}; });
    bring_through_drifts(visitor);
    auto told = slate_of(event, visitor.slates) - visitor.slates.cbegin();
    if (shows_anew(event, visitor.slates)) {
        show_slate(event, visitor);
        told = std::ssize(visitor.slates) - 1;
    }
    Slate& slate = visitor.slates[static_cast<std::size_t>(told)];
    if (event.type == EventType::view) slate.viewed = true;
    if (event.type == EventType::like) like_late(event, visitor, slate);
    if (taste_.settle()) loosen_pictures();
    if (priors_are_due(++events_)) learn_priors();
    last_event_ = event.number;
}

void TasteRecommender::bring_through_drifts(Learned& visitor) {
    if (visitor.taste.drifts < taste_.drifts()) {
        visitor.likes = likes_of(visitor);
        // What was told before cannot be taken back from what has drifted since; a late like counts.
        for (Slate& slate : visitor.slates) {
            for (Shown& shown : slate.shown) {
                if (shown.evidence) shown.evidence = Evidence{};
            }
        }
    }
    taste_.update(visitor.taste);
}

std::uint64_t TasteRecommender::hash_of(const std::vector<std::string>& impression) {
    std::uint64_t hash = impression.size();
    for (const std::string& key : impression) hash = hash * 1'000'003 + fnv1a(key);
    return hash;
}

// What comes without an impression is of the slate in which its picture was.
std::vector<TasteRecommender::Slate>::const_iterator TasteRecommender::slate_of(
    const Event& event, const std::vector<Slate>& slates) const {
    const auto number = event.impression.empty() ? numbers_.find(event.item) : numbers_.end();
    const std::uint64_t impression = hash_of(event.impression);
    const auto found = std::find_if(slates.rbegin(), slates.rend(), [&](const Slate& slate) {
        if (number == numbers_.end()) return slate.impression == impression;
        return std::ranges::find(slate.shown, number->second, &Shown::picture) != slate.shown.end();
    });
    return found == slates.rend() ? slates.end() : std::prev(found.base());
}

bool TasteRecommender::shows_anew(const Event& event, const std::vector<Slate>& slates) const {
    const auto same = slate_of(event, slates);
    // After a like of the same slate a view tells nothing new; after a view it was shown once more.
    return same == slates.end() || (event.type == EventType::view && same->viewed);
}

void TasteRecommender::show_slate(const Event& event, Learned& visitor) {
    if (visitor.slates.size() == Insights::kOpenSlates) visitor.slates.erase(visitor.slates.begin());
    Slate& slate = visitor.slates.emplace_back(hash_of(event.impression));
    std::size_t place = 0;
    for (auto key = event.impression.begin(); key != event.impression.end(); ++key, ++place) {
        if (std::find(event.impression.begin(), key, *key) == key) show(event, *key, place, visitor, slate);
    }
}

// The note of a picture that is not among the latest that this visitor saw.
TasteRecommender::Seen& TasteRecommender::note_seen(Learned& visitor, PictureNumber picture) {
    auto& before = visitor.before;
    if (visitor.seen.size() == kMostSeen) {
        const PictureNumber oldest = visitor.seen.front().picture;
        visitor.seen.erase(visitor.seen.begin());
        const auto place = std::ranges::lower_bound(before, oldest);
        const bool is_there = place != before.end() && *place == oldest;
        if (!is_there && before.size() < kMostBefore) before.insert(place, oldest);
    }
    const bool is_new = before.size() < kMostBefore && !std::ranges::binary_search(before, picture);
    return visitor.seen.emplace_back(picture, 0, false, is_new);
}

void TasteRecommender::show(const Event& event, const std::string& key, std::size_t place, Learned& visitor,
                            Slate& slate) {
    const auto number = numbers_.find(key);
    if (number == numbers_.end()) return;
    Item& item = *items_[number->second];
    const auto known = std::ranges::find(visitor.seen, number->second, &Seen::picture);
    Seen& seen = known == visitor.seen.end() ? note_seen(visitor, number->second) : *known;
    Shown shown{number->second,
                {mood_of(event, item), place, seen.times, also_liked_.nearness(visitor.likes, number->second),
                 event.item == key && event.type == EventType::like},
                {}};
    if (seen.teaches && !seen.liked && seen.times < kMostLessons)
        shown.evidence = taste_.learn(shown.showing, visitor.taste, item.effects, features_at(event, item));
    if (shown.showing.liked) note_like(seen, visitor);
    ++seen.times;
    ++item.showings;
    update_shelf(item);
    slate.shown.push_back(shown);
}

void TasteRecommender::note_like(Seen& seen, Learned& visitor) {
    if (seen.liked || !seen.teaches) return;
    seen.liked = true;
    also_liked_.learn(visitor.likes, seen.picture);
}

// The like of a picture of a slate that was counted, or of one that is in no slate.
void TasteRecommender::like_late(const Event& event, Learned& visitor, Slate& slate) {
    const auto number = numbers_.find(event.item);
    if (number == numbers_.end()) return;
    auto shown = std::ranges::find(slate.shown, number->second, &Shown::picture);
    if (shown == slate.shown.end()) {
        show(event, event.item, 0, visitor, slate);
        return;
    }
    if (shown->showing.liked) return;
    shown->showing.liked = true;
    const auto seen = std::ranges::find(visitor.seen, number->second, &Seen::picture);
    if (seen != visitor.seen.end()) note_like(*seen, visitor);
    if (!shown->evidence) return;
    Item& item = *items_[number->second];
    taste_.learn_late_like(shown->showing, *shown->evidence, visitor.taste, item.effects,
                           features_at(event, item));
    update_shelf(item);
}

Mood TasteRecommender::mood_of(const Event& event, const Item& item) {
    return {item.emotion, generation_number(event.generation), gender_number(event.gender)};
}

const Vector& TasteRecommender::features_at(const Event& event, const Item& item) {
    const bool known = event.number == 0 || event.number > item.known_after;
    return known ? item.features : kNoLook;
}

void TasteRecommender::learn_priors() {
    std::vector<VisitorTaste> visitors;
    for (const auto& [id, visitor] : learned_.entries()) {
        if (visitors.size() == kVisitorsLearned) break;
        if (visitor.seen.size() >= kLeastSeen) visitors.push_back(taste_of(&visitor));
    }
    taste_.learn_priors(visitors);
}

void TasteRecommender::loosen_pictures() {
    for (const auto& item : items_) {
        // What nothing is known of is as open as it can be.
        if (item == nullptr || item->showings == 0) continue;
        Taste::loosen_effects(item->effects);
        update_shelf(*item);
    }
}

}  // namespace garden::recommend
