#include "api/display_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/events.h"
#include "api/json_body.h"
#include "base/iso_time.h"
#include "base/text.h"

namespace garden::api {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

std::unexpected<Error> invalid(std::string message) {
    return fail(ErrorCode::invalid_argument, std::move(message));
}

// A member that may be missing or null: then null is answered.
const json* member(const json& object, const char* name) {
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

Result<std::string> read_key(const json& value) {
    if (!value.is_string()) return invalid("each of \"pictures\" must have a \"key\", which is a text");
    auto key = value.get<std::string>();
    if (key.empty() || key.size() > kMostKeyOctets || key.find('\0') != std::string::npos)
        return invalid(fmt::format("a \"key\" in \"pictures\" must have 1 to {} octets", kMostKeyOctets));
    return key;
}

Result<gallery::PlaylistItem> read_item(const json& value) {
    gallery::PlaylistItem item;
    const bool is_key = value.is_string();
    if (!is_key && !value.is_object())
        return invalid("each of \"pictures\" must be {\"key\",\"seconds\"}, or the key alone");
    const json* const named = is_key ? &value : member(value, "key");
    auto key = read_key(named == nullptr ? json() : *named);
    if (!key) return std::unexpected(key.error());
    item.key = std::move(*key);
    const json* const seconds = is_key ? nullptr : member(value, "seconds");
    if (seconds == nullptr) return item;
    const bool fits = seconds->is_number_integer() && *seconds >= 1 && *seconds <= gallery::kMostSeconds;
    if (!fits)
        return invalid(fmt::format("\"seconds\" must be a whole number from 1 to {}", gallery::kMostSeconds));
    item.seconds = seconds->get<int>();
    return item;
}

Result<> read_items(const json& playlist, gallery::Playlist& read) {
    const json* const pictures = member(playlist, "pictures");
    if (pictures == nullptr || !pictures->is_array())
        return invalid("\"pictures\" must be a list of what the display shows, in that order");
    if (pictures->size() > gallery::kMostItems) {
        return invalid(fmt::format("\"pictures\" may have at most {} entries; it has {}", gallery::kMostItems,
                                   pictures->size()));
    }
    for (const json& picture : *pictures) {
        auto item = read_item(picture);
        if (!item) return std::unexpected(item.error());
        read.items.push_back(std::move(*item));
    }
    return {};
}

Result<> read_manner(const json& playlist, gallery::Playlist& read) {
    if (const json* const transition = member(playlist, "transition")) {
        if (!transition->is_string() || !gallery::is_transition(transition->get_ref<const std::string&>()))
            return invalid("\"transition\" must be cut, fade or slide");
        read.transition = transition->get<std::string>();
    }
    const json* const hours = member(playlist, "activeHours");
    if (hours == nullptr) return {};
    if (!hours->is_string())
        return invalid("\"activeHours\" must be a text such as 09:00-18:00; empty: always");
    const auto& text = hours->get_ref<const std::string&>();
    if (text.empty()) return {};
    const auto parsed = gallery::parse_active_hours(text);
    if (!parsed) return std::unexpected(parsed.error());
    read.active_hours = *parsed;
    return {};
}

}  // namespace

Result<gallery::Playlist> parse_playlist(std::string_view body) {
    const auto all = JsonBody::parse(body);
    if (!all) return std::unexpected(all.error());
    const json* const playlist = member(all->json(), "playlist");
    if (playlist == nullptr || !playlist->is_object()) return invalid("\"playlist\" must be a JSON object");
    gallery::Playlist read;
    if (auto items = read_items(*playlist, read); !items) return std::unexpected(items.error());
    if (auto manner = read_manner(*playlist, read); !manner) return std::unexpected(manner.error());
    return read;
}

std::string display_json(const gallery::Display& display, const std::string& base) {
    const auto url = [&](const std::string& key) {
        return fmt::format("{}/{}", base, percent_encode_path(key));
    };
    ordered_json slots = ordered_json::array();
    for (const gallery::SlotPicture& picture : display.slots) {
        slots.push_back({{"slot", fmt::format("{}{}", picture.slot.number, letter(picture.slot.orientation))},
                         {"url", url(picture.key)},
                         {"etag", picture.etag},
                         {"changed", iso_time(picture.changed)},
                         {"source", picture.source}});
    }
    ordered_json pictures = ordered_json::array();
    for (const gallery::PlaylistItem& item : display.playlist.items) {
        pictures.push_back(
            {{"key", item.key}, {"url", url(item.shown)}, {"etag", item.etag}, {"seconds", item.seconds}});
    }
    const auto& hours = display.playlist.active_hours;
    const ordered_json answer = {{"zone", display.zone},
                                 {"active", display.active},
                                 {"timeZone", display.time_zone},
                                 {"slots", std::move(slots)},
                                 {"playlist",
                                  {{"pictures", std::move(pictures)},
                                   {"transition", display.playlist.transition},
                                   {"activeHours", hours ? gallery::to_text(*hours) : ""}}}};
    return answer.dump();
}

}  // namespace garden::api
