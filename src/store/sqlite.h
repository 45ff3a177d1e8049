#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "store/database.h"

namespace garden::store {

// Opens, or makes, the SQLite catalog and brings its schema up to date (store/schema.h). WAL, synchronous=FULL, foreign
// keys on; one writer thread. `unavailable`: another process has it open, or its schema is newer than this program.
Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& file, std::size_t readers = 4);

}  // namespace garden::store
