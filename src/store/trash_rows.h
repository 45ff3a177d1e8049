#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/content.h"
#include "store/database.h"
#include "store/object_info.h"

namespace garden::store {

// The statements behind the trash; each runs inside its caller's transaction.

// Keeps a current object in the trash; its own rows stay the caller's to remove. Answers the id there.
Result<std::string> keep_in_trash(Transaction& transaction, const ObjectInfo& object, Timestamp now);

// What came there last under a key; nothing: none.
Result<std::optional<std::string>> find_trashed(Transaction& transaction, std::string_view bucket,
                                                const std::string& key);
// Nothing: it is there no longer.
Result<std::optional<ObjectInfo>> read_trashed(Transaction& transaction, std::string_view bucket,
                                               const std::string& id);
Result<std::vector<BlobPart>> read_trashed_parts(Transaction& transaction, const std::string& id);

// Its blobs are the caller's to take first, or the sweeper's: their grace starts at `now`.
Result<> delete_trashed(Transaction& transaction, const std::string& id, Timestamp now);
// At most `most` of what came there before a time, the oldest first; answers how many.
Result<std::size_t> delete_trashed_before(Transaction& transaction, std::string_view bucket, Timestamp before,
                                          std::size_t most, Timestamp now);

}  // namespace garden::store
