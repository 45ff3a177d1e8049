#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace garden::store {

// As many keys as one statement takes.
inline constexpr std::size_t kMostKeys = 512;

// "$1, $2" from a number on.
std::string placeholders(std::size_t first, std::size_t count);

// The rows that one statement, in a transaction of its own, finds for at most kMostKeys keys; none where
// there are no keys. In `sql` stands {} for their list, and $1 … for `values`. The list is filled up with its
// last key to one of few lengths, for each text of a statement may be prepared and kept.
Result<std::vector<Row>> read_listed(Database& database, std::string_view sql, std::vector<Value> values,
                                     std::span<const std::string> keys);

}  // namespace garden::store
