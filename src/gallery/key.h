#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

// What object keys mean. Pure functions; protocol.md's "Vocabulary" is their source.
namespace garden::gallery {

inline constexpr std::array<std::string_view, 8> kEmotions = {"happy", "surprised", "calm",      "angry",
                                                              "fear",  "confused",  "disgusted", "sad"};
bool is_emotion(std::string_view word);

// Where pictures are: in the published garden, or in the pool that waits for curation.
enum class Place { garden, pool };
std::string_view prefix(Place place);  // "emotions" or "imgPool"

enum class Orientation { landscape, portrait };
char letter(Orientation orientation);  // 'h' or 'v'

// What the gallery is queried by: `<emotion>` or `<emotion>/<favorite>`. Equal or not; nothing between.
struct SearchKey {
    std::string emotion;   // one of kEmotions
    std::string favorite;  // lower case; may be empty

    std::string text() const;
    bool operator==(const SearchKey&) const = default;
};

// A visitor's search key. The favorite is free text and becomes lower case (ASCII). `invalid_argument`: no
// such emotion, or text that is not UTF-8.
Result<SearchKey> parse_search_key(std::string_view text);

// The key of a picture that is indexed.
struct PictureKey {
    Place place = Place::garden;
    SearchKey search_key;
    Orientation orientation = Orientation::landscape;

    bool operator==(const PictureKey&) const = default;
};

// Nothing: a key of another shape, which is stored but not indexed: other than
// emotions|imgPool/<emotion>[/<favorite>]/ <name>.jpeg with one of the eight emotions. A favorite counts in
// lower case, as visitors' do.
std::optional<PictureKey> parse_picture_key(std::string_view key);

// The same picture in the other place; nothing unless `key` is a picture of `place`.
std::optional<std::string> counterpart(std::string_view key, Place place);

// The keys that a client may mean by `sent`, the likeliest that is not literal last: first `sent` itself, for
// a key that exists literally wins; then, where it is a URL, its path, raw and percent-decoded, and each from
// its last `emotions/` or `imgPool/` on; where it is not, `sent` percent-decoded. Without doubles, one at
// least; all but the first are valid UTF-8 without NUL.
std::vector<std::string> client_keys(std::string_view sent);

// The name of a new picture that is in no place: img_<YYYYmmdd-HHMMSS>_<number>.jpeg, the time in UTC.
std::string new_picture_name(Timestamp time, int number);

// The key of a new picture: <place>/<search key>/img_<YYYYmmdd-HHMMSS>_<number><h|v>.jpeg, the time in UTC.
std::string new_picture_key(Place place, const SearchKey& search_key, Timestamp time, int number,
                            Orientation orientation);

}  // namespace garden::gallery
