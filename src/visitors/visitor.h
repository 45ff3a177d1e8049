#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace garden::visitors {

// Somebody who looked into the camera, as the datasets of protocol.md describe them. Nothing here names a
// person.
struct Visitor {
    std::string id;          // a UUID, or what the client calls them
    std::string generation;  // "toddler" … "elder"; empty: unknown
    std::string gender;      // "Male", "Female"; empty: unknown
    std::string emotion;     // "HAPPY" … "SAD"; empty: unknown
};

enum class EventType { like, view, dislike };

// "click", "view", "dislike": EVENT_TYPE of the interactions dataset.
std::string_view dataset_name(EventType type);
// The type that a dataset name or an API name ("like") stands for.
std::optional<EventType> parse_event_type(std::string_view name);

// Something a visitor did before a slate of pictures.
struct Event {
    std::string visitor_id;
    EventType type = EventType::view;
    std::string item;                     // the picture's key; empty for a view
    std::vector<std::string> impression;  // keys on screen, in the order of their places
    Timestamp at;
    std::string event_id;  // the client's name for it; the same one twice is one event. Empty: none
    // Of the visitor, as known when it happened; empty: unknown.
    std::string generation = {};
    std::string gender = {};
    std::int64_t number = 0;  // in the log, from 1; 0: it was not read from there
};

// protocol.md, "generation": by the middle of the age range, in years. 64.5 is "elder".
std::string_view generation_of(int age_low, int age_high);

}  // namespace garden::visitors
