#pragma once

#include "api/context.h"
#include "api/json_body.h"

namespace garden::api {

inline constexpr std::size_t kMostKeyOctets = 4096;  // as sent: a full URL, percent-encoded
// Enough to say why an impression of ten thousand is refused.
inline constexpr std::size_t kEventBodyLimit = std::size_t{2} * 1024 * 1024;

// Of a batch: enough for the most keys in their longest usual form, and to say why a hundred thousand are
// refused.
inline constexpr std::size_t kBatchBodyLimit = std::size_t{16} * 1024 * 1024;
inline constexpr JsonLimits kBatchLimits{.values = 200'000};

// The body of POST /like: {"id","itemId","impression"}.
Result<visitors::Event> parse_like(Context& context, const JsonBody& body);

// The body of POST /api/v1/events: {"userId","eventType","itemId","impression","eventId","timestamp"}.
Result<visitors::Event> parse_event(Context& context, const JsonBody& body);

// Writes the event to the log, with what is known of the visitor where it does not say that; the recommender
// has learned it then, or in a catalog that servers share a moment later. False: an event with this eventId
// is there already.
Result<bool> record_event(Context& context, const visitors::Event& event);

}  // namespace garden::api
