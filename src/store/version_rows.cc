#include "store/version_rows.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "store/attributes_json.h"
#include "store/object_rows.h"

namespace garden::store {
namespace {

Result<std::optional<Version>> only_version(std::string_view bucket, const Result<std::vector<Row>>& rows) {
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return std::nullopt;
    auto found = to_version(bucket, rows->front());
    if (!found) return std::unexpected(found.error());
    return std::move(*found);
}

// The time of the newest version that is not current; 0: there is none.
Result<std::int64_t> newest_time(Transaction& transaction, const std::string& bucket,
                                 const std::string& key) {
    const auto rows = transaction.run(
        "SELECT coalesce(max(modified_at), 0) FROM versions WHERE bucket = $1 AND key = $2", {bucket, key});
    if (!rows) return std::unexpected(rows.error());
    return rows->front().integer(0);
}

// Keeps the current object among the versions.
Result<> archive(Transaction& transaction, const ObjectInfo& current) {
    const std::string& version = current.attributes.version_id;
    auto kept = transaction.post(
        "INSERT INTO versions (bucket, key, version_id, marker, size, etag, content_type, modified_at, "
        "metadata, "
        "attributes) SELECT bucket, key, $3, 0, size, etag, content_type, modified_at, metadata, attributes "
        "FROM objects WHERE bucket = $1 AND key = $2",
        {current.bucket, current.key, version});
    if (!kept) return kept;
    return transaction.post(
        "INSERT INTO version_blobs (bucket, key, version_id, part, sha256, size) "
        "SELECT bucket, key, $3, part, sha256, size FROM object_blobs WHERE bucket = $1 AND key = $2",
        {current.bucket, current.key, version});
}

// Keeps `current`, unless it is the version "null" and a new one takes its place.
Result<> keep(Transaction& transaction, Versioning versioning, const ObjectInfo* current,
              const std::string& bucket, const std::string& key, Timestamp now) {
    if (versioning == Versioning::suspended) {
        if (auto gone = delete_version(transaction, bucket, key, "", now); !gone) return gone;
    }
    const bool replaced =
        current == nullptr || (versioning == Versioning::suspended && current->attributes.version_id.empty());
    return replaced ? Result<>{} : archive(transaction, *current);
}

// `now`, or a moment after all that the key had before.
Result<Timestamp> time_of_its_own(Transaction& transaction, const ObjectInfo* current,
                                  const std::string& bucket, const std::string& key, Timestamp now) {
    const auto newest = newest_time(transaction, bucket, key);
    if (!newest) return std::unexpected(newest.error());
    const std::int64_t last = std::max(*newest, current != nullptr ? to_micros(current->modified) : 0);
    return from_micros(std::max(to_micros(now), last + 1));
}

}  // namespace

Result<Version> to_version(std::string_view bucket, const Row& row) {
    Version version;
    version.marker = row.integer(7) != 0;
    version.object.bucket = bucket;
    version.object.key = row.text(0);
    version.object.size = static_cast<std::uint64_t>(row.integer(1));
    version.object.etag = row.text(2);
    version.object.content_type = row.text(3);
    version.object.modified = from_micros(row.integer(4));
    auto metadata = texts_from_json(row.text(5));
    if (!metadata) return std::unexpected(metadata.error());
    version.object.metadata = std::move(*metadata);
    auto attributes = attributes_from_json(row.text(6));
    if (!attributes) return std::unexpected(attributes.error());
    version.object.attributes = std::move(*attributes);
    if (version.marker) version.object.attributes.version_id = row.text(8);
    return version;
}

Result<Versioning> read_versioning(Transaction& transaction, std::string_view bucket) {
    const auto rows =
        transaction.run("SELECT attributes FROM buckets WHERE name = $1", {std::string(bucket)});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty())
        return fail(ErrorCode::not_found, fmt::format("there is no bucket {}", json_quote(bucket)));
    // Nearly always: no JSON to read.
    if (rows->front().text(0) == "{}") return Versioning::off;
    const auto attributes = bucket_attributes_from_json(rows->front().text(0));
    if (!attributes) return std::unexpected(attributes.error());
    return attributes->versioning;
}

