// The bodies of the requests to Personalize: any octets are a request within its limits or a refusal with a
// type that clients know, and no refusal is longer than what there is to say.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "personalize/requests.h"

namespace {

namespace personalize = garden::personalize;
using garden::visitors::EventType;

constexpr garden::Timestamp kNow{std::chrono::seconds(1'700'000'000)};

void must(bool promise) {
    if (!promise) std::abort();
}

void must_explain(const garden::aws::Refusal& refusal) {
    constexpr std::array<std::string_view, 3> types = {"SerializationException", "InvalidInputException",
                                                       "ResourceNotFoundException"};
    must(std::ranges::find(types, refusal.code) != types.end());
    must(refusal.status == (refusal.code == types[2] ? 404u : 400u));
    must(!refusal.message.empty() && refusal.message.size() < 1000 && garden::is_utf8(refusal.message));
}

void must_be_an_event(const personalize::SentEvent& sent) {
    const auto& event = sent.event;
    must(!event.visitor_id.empty() && event.visitor_id.size() <= 256);
    must(event.at >= garden::Timestamp{} && event.at <= kNow);
    must((event.type == EventType::view) == event.item.empty());
    must(!event.item.empty() || !event.impression.empty() || !sent.recommendation_id.empty());
    must(event.impression.size() <= 26);  // a view's item may be added to it
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    if (const auto events = personalize::read_put_events(body, kNow)) {
        must(!events->empty() && events->size() <= 10);
        std::ranges::for_each(*events, must_be_an_event);
    } else {
        must_explain(events.error());
    }
    if (const auto users = personalize::read_put_users(body); !users) must_explain(users.error());
    if (const auto items = personalize::read_put_items(body); !items) must_explain(items.error());
    if (const auto wanted = personalize::read_get_recommendations(body)) {
        must(wanted->most <= 500 && wanted->filter.search_keys.size() <= 25);
    } else {
        must_explain(wanted.error());
    }
    if (const auto ranking = personalize::read_get_personalized_ranking(body)) {
        must(!ranking->items.empty() && ranking->items.size() <= 500);
    } else {
        must_explain(ranking.error());
    }
    return 0;
}
