#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace garden::access {

// One statement in a transaction of its own; its rows.
Result<std::vector<store::Row>> write_one(store::Database& database, std::string_view sql,
                                          std::initializer_list<store::Value> values);
Result<std::vector<store::Row>> read_one(store::Database& database, std::string_view sql,
                                         std::initializer_list<store::Value> values = {});

// `invalid_argument` unless `name` is 1–64 of A–Z a–z 0–9 . _ - ; `what` begins the sentence: "an administrator's name".
Result<> check_name(std::string_view what, std::string_view name);

}  // namespace garden::access
