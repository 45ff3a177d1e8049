#include "gallery/key.h"

#include <algorithm>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/text.h"

namespace garden::gallery {
namespace {

constexpr std::string_view kType = ".jpeg";

std::optional<Place> parse_place(std::string_view word) {
    for (const Place place : {Place::garden, Place::pool}) {
        if (word == prefix(place)) return place;
    }
    return std::nullopt;
}

// The path of `https://host/path?query#fragment`, without its first slash; nothing if `text` is no URL.
std::optional<std::string_view> path_of_url(std::string_view text) {
    const std::size_t scheme = text.find("://");
    const std::string lower = to_lower(text.substr(0, scheme));
    if (scheme == std::string_view::npos || (lower != "http" && lower != "https")) return std::nullopt;
    text.remove_prefix(scheme + 3);
    text = text.substr(0, text.find_first_of("?#"));
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    return text.substr(slash + 1);
}

// What a client takes for a key: the URL from its last `emotions` or `imgPool` on. It differs from the path
// where the server stands behind a prefix.
std::string_view from_last_place(std::string_view path) {
    std::size_t last = std::string_view::npos;
    for (const std::string_view word : {"/emotions/", "/imgPool/"}) {
        const std::size_t at = path.rfind(word);
        if (at != std::string_view::npos && (last == std::string_view::npos || at > last)) last = at;
    }
    return last == std::string_view::npos ? path : path.substr(last + 1);
}

void add(std::vector<std::string>& keys, std::string key) {
    const bool valid = !key.empty() && is_utf8(key) && key.find('\0') == std::string::npos;
    if (valid && std::ranges::find(keys, key) == keys.end()) keys.push_back(std::move(key));
}

void add_decoded(std::vector<std::string>& keys, std::string_view encoded) {
    if (auto decoded = percent_decode(encoded)) add(keys, std::move(*decoded));
}

std::string stem_of(Timestamp time, int number) {
    return fmt::format("img_{:%Y%m%d-%H%M%S}_{}", fmt::gmtime(std::chrono::floor<std::chrono::seconds>(time)),
                       number);
}

}  // namespace

bool is_emotion(std::string_view word) { return std::ranges::find(kEmotions, word) != kEmotions.end(); }

std::string_view prefix(Place place) { return place == Place::garden ? "emotions" : "imgPool"; }

char letter(Orientation orientation) { return orientation == Orientation::portrait ? 'v' : 'h'; }

std::string SearchKey::text() const { return favorite.empty() ? emotion : emotion + "/" + favorite; }

Result<SearchKey> parse_search_key(std::string_view text) {
    if (!is_utf8(text)) return fail(ErrorCode::invalid_argument, "a search key must be valid UTF-8");
    const std::size_t slash = text.find('/');
    const std::string_view emotion = text.substr(0, slash);
    if (!is_emotion(emotion)) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("there is no emotion {}; the emotions are {}",
                                json_quote(emotion.substr(0, 40)), fmt::join(kEmotions, ", ")));
    }
    const std::string_view favorite = slash == std::string_view::npos ? "" : text.substr(slash + 1);
    return SearchKey{std::string(emotion), to_lower(favorite)};
}

std::optional<PictureKey> parse_picture_key(std::string_view key) {
    const auto parts = split(key, '/');
    if (parts.size() != 3 && parts.size() != 4) return std::nullopt;
    const auto place = parse_place(parts.front());
    std::string_view name = parts.back();
    if (!place || !is_emotion(parts[1]) || !name.ends_with(kType)) return std::nullopt;
    name.remove_suffix(kType.size());
    const std::string_view favorite = parts.size() == 4 ? parts[2] : "";
    if (name.empty() || (parts.size() == 4 && favorite.empty())) return std::nullopt;
    return PictureKey{*place,
                      {std::string(parts[1]), to_lower(favorite)},
                      name.back() == 'v' ? Orientation::portrait : Orientation::landscape};
}

std::vector<std::string> client_keys(std::string_view sent) {
    std::vector<std::string> keys = {std::string(sent)};
    if (const auto path = path_of_url(sent)) {
        const std::string_view tail = from_last_place(*path);
        add(keys, std::string(*path));
        add_decoded(keys, *path);
        add(keys, std::string(tail));
        add_decoded(keys, tail);
    } else {
        add_decoded(keys, sent);
    }
    return keys;
}

std::optional<std::string> counterpart(std::string_view key, Place place) {
    const auto parts = parse_picture_key(key);
    if (!parts || parts->place != place) return std::nullopt;
    const Place other = place == Place::pool ? Place::garden : Place::pool;
    return std::string(prefix(other)) + std::string(key.substr(prefix(place).size()));
}

std::string new_picture_name(Timestamp time, int number) {
    return stem_of(time, number) + std::string(kType);
}

std::string new_picture_key(Place place, const SearchKey& search_key, Timestamp time, int number,
                            Orientation orientation) {
    return fmt::format("{}/{}/{}{}{}", prefix(place), search_key.text(), stem_of(time, number),
                       letter(orientation), kType);
}

}  // namespace garden::gallery
