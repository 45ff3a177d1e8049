#include "visitors/visitor.h"

#include <array>
#include <utility>

namespace garden::visitors {

std::string_view dataset_name(EventType type) {
    switch (type) {
        case EventType::like:
            return "click";
        case EventType::view:
            return "view";
        case EventType::dislike:
            return "dislike";
    }
    return "view";
}

std::optional<EventType> parse_event_type(std::string_view name) {
    if (name == "click" || name == "like") return EventType::like;
    if (name == "view") return EventType::view;
    if (name == "dislike") return EventType::dislike;
    return std::nullopt;
}

std::string_view generation_of(int age_low, int age_high) {
    constexpr std::array<std::pair<double, std::string_view>, 6> upper_bounds = {{{5, "toddler"},
                                                                                  {12, "child"},
                                                                                  {18, "teenager"},
                                                                                  {25, "young-adult"},
                                                                                  {49, "adult"},
                                                                                  {64, "middle-age"}}};
    const double middle = (age_low + age_high) / 2.0;
    for (const auto& [bound, generation] : upper_bounds) {
        if (middle <= bound) return generation;
    }
    return "elder";
}

}  // namespace garden::visitors
