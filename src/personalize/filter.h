#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gallery/key.h"
#include "personalize/members.h"

namespace garden::personalize {

// Which pictures a request is about.
struct Filter {
    std::vector<gallery::SearchKey> search_keys;      // empty: any
    std::optional<gallery::Orientation> orientation;  // nothing: both

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

bool passes(const Filter& filter, const gallery::PictureKey& picture);

}  // namespace garden::personalize
