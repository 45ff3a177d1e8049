#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/database.h"

namespace garden::store {

// Small values that a room keeps in the catalog under a name of its own. Nothing: it was never written.
Result<std::optional<std::string>> read_setting(Database& database, std::string_view name);
Result<std::optional<std::string>> read_setting(Transaction& transaction, std::string_view name);
Result<> write_setting(Transaction& transaction, std::string_view name, const std::string& value);
Result<> write_setting(Database& database, std::string_view name, const std::string& value);

}  // namespace garden::store
