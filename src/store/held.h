#pragma once

#include <string_view>

namespace garden::store {

// Of a row of `blobs`: whether an object, a version, an unfinished upload, the trash or a snapshot holds it.
// A condition of SQL; whoever adds a table that holds blobs adds it here.
inline constexpr std::string_view kIsHeld =
    "(EXISTS (SELECT 1 FROM object_blobs WHERE object_blobs.sha256 = blobs.sha256) OR "
    "EXISTS (SELECT 1 FROM upload_parts WHERE upload_parts.sha256 = blobs.sha256) OR "
    "EXISTS (SELECT 1 FROM version_blobs WHERE version_blobs.sha256 = blobs.sha256) OR "
    "EXISTS (SELECT 1 FROM trash_blobs WHERE trash_blobs.sha256 = blobs.sha256) OR "
    "EXISTS (SELECT 1 FROM snapshots WHERE snapshots.sha256 = blobs.sha256))";

}  // namespace garden::store
