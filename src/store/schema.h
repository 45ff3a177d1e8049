#pragma once

#include <span>
#include <string_view>

#include "store/database.h"

namespace garden::store {

// One step of the schema; its number is its place, from 1. Never edited after a release: add another.
struct Migration {
    std::string_view name;
    std::string_view sql;                  // statements separated by `;`
    std::string_view for_postgresql = {};  // in its place there; empty: the same, as postgres_sql() reads it
};

std::span<const Migration> migrations();

}  // namespace garden::store
