#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gallery/key.h"
#include "store/database.h"
#include "store/object_info.h"

// Pages of pictures, newest first, for those who curate.
namespace garden::gallery {

enum class Shelf { garden, pool, trash };

// Which pictures are wanted; what is not set does not matter.
struct PictureQuery {
    Shelf shelf = Shelf::pool;
    std::optional<std::string> emotion{};
    std::optional<std::string> favorite{};  // folded as keys are; empty: pictures without one
    std::optional<Orientation> orientation{};
    std::optional<std::string> painter{};
    std::optional<bool> disliked{};    // by an operator; not of the trash, where nothing is
    std::string text{};                // somewhere in the prompt; case does not count, nor how it is composed
    std::optional<Timestamp> since{};  // added (of the trash: removed) then or later
    std::optional<Timestamp> before{};  // earlier than that
    std::string cursor{};               // PicturePage::next of the page before; empty: the first page
    std::size_t most = 50;
};

struct ListedPicture {
    std::string trash_id;  // of what is in the trash; else empty
    store::ObjectInfo object;
    Timestamp at;  // when it was added; of the trash: removed
    bool disliked = false;
};

struct PicturePage {
    std::vector<ListedPicture> pictures;
    std::int64_t total = 0;  // of all pages
    std::string next;        // empty: this was the last page
};

// One page. Each picture that is there from the first page to the last is on exactly one of them, whatever
// comes and goes meanwhile. `invalid_argument`: the cursor is not one of this shelf.
Result<PicturePage> list_pictures(store::Database& database, std::string_view bucket,
                                  const PictureQuery& query);

}  // namespace garden::gallery
