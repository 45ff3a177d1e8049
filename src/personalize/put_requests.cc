#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "aws/json_document.h"
#include "base/text.h"
#include "personalize/arn.h"
#include "personalize/limits.h"
#include "personalize/members.h"
#include "personalize/requests.h"

namespace garden::personalize {
namespace {

Or<json> parse(std::string_view body) {
    auto request = aws::parse_json_document(body);
    if (!request) return malformed(request.error().message);
    return std::move(*request);
}

// Seconds since 1970, perhaps with a fraction.
Or<Timestamp> read_time(const json& event, Timestamp now) {
    const json* value = find(event, "sentAt");
    if (value == nullptr) return invalid("sentAt is missing");
    if (!value->is_number()) return malformed("sentAt must be a number of seconds since 1970");
    const double seconds = value->get<double>();
    if (!std::isfinite(seconds) || seconds < 0) return invalid("sentAt must not be before 1970");
    // Compared as seconds: what is far in the future does not fit a count of microseconds.
    if (seconds >= static_cast<double>(to_micros(now)) / 1e6) return now;
    return from_micros(std::llround(seconds * 1e6));
}

Or<SentEvent> read_event(const json& sent, const std::string& visitor, Timestamp now) {
    const auto type_name = read_required_text(sent, "eventType", kMostIdOctets);
    if (!type_name) return std::unexpected(type_name.error());
    const auto type = visitors::parse_event_type(*type_name);
    if (!type) return invalid("eventType must be click, like, dislike or view");
    const auto at = read_time(sent, now);
    if (!at) return std::unexpected(at.error());
    auto item = read_text(sent, "itemId", kMostItemOctets);
    if (!item) return std::unexpected(std::move(item.error()));
    auto id = read_text(sent, "eventId", kMostIdOctets);
    if (!id) return std::unexpected(std::move(id.error()));
    auto impression = read_texts(sent, "impression", kMostImpression, kMostItemOctets);
    if (!impression) return std::unexpected(std::move(impression.error()));
    auto list = read_text(sent, "recommendationId", kMostRecommendationId);
    if (!list) return std::unexpected(std::move(list.error()));
    if (const auto properties = read_properties(sent, kMostEventProperties); !properties)
        return std::unexpected(properties.error());

    if (*type != visitors::EventType::view && item->empty())
        return invalid(fmt::format("a {} needs an itemId", *type_name));
    if (*type == visitors::EventType::view && !item->empty()) {
        if (std::ranges::find(*impression, *item) == impression->end())
            impression->push_back(std::move(*item));
        item->clear();
    }
    if (*type == visitors::EventType::view && impression->empty() && list->empty())
        return invalid("a view needs an itemId, an impression or a recommendationId");
    return SentEvent{{.visitor_id = visitor,
                      .type = *type,
                      .item = std::move(*item),
                      .impression = std::move(*impression),
                      .at = *at,
                      .event_id = std::move(*id)},
                     std::move(*list)};
}

// The dataset that PutUsers or PutItems is for: its ARN ends with USERS or ITEMS.
std::optional<aws::Refusal> refuse_dataset(const json& request, std::string_view type) {
    const auto text = read_required_text(request, "datasetArn", kMostArnOctets);
    if (!text) return text.error();
    const auto arn = parse_arn("datasetArn", *text);
    if (!arn) return arn.error();
    if (arn->kind != "dataset") return invalid("datasetArn must name a dataset").error();
    const std::string_view name = arn->name;
    if (to_lower(name.substr(name.rfind('/') + 1)) == type) return std::nullopt;
    return not_found(fmt::format("there is no such dataset of {0}: its ARN ends with /{0}",
                                 type == "users" ? "USERS" : "ITEMS"))
        .error();
}

// The entries of the list `name` of a request to the dataset `type`, each with its id and properties.
struct Entry {
    std::string id;
    Attributes properties;
};

Or<std::vector<Entry>> read_entries(std::string_view body, std::string_view type, const char* id_name,
                                    std::size_t most_id, std::size_t most_properties) {
    const auto request = parse(body);
    if (!request) return std::unexpected(request.error());
    if (auto refused = refuse_dataset(*request, type)) return std::unexpected(*std::move(refused));
    const auto list = read_objects(*request, type == "users" ? "users" : "items", 1, kMostEntries);
    if (!list) return std::unexpected(list.error());
    std::vector<Entry> entries;
    for (const json* entry : *list) {
        auto id = read_required_text(*entry, id_name, most_id);
        if (!id) return std::unexpected(std::move(id.error()));
        auto properties = read_properties(*entry, most_properties);
        if (!properties) return std::unexpected(std::move(properties.error()));
        entries.push_back({std::move(*id), std::move(*properties)});
    }
    return entries;
}

}  // namespace

Or<std::vector<SentEvent>> read_put_events(std::string_view body, Timestamp now) {
    const auto request = parse(body);
    if (!request) return std::unexpected(request.error());
    for (const char* name : {"trackingId", "sessionId"}) {
        if (const auto there = read_required_text(*request, name, kMostIdOctets); !there)
            return std::unexpected(there.error());
    }
    auto visitor = read_text(*request, "userId", kMostIdOctets);
    if (!visitor) return std::unexpected(std::move(visitor.error()));
    if (visitor->empty()) visitor = read_text(*request, "sessionId", kMostIdOctets);
    const auto list = read_objects(*request, "eventList", 1, kMostEntries);
    if (!list) return std::unexpected(list.error());
    std::vector<SentEvent> events;
    for (const json* sent : *list) {
        auto event = read_event(*sent, *visitor, now);
        if (!event) return std::unexpected(std::move(event.error()));
        events.push_back(std::move(*event));
    }
    return events;
}

Or<std::vector<visitors::Visitor>> read_put_users(std::string_view body) {
    auto entries = read_entries(body, "users", "userId", kMostIdOctets, kMostUserProperties);
    if (!entries) return std::unexpected(std::move(entries.error()));
    std::vector<visitors::Visitor> users;
    for (Entry& entry : *entries) {
        for (const char* name : {"GENERATION", "GENDER", "EMOTION"}) {
            if (entry.properties[name].size() > kMostIdOctets)
                return invalid(fmt::format("{} may have at most {} octets", name, kMostIdOctets));
        }
        users.push_back({entry.id, entry.properties["GENERATION"], entry.properties["GENDER"],
                         entry.properties["EMOTION"]});
    }
    return users;
}

Or<std::vector<SentItem>> read_put_items(std::string_view body) {
    auto entries = read_entries(body, "items", "itemId", kMostItemOctets, kMostItemProperties);
    if (!entries) return std::unexpected(std::move(entries.error()));
    std::vector<SentItem> items;
    for (Entry& entry : *entries) {
        const std::string& time = entry.properties["TIMESTAMP"];
        if (time.find_first_not_of("0123456789") != std::string::npos)
            return invalid("TIMESTAMP must be a whole number of seconds since 1970");
        items.push_back({entry.id, to_lower(entry.properties["EMOTION"])});
    }
    return items;
}

}  // namespace garden::personalize
