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

// A row of key, size, etag, content_type, modified_at, metadata, attributes.
Result<ObjectInfo> to_info(std::string_view bucket, const Row& row);

// An id of an upload, a version or what is in the trash: 16 hexadecimal digits of the microseconds, so that
// ids are in the order of their beginnings, and 16 that nobody can guess.
std::string new_ordered_id(Timestamp now);

// 1–1024 octets of UTF-8 without NUL; else `invalid_argument`.
Result<> validate_key(std::string_view key);

Result<std::optional<ObjectInfo>> read_object(Transaction& transaction, std::string_view bucket,
                                              std::string_view key);
Result<std::vector<BlobPart>> read_parts(Transaction& transaction, std::string_view bucket,
                                         std::string_view key);
// Objects of keys from `first` on and after `after`, in order, at most `most`.
Result<std::vector<ObjectInfo>> list_objects(Transaction& transaction, std::string_view bucket,
                                             std::string_view first, std::string_view after,
                                             std::size_t most);

// Writes an object over what had its key. `busy`: one of the blobs was swept meanwhile.
Result<> write_object(Transaction& transaction, const ObjectInfo& info, const std::vector<BlobPart>& parts);

// What a copy does not take over: it is its owner's, and no upload of its own.
inline void become_copy(Attributes& attributes) {
    attributes.grants.clear();
    attributes.upload_id.clear();
}

Result<> write_attributes(Transaction& transaction, const ObjectInfo& info);

// Removes an upload and its parts. The grace of their blobs starts at `now`.
Result<> delete_upload(Transaction& transaction, const std::string& id, Timestamp now);

// Removes an object's rows. The grace of its blobs starts at `now`.
Result<> delete_object(Transaction& transaction, std::string_view bucket, std::string_view key,
                       Timestamp now);

}  // namespace garden::store
