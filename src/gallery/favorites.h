#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace garden::gallery {

// The favorites that pictures of the garden have, by emotion: of each emotion the `most` that have most
// pictures, those first, and of as many by name. Thread-safe.
Result<std::map<std::string, std::vector<std::string>>> favorites(store::Database& database,
                                                                  std::size_t most);

}  // namespace garden::gallery
