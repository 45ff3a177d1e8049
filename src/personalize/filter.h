#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gallery/gallery.h"
#include "gallery/key.h"
#include "personalize/members.h"

namespace garden::personalize {

// Which pictures a request is about.
struct Filter {
    std::vector<gallery::SearchKey> search_keys;      // empty: any
    std::optional<gallery::Orientation> orientation;  // nothing: both
    // What its name is if the orientation at the end belongs to the favorite: happy/self-portrait.
    std::optional<gallery::SearchKey> whole_name = {};

    bool operator==(const Filter&) const = default;
};

// The filter that filterArn and filterValues of a request name. Personalize has filters that were made
// before; here a filter is what its name and values say:
//
// - The value EMOTION (or SEARCH_KEY) has search keys: "happy/cat" with quotation marks around it or without,
//   or several with them and commas between: "\"happy\",\"calm\"". ORIENTATION is landscape or portrait. With
//   a value the filter may have any name, as the one that the client made at Amazon has.
// - Without, its name says the same: `happy`, `happy/cat`, `portrait`, `happy-portrait`.
//
// ResourceNotFoundException: a name that says nothing. InvalidInputException: no ARN of a filter, values
// without one, a value that nobody knows, or one that is no search key or orientation.
Or<Filter> read_filter(const json& request);

// `filter` with one meaning: that of its whole name if the garden has pictures of that search key.
Or<Filter> settled(const Filter& filter, gallery::Gallery& gallery);

bool passes(const Filter& filter, const gallery::PictureKey& picture);

}  // namespace garden::personalize
