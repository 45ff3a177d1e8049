// What TasteRecommender remembers of what visitors were given first, until an event tells what they saw.

#include <algorithm>
#include <limits>
#include <ranges>
#include <utility>

#include "recommend/taste_recommender.h"

namespace garden::recommend {
namespace {

// Slates that are remembered of what a visitor was given.
constexpr std::size_t kMostGiven = 16;
// What no picture has.
constexpr auto kNoPicture = std::numeric_limits<PictureNumber>::max();

// Whether an impression is of this slate: the whole of it, more of the page, or what of it a page shows.
bool tells_of(const std::vector<PictureNumber>& impression, const std::vector<PictureNumber>& slate) {
    const auto all_in = [](const auto& some, const auto& others) {
        return std::ranges::all_of(
            some, [&](PictureNumber picture) { return std::ranges::find(others, picture) != others.end(); });
    };
    return !impression.empty() && (all_in(impression, slate) || all_in(slate, impression));
}

}  // namespace

// One for each key, though it be of no picture.
std::vector<PictureNumber> TasteRecommender::numbers_of(std::span<const std::string> keys) const {
    std::vector<PictureNumber> pictures;
    pictures.reserve(keys.size());
    for (const std::string& key : keys) {
        const auto found = numbers_.find(key);
        pictures.push_back(found == numbers_.end() ? kNoPicture : found->second);
    }
    return pictures;
}

void TasteRecommender::note_given(const std::string& visitor_id, const Recommendation& given) {
    if (visitor_id.empty()) return;
    const std::shared_lock lock(mutex_);
    std::vector<PictureNumber> slate;
    for (const auto* keys : {&given.landscape, &given.portrait}) {
        const std::size_t room = kSlate - slate.size();
        const auto shown = numbers_of(std::span(*keys).first(std::min(keys->size(), room)));
        slate.insert(slate.end(), shown.begin(), shown.end());
    }
    std::erase(slate, kNoPicture);
    if (slate.empty()) return;
    const std::lock_guard known_lock(known_mutex_);
    Known& known = known_.touch(visitor_id, [] { return Known{}; });
    if (known.given.size() == kMostGiven) known.given.erase(known.given.begin());
    known.given.push_back({std::move(slate)});
}

std::vector<std::string> TasteRecommender::slate_with(std::string_view visitor_id,
                                                      std::string_view key) const {
    const std::shared_lock lock(mutex_);
    const std::lock_guard known_lock(known_mutex_);
    const auto number = numbers_.find(key);
    const Known* known = known_.find(visitor_id);
    if (number == numbers_.end() || known == nullptr) return {};
    for (const Given& given : known->given | std::views::reverse) {
        if (std::ranges::find(given.slate, number->second) != given.slate.end()) return keys_of(given.slate);
    }
    return {};
}

std::vector<std::vector<std::string>> TasteRecommender::take_unreported(const visitors::Event& event) {
    const std::shared_lock lock(mutex_);
    std::vector<std::vector<std::string>> slates;
    const std::lock_guard known_lock(known_mutex_);
    Known* known = known_.touch(event.visitor_id);
    if (known == nullptr || known->given.empty()) return slates;
    const auto told = numbers_of(event.impression);
    const auto is_told = [&](const Given& given) { return tells_of(told, remembered(given.slate)); };
    // What was given after what the visitor looks at they have not seen yet.
    auto end = std::find_if(known->given.rbegin(), known->given.rend(), is_told).base();
    if (end == known->given.begin() && !is_counted(event)) end = known->given.end();
    for (auto given = known->given.begin(); given != end; ++given) {
        if (std::exchange(given->is_told, true)) continue;
        if (!is_told(*given)) slates.push_back(keys_of(given->slate));
    }
    return slates;
}

bool TasteRecommender::is_counted(const visitors::Event& event) const {
    const Learned* learned = learned_.find(event.visitor_id);
    return learned != nullptr && slate_of(event, learned->slates) != learned->slates.end();
}

void TasteRecommender::drop_unreported(std::string_view visitor_id,
                                       const std::vector<std::string>& impression) {
    const std::shared_lock lock(mutex_);
    const std::lock_guard known_lock(known_mutex_);
    Known* known = known_.touch(visitor_id);
    if (known == nullptr || known->given.empty()) return;
    const auto told = numbers_of(impression);
    for (Given& given : known->given)
        given.is_told = given.is_told || tells_of(told, remembered(given.slate));
    std::erase_if(known->given, [](const Given& given) { return !given.is_told; });
}

// What was given since the event came stays, for events may be learned later than they come.
void TasteRecommender::forget_given(const visitors::Event& event) {
    const std::lock_guard lock(known_mutex_);
    Known* known = known_.touch(event.visitor_id);
    if (known == nullptr || known->given.empty()) return;
    const auto told = numbers_of(event.impression);
    std::erase_if(known->given, [&](const Given& given) { return tells_of(told, remembered(given.slate)); });
}

}  // namespace garden::recommend
