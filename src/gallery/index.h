#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gallery/key.h"
#include "store/database.h"
#include "store/objects.h"

// The gallery's index: the table `pictures`, one row for each picture, written in the transaction of its
// object.
namespace garden::gallery {

// A picture as the index lists it.
struct Picture {
    std::string key;
    PictureKey parts;
    Timestamp
        added_at;  // when it was put last, in whole seconds: the protocol's, and what Last-Modified tells
};

// The picture that an object is; nothing if it is none. Also for AfterChange, so that who learns of pictures
// there sees what the index holds.
std::optional<Picture> picture_of(const store::ObjectInfo& object);

// The index's part in a change of an object. Only `bucket` is indexed. A picture put again is listed again,
// with the new time; an operator's dislike stays with the octets that it is of.
Result<> index_change(store::Transaction& transaction, const store::Change& change, std::string_view bucket);

// What a listing asks of an object beside its key, from the recipe in its metadata.
struct Origin {
    std::string painter;      // empty: no recipe
    std::int64_t prompt = 0;  // its id in the table `prompts`; 0: none
};
// Writes the prompt to its table, folded (fold.h), unless it is there.
Result<Origin> write_origin(store::Transaction& transaction, const store::ObjectInfo& object);

// Calls `each` with every picture of a place that is listed, in order of their keys and in constant memory;
// not on one snapshot.
Result<> for_each_picture(store::Database& database, Place place,
                          const std::function<void(const Picture&)>& each);
// Those of at most store::kMostKeys pictures that are listed, in order of their keys.
Result<std::vector<Picture>> find_pictures(store::Database& database, std::span<const std::string> keys);
// Whether a picture with this key is listed.
Result<bool> is_listed(store::Database& database, const std::string& key);

// Fills the rows that were written before listings read the index, and those alone. For the start.
Result<> fill_index(store::Database& database, std::string_view bucket);
// Forgets the prompts that no picture has any more, neither in the index nor in the trash. Reads both.
Result<> forget_prompts(store::Database& database);

// index_change() for `bucket`, to hand to store::Objects.
store::IndexWork picture_index(std::string bucket);

// For store::check(): every row of the index is a picture of `bucket` and says what its key says. A picture
// without a row is fine: an operator may have taken it off the list.
store::ExtraCheck picture_check(std::string bucket);

}  // namespace garden::gallery
