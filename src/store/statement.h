#pragma once

#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace garden::store {

// One statement in a transaction of its own.
Result<> write_one(Database& database, std::string_view sql, std::initializer_list<Value> values = {});
// The same; its rows.
Result<std::vector<Row>> write_returning(Database& database, std::string_view sql,
                                         std::initializer_list<Value> values);
Result<std::vector<Row>> read_one(Database& database, std::string_view sql,
                                  std::initializer_list<Value> values = {});
Result<std::vector<Row>> read_one(Database& database, std::string_view sql, std::span<const Value> values);

}  // namespace garden::store