Result<> prepare_version(Transaction& transaction, Versioning versioning, ObjectInfo& object) {
    object.attributes.version_id.clear();
    if (versioning == Versioning::off) return {};
    const auto current = read_object(transaction, object.bucket, object.key);
    if (!current) return std::unexpected(current.error());
    const ObjectInfo* const before = *current ? &**current : nullptr;
    const auto time = time_of_its_own(transaction, before, object.bucket, object.key, object.modified);
    if (!time) return std::unexpected(time.error());
    object.modified = *time;
    if (versioning == Versioning::enabled) object.attributes.version_id = new_ordered_id(*time);
    return keep(transaction, versioning, before, object.bucket, object.key, *time);
}

Result<std::string> write_marker(Transaction& transaction, Versioning versioning, const ObjectInfo* current,
                                 std::string_view bucket, std::string_view key, Timestamp now) {
    const std::string b(bucket);
    const std::string k(key);
    const auto time = time_of_its_own(transaction, current, b, k, now);
    if (!time) return std::unexpected(time.error());
    if (auto kept = keep(transaction, versioning, current, b, k, now); !kept)
        return std::unexpected(kept.error());
    std::string version = versioning == Versioning::enabled ? new_ordered_id(*time) : "";
    const auto written = transaction.post(
        "INSERT INTO versions (bucket, key, version_id, marker, size, etag, content_type, modified_at, "
        "metadata, "
        "attributes) VALUES ($1, $2, $3, 1, 0, '', '', $4, '{}', '{}')",
        {b, k, version, to_micros(*time)});
    if (!written) return std::unexpected(written.error());
    return version;
}

Result<std::optional<Version>> read_version(Transaction& transaction, std::string_view bucket,
                                            std::string_view key, std::string_view version) {
    const auto rows = transaction.run(
        "SELECT key, size, etag, content_type, modified_at, metadata, attributes, marker, version_id FROM "
        "versions "
        "WHERE bucket = $1 AND key = $2 AND version_id = $3",
        {std::string(bucket), std::string(key), std::string(version)});
    return only_version(bucket, rows);
}

Result<std::vector<BlobPart>> read_version_parts(Transaction& transaction, std::string_view bucket,
                                                 std::string_view key, std::string_view version) {
    const auto rows = transaction.run(
        "SELECT sha256, size FROM version_blobs WHERE bucket = $1 AND key = $2 AND version_id = $3 ORDER BY "
        "part",
        {std::string(bucket), std::string(key), std::string(version)});
    if (!rows) return std::unexpected(rows.error());
    std::vector<BlobPart> parts;
    for (const Row& row : *rows) parts.push_back({row.text(0), static_cast<std::uint64_t>(row.integer(1))});
    return parts;
}

Result<> delete_version(Transaction& transaction, std::string_view bucket, std::string_view key,
                        std::string_view version, Timestamp now) {
    const std::string b(bucket);
    const std::string k(key);
    const std::string v(version);
    auto released = transaction.post(
        "UPDATE blobs SET claimed_at = $4 WHERE sha256 IN "
        "(SELECT sha256 FROM version_blobs WHERE bucket = $1 AND key = $2 AND version_id = $3)",
        {b, k, v, to_micros(now)});
    if (!released) return released;
    return transaction.post("DELETE FROM versions WHERE bucket = $1 AND key = $2 AND version_id = $3",
                            {b, k, v});
}

Result<std::optional<Version>> read_newest(Transaction& transaction, std::string_view bucket,
                                           std::string_view key) {
    const auto rows = transaction.run(
        "SELECT key, size, etag, content_type, modified_at, metadata, attributes, marker, version_id FROM "
        "versions "
        "WHERE bucket = $1 AND key = $2 ORDER BY modified_at DESC LIMIT 1",
        {std::string(bucket), std::string(key)});
    return only_version(bucket, rows);
}

Result<std::optional<ObjectInfo>> promote(Transaction& transaction, std::string_view bucket,
                                          std::string_view key) {
    auto newest = read_newest(transaction, bucket, key);
    if (!newest) return std::unexpected(newest.error());
    if (!*newest || (*newest)->marker) return std::nullopt;
    ObjectInfo& object = (*newest)->object;
    const std::string& version = object.attributes.version_id;
    const auto parts = read_version_parts(transaction, bucket, key, version);
    if (!parts) return std::unexpected(parts.error());
    if (auto written = write_object(transaction, object, *parts); !written)
        return std::unexpected(written.error());
    if (auto gone = delete_version(transaction, bucket, key, version, object.modified); !gone)
        return std::unexpected(gone.error());
    return std::move(object);
}

}  // namespace garden::store
