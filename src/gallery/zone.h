#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "gallery/key.h"

// What the keys of displays mean: display/<zone>/img<1-9><h|v>.jpeg. Pure functions.
namespace garden::gallery {

// These are there without being made.
inline constexpr std::array<std::string_view, 3> kDefaultZones = {"zone1", "zone2", "zone3"};
// Slots of an orientation that a call may fill; the one after them is filled over S3 alone.
inline constexpr int kSlots = 8;

// 1–32 of the characters a-z 0-9 and -.
bool is_zone(std::string_view name);
// 1–64 of the characters a-z A-Z 0-9 . _ and -.
bool is_screen(std::string_view name);

struct Slot {
    int number = 1;  // 1–9
    Orientation orientation = Orientation::landscape;
};

std::string slot_key(std::string_view zone, Slot slot);
// Nothing: the key is not that of a slot of the zone.
std::optional<Slot> parse_slot(std::string_view zone, std::string_view key);

// The zone whose display shows this object; nothing: none.
std::optional<std::string_view> zone_of(std::string_view key);

// Where the zone keeps its own copy of a picture of its playlist.
std::string playlist_copy(std::string_view zone, std::string_view key);

}  // namespace garden::gallery
