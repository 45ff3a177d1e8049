#pragma once

#include <span>
#include <string_view>

namespace garden::store {

// One table of the catalog, as it is copied.
struct CatalogTable {
    std::string_view name;
    std::string_view columns;  // all that hold what the garden knows, separated by ", "
    std::string_view key;      // those whose values no two rows share, likewise
};

// All tables, each after those that it refers to. What an engine adds for itself is not among the columns.
std::span<const CatalogTable> catalog_tables();

}  // namespace garden::store
