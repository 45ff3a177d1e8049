#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

#include "store/database.h"
#include "store/schema.h"

namespace garden::store {

struct SqliteOptions {
    // Connections that read; as many reads run at once, others wait for their turn.
    std::size_t readers = 4;
    // True: one process alone may hold the catalog so; a server does. False, for short administrative
    // commands: opens it beside a server that runs.
    bool exclusive = true;
    // The schema; tests bring their own.
    std::span<const Migration> migrations = store::migrations();
};

// Opens, or makes, the SQLite catalog and its folder, and brings its schema up to date (store/schema.h). WAL,
// synchronous=FULL, foreign keys on; one writer thread, which commits what waits in one transaction. The file
// is readable by its owner alone, for it holds secrets. `unavailable`: another process holds it exclusively,
// or its schema is newer than this program.
Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& file,
                                              const SqliteOptions& options = {});

}  // namespace garden::store
