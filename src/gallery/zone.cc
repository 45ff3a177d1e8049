#include "gallery/zone.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"

namespace garden::gallery {
namespace {

constexpr std::string_view kPrefix = "display/";
constexpr std::string_view kType = ".jpeg";

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

std::string folder(std::string_view zone) { return fmt::format("{}{}/", kPrefix, zone); }

}  // namespace

bool is_zone(std::string_view name) {
    return !name.empty() && name.size() <= 32 &&
           std::ranges::all_of(name, [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

bool is_screen(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
        return is_alphanumeric(c) || c == '.' || c == '_' || c == '-';
    });
}

std::string slot_key(std::string_view zone, Slot slot) {
    return fmt::format("{}img{}{}{}", folder(zone), slot.number, letter(slot.orientation), kType);
}

std::optional<Slot> parse_slot(std::string_view zone, std::string_view key) {
    const std::string before = folder(zone) + "img";
    if (!key.starts_with(before)) return std::nullopt;
    key.remove_prefix(before.size());
    if (key.size() != 2 + kType.size() || !key.ends_with(kType)) return std::nullopt;
    const int number = key[0] - '0';
    if (number < 1 || number > kSlots + 1) return std::nullopt;
    for (const Orientation orientation : {Orientation::landscape, Orientation::portrait}) {
        if (key[1] == letter(orientation)) return Slot{number, orientation};
    }
    return std::nullopt;
}

std::optional<std::string_view> zone_of(std::string_view key) {
    if (!key.starts_with(kPrefix)) return std::nullopt;
    key.remove_prefix(kPrefix.size());
    const std::string_view zone = key.substr(0, key.find('/'));
    if (zone.size() == key.size() || !is_zone(zone)) return std::nullopt;
    return zone;
}

std::string playlist_copy(std::string_view zone, std::string_view key) {
    return fmt::format("{}playlist/{}{}", folder(zone), sha256_hex(key).substr(0, 32), kType);
}

}  // namespace garden::gallery
