#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "store/blobs.h"
#include "store/database.h"

namespace garden::store {

// A garden's two halves.
struct GardenStore {
    Database& database;
    Blobs& blobs;
};

// How far a copy is, for whoever waits: "interactions", 120000 rows.
using TellCopied = std::function<void(const std::string& what, std::uint64_t count)>;

// Copies a garden into an empty one: blobs first, then the rows of every table. How far it came is kept in
// the target, so that a copy that was interrupted goes on there. Nobody may write to either meanwhile.
// `conflict`: the target holds a garden, or a copy of another one that is not finished. `source` names where
// it comes from.
Result<> copy_garden(GardenStore from, GardenStore to, const std::string& source, const TellCopied& tell);

// Compares every row of both: `corrupt` with the first that differs. Then the copy counts as finished.
Result<> verify_copy(GardenStore from, GardenStore to, const TellCopied& tell);

// `unavailable` with what to do where a copy into this catalog has begun and is not finished.
Result<> require_whole(Database& database);

}  // namespace garden::store
