// Of this room alone: the statements behind versions; each runs inside its caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/content.h"
#include "store/database.h"
#include "store/versions.h"

namespace garden::store {

// A row of key, size, etag, content_type, modified_at, metadata, attributes, marker, version_id.
Result<Version> to_version(std::string_view bucket, const Row& row);

Result<Versioning> read_versioning(Transaction& transaction, std::string_view bucket);  // `not_found`

// Makes room for a new current object: gives it its version id and a time of its own, and keeps what has its
// key now where the bucket keeps versions.
Result<> prepare_version(Transaction& transaction, Versioning versioning, ObjectInfo& object);
// Keeps the current object where the bucket keeps versions, and writes a delete marker; answers its version
// id. The object's own row is the caller's to remove.
Result<std::string> write_marker(Transaction& transaction, Versioning versioning, const ObjectInfo* current,
                                 std::string_view bucket, std::string_view key, Timestamp now);

// One that is not current. Nothing: there is no such version.
Result<std::optional<Version>> read_version(Transaction& transaction, std::string_view bucket,
                                            std::string_view key, std::string_view version);
// The newest that is not current.
Result<std::optional<Version>> read_newest(Transaction& transaction, std::string_view bucket,
                                           std::string_view key);
Result<std::vector<BlobPart>> read_version_parts(Transaction& transaction, std::string_view bucket,
                                                 std::string_view key, std::string_view version);
// The grace of its blobs starts at `now`.
Result<> delete_version(Transaction& transaction, std::string_view bucket, std::string_view key,
                        std::string_view version, Timestamp now);
// Makes the newest version current, unless it is a delete marker. For a key without a current object.
Result<std::optional<ObjectInfo>> promote(Transaction& transaction, std::string_view bucket,
                                          std::string_view key);

}  // namespace garden::store
