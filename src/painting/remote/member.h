#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

namespace garden::painting::remote {

// What an endpoint answers may have any shape: these never throw, and point into `value`.

// The member of that name; null where `value` is no object or has none.
inline const nlohmann::json* member(const nlohmann::json& value, const char* name) {
    if (!value.is_object()) return nullptr;
    const auto found = value.find(name);
    return found == value.end() ? nullptr : &*found;
}

// The first of the list that is the member of that name; null where it is no list, or empty.
inline const nlohmann::json* first_member(const nlohmann::json& value, const char* name) {
    const nlohmann::json* list = member(value, name);
    return list != nullptr && list->is_array() && !list->empty() ? &list->front() : nullptr;
}

// The text; null where `value` is null or no text.
inline const std::string* text_of(const nlohmann::json* value) {
    return value == nullptr ? nullptr : value->get_ptr<const std::string*>();
}

// The text of the member of that name, or "".
inline std::string text_in(const nlohmann::json& value, const char* name) {
    const std::string* text = text_of(member(value, name));
    return text == nullptr ? std::string() : *text;
}

// The whole number of the member of that name, from 0 to 100,000; `otherwise` where there is none.
inline int number_in(const nlohmann::json& value, const char* name, int otherwise) {
    const nlohmann::json* found = member(value, name);
    if (found == nullptr || !found->is_number_integer()) return otherwise;
    return static_cast<int>(std::clamp<std::int64_t>(found->get<std::int64_t>(), 0, 100'000));
}

}  // namespace garden::painting::remote
