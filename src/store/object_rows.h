#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"
#include "store/objects.h"

namespace garden::store {

// The statements behind Objects; each runs inside its caller's transaction.

// One blob of an object, whole.
struct BlobPart {
    std::string sha256;
    std::uint64_t size = 0;
};

Result<std::optional<ObjectInfo>> read_object(Transaction& transaction, std::string_view bucket,
                                              std::string_view key);
Result<std::vector<BlobPart>> read_parts(Transaction& transaction, std::string_view bucket,
                                         std::string_view key);
Result<std::vector<ObjectInfo>> list_objects(Transaction& transaction, std::string_view bucket,
                                             std::string_view prefix, std::string_view after,
                                             std::size_t most);

// Writes an object over what had its key. `busy`: one of the blobs was swept meanwhile.
Result<> write_object(Transaction& transaction, const ObjectInfo& info, const std::vector<BlobPart>& parts);

// Removes an object's rows. The grace of its blobs starts at `now`.
Result<> delete_object(Transaction& transaction, std::string_view bucket, std::string_view key,
                       Timestamp now);

}  // namespace garden::store
