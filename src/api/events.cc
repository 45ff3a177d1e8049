#include "api/events.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/log.h"
#include "visitors/impression.h"
#include "visitors/limits.h"

namespace garden::api {
namespace {

// Without this, strangers could fill the log with text that names nothing.
Result<> check_key(const std::string& key) {
    if (key.size() <= visitors::kMostKeyOctets) return {};
    return fail(ErrorCode::invalid_argument,
                fmt::format("a key has at most {} octets; one has {}", visitors::kMostKeyOctets, key.size()));
}

Result<std::vector<std::string>> read_impression(const JsonBody& body) {
    return body.texts("impression", visitors::kMostSeen, kMostKeyOctets);
}

// With the keys as the gallery knows them; clients may send URLs.
Result<visitors::Event> complete(Context& context, const std::vector<std::string>& impression,
                                 visitors::Event event) {
    std::vector<std::string> sent = impression;
    sent.push_back(std::move(event.item));
    auto keys = context.gallery.resolve(sent);
    if (!keys) return std::unexpected(keys.error());
    event.item = std::move(keys->back());
    keys->pop_back();
    event.impression = std::move(*keys);
    for (const std::string& key : event.impression) {
        if (auto fits = check_key(key); !fits) return std::unexpected(fits.error());
    }
    if (auto fits = check_key(event.item); !fits) return std::unexpected(fits.error());
    return event;
}

// A client's time is taken as it is, but never from the future.
Result<Timestamp> read_time(Context& context, const JsonBody& body) {
    const auto seconds = body.integer("timestamp", 0, 253'402'300'799);  // the end of the year 9999
    if (!seconds) return std::unexpected(seconds.error());
    const Timestamp now = context.clock.now();
    return *seconds ? std::min(now, from_micros(**seconds * 1'000'000)) : now;
}

// With what the garden knows and the client did not say.
visitors::Event with_what_is_known(Context& context, visitors::Event event) {
    const visitors::Visitor visitor = context.recommender.visitor(event.visitor_id);
    if (event.generation.empty()) event.generation = visitor.generation;
    if (event.gender.empty()) event.gender = visitor.gender;
    if (event.impression.empty())
        event.impression = context.recommender.slate_with(event.visitor_id, event.item);
    return event;
}

}  // namespace

Result<visitors::Event> parse_like(Context& context, const JsonBody& body) {
    const auto id = body.required_text("id", visitors::kMostIdOctets);
    if (!id) return std::unexpected(id.error());
    const auto item = body.required_text("itemId", kMostKeyOctets);
    if (!item) return std::unexpected(item.error());
    auto impression = read_impression(body);
    if (!impression) return std::unexpected(impression.error());
    return complete(context, visitors::without_empty(std::move(*impression)),
                    {.visitor_id = *id,
                     .type = visitors::EventType::like,
                     .item = *item,
                     .impression = {},
                     .at = context.clock.now(),
                     .event_id = {}});
}

Result<visitors::Event> parse_event(Context& context, const JsonBody& body) {
    const auto id = body.required_text("userId", visitors::kMostIdOctets);
    if (!id) return std::unexpected(id.error());
    const auto type_name = body.required_text("eventType", visitors::kMostIdOctets);
    if (!type_name) return std::unexpected(type_name.error());
    const auto type = visitors::parse_event_type(*type_name);
    if (!type) return fail(ErrorCode::invalid_argument, "\"eventType\" must be view, like or dislike");
    const bool is_view = *type == visitors::EventType::view;
    const auto item =
        is_view ? body.text("itemId", kMostKeyOctets) : body.required_text("itemId", kMostKeyOctets);
    if (!item) return std::unexpected(item.error());
    if (is_view && !item->empty())
        return fail(ErrorCode::invalid_argument,
                    "a view has no \"itemId\": list what was seen in \"impression\"");
    // Clients of /like may always have sent such; here nobody has to put up with them.
    const auto impression = read_impression(body);
    if (!impression) return std::unexpected(impression.error());
    if (std::ranges::find(*impression, "") != impression->end()) {
        return fail(ErrorCode::invalid_argument,
                    "\"impression\" has an empty entry: leave out the places that show no picture");
    }
    const auto event_id = body.text("eventId", visitors::kMostIdOctets);
    if (!event_id) return std::unexpected(event_id.error());
    const auto at = read_time(context, body);
    if (!at) return std::unexpected(at.error());
    auto event = complete(context, *impression,
                          {.visitor_id = *id,
                           .type = *type,
                           .item = *item,
                           .impression = {},
                           .at = *at,
                           .event_id = *event_id});
    if (event && is_view && event->impression.empty()) {
        return fail(ErrorCode::invalid_argument, "a view needs the keys of what was seen in \"impression\"");
    }
    return event;
}

Result<bool> record_event(Context& context, const visitors::Event& event) {
    const bool is_like = event.type == visitors::EventType::like;
    // One that is sent again tells nothing of what its visitor was given since.
    if (is_like && !event.event_id.empty()) {
        const auto is_known = context.visitors.has_event(event.visitor_id, event.event_id);
        if (!is_known) return std::unexpected(is_known.error());
        if (*is_known) return false;
    }
    const visitors::Event whole = with_what_is_known(context, event);
    const auto learn = [&](const visitors::Event& one) -> Result<bool> {
        const auto recorded = context.visitors.record(one);
        if (!recorded) return std::unexpected(recorded.error());
        // One without a number is learned by who follows the log, together with what others wrote.
        const auto learned =
            recorded->number > 0 ? context.follower.catch_up_to(recorded->number) : Result<>();
        // It is in the log: what cannot be learned of it now is learned with the next event.
        if (!learned) log::warning("the log cannot be learned", {{"reason", learned.error().message}});
        return recorded->is_new;
    };
    if (is_like) {
        visitors::Event unreported = whole;
        unreported.type = visitors::EventType::view;
        unreported.item.clear();
        unreported.event_id.clear();
        for (auto& slate : context.recommender.take_unreported(whole)) {
            unreported.impression = std::move(slate);
            if (auto written = learn(unreported); !written) return written;
        }
    }
    const auto is_new = learn(whole);
    if (is_new && *is_new && !is_like)
        context.recommender.drop_unreported(whole.visitor_id, whole.impression);
    return is_new;
}

}  // namespace garden::api
