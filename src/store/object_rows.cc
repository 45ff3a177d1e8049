#include "store/object_rows.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/id.h"
#include "base/text.h"
#include "store/attributes_json.h"

namespace garden::store {
namespace {

constexpr std::size_t kKeyLimit = 1024;

// Their grace counts from the moment they are let go.
Result<> release_blobs(Transaction& transaction, const std::string& bucket, const std::string& key,
                       Timestamp now) {
    return transaction.post(
        "UPDATE blobs SET claimed_at = $3 WHERE sha256 IN "
        "(SELECT sha256 FROM object_blobs WHERE bucket = $1 AND key = $2)",
        {bucket, key, to_micros(now)});
}

}  // namespace

Result<ObjectInfo> to_info(std::string_view bucket, const Row& row) {
    auto metadata = texts_from_json(row.text(5));
    if (!metadata) return std::unexpected(metadata.error());
    auto attributes = attributes_from_json(row.text(6));
    if (!attributes) return std::unexpected(attributes.error());
    return ObjectInfo{std::string(bucket),  row.text(0),           static_cast<std::uint64_t>(row.integer(1)),
                      row.text(2),          row.text(3),           from_micros(row.integer(4)),
                      std::move(*metadata), std::move(*attributes)};
}

std::string new_ordered_id(Timestamp now) {
    return fmt::format("{:016x}", to_micros(now)) + to_hex(random_octets(8));
}

Result<> validate_key(std::string_view key) {
    if (key.empty()) return fail(ErrorCode::invalid_argument, "an object key must not be empty");
    if (key.size() > kKeyLimit) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("an object key has at most {} octets, this one {}", kKeyLimit, key.size()));
    }
    if (!is_utf8(key)) return fail(ErrorCode::invalid_argument, "an object key must be valid UTF-8");
    if (key.find('\0') != std::string_view::npos) {
        return fail(ErrorCode::invalid_argument, "an object key must not hold a NUL character");
    }
    return {};
}

Result<std::optional<ObjectInfo>> read_object(Transaction& transaction, std::string_view bucket,
                                              std::string_view key) {
    const auto rows = transaction.run(
        "SELECT key, size, etag, content_type, modified_at, metadata, attributes FROM objects WHERE bucket = "
        "$1 AND key "
        "= $2",
        {std::string(bucket), std::string(key)});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return std::nullopt;
    auto info = to_info(bucket, rows->front());
    if (!info) return std::unexpected(info.error());
    return std::move(*info);
}

Result<std::vector<BlobPart>> read_parts(Transaction& transaction, std::string_view bucket,
                                         std::string_view key) {
    const auto rows =
        transaction.run("SELECT sha256, size FROM object_blobs WHERE bucket = $1 AND key = $2 ORDER BY part",
                        {std::string(bucket), std::string(key)});
    if (!rows) return std::unexpected(rows.error());
    std::vector<BlobPart> parts;
    for (const Row& row : *rows) parts.push_back({row.text(0), static_cast<std::uint64_t>(row.integer(1))});
    return parts;
}

Result<std::vector<ObjectInfo>> list_objects(Transaction& transaction, std::string_view bucket,
                                             std::string_view first, std::string_view after,
                                             std::size_t most) {
    const auto rows = transaction.run(
        "SELECT key, size, etag, content_type, modified_at, metadata, attributes FROM objects "
        "WHERE bucket = $1 AND key >= $2 AND key <> $3 ORDER BY key LIMIT $4",
        // One bound, for SQLite seeks by one alone and walks over what lies before the other.
        {std::string(bucket), std::string(std::max(first, after)), std::string(after),
         static_cast<std::int64_t>(most)});
    if (!rows) return std::unexpected(rows.error());
    std::vector<ObjectInfo> listed;
    listed.reserve(rows->size());
    for (const Row& row : *rows) {
        auto info = to_info(bucket, row);
        if (!info) return std::unexpected(info.error());
        listed.push_back(std::move(*info));
    }
    return listed;
}

Result<> write_object(Transaction& transaction, const ObjectInfo& info, const std::vector<BlobPart>& parts) {
    if (auto released = release_blobs(transaction, info.bucket, info.key, info.modified); !released)
        return released;
    if (auto deleted = transaction.post("DELETE FROM object_blobs WHERE bucket = $1 AND key = $2",
                                        {info.bucket, info.key});
        !deleted) {
        return deleted;
    }
    if (auto written = transaction.post(
            "INSERT INTO objects (bucket, key, size, etag, content_type, modified_at, metadata, "
            "attributes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (bucket, key) DO UPDATE SET "
            "size = "
            "excluded.size, "
            "etag = excluded.etag, content_type = excluded.content_type, modified_at = excluded.modified_at, "
            "metadata = excluded.metadata, attributes = excluded.attributes",
            {info.bucket, info.key, static_cast<std::int64_t>(info.size), info.etag, info.content_type,
             to_micros(info.modified), to_json(info.metadata), to_json(info.attributes)});
        !written) {
        return written;
    }
    std::int64_t number = 0;
    for (const BlobPart& part : parts) {
        const auto held = transaction.run(
            "INSERT INTO object_blobs (bucket, key, part, sha256, size) "
            "SELECT $1, $2, $3, sha256, size FROM blobs WHERE sha256 = $4 AND size = $5 AND deleting = 0 "
            "RETURNING part",
            {info.bucket, info.key, ++number, part.sha256, static_cast<std::int64_t>(part.size)});
        if (!held) return std::unexpected(held.error());
        if (held->empty()) {
            return fail(ErrorCode::busy, "the same octets were removed from the store meanwhile; try again");
        }
    }
    return {};
}

Result<> write_attributes(Transaction& transaction, const ObjectInfo& info) {
    return transaction.post("UPDATE objects SET attributes = $3 WHERE bucket = $1 AND key = $2",
                            {info.bucket, info.key, to_json(info.attributes)});
}

Result<> delete_upload(Transaction& transaction, const std::string& id, Timestamp now) {
    auto released = transaction.post(
        "UPDATE blobs SET claimed_at = $2 WHERE sha256 IN (SELECT sha256 FROM upload_parts WHERE upload_id = "
        "$1)",
        {id, to_micros(now)});
    if (!released) return released;
    return transaction.post("DELETE FROM uploads WHERE id = $1", {id});
}

Result<> delete_object(Transaction& transaction, std::string_view bucket, std::string_view key,
                       Timestamp now) {
    const std::string b(bucket);
    const std::string k(key);
    if (auto released = release_blobs(transaction, b, k, now); !released) return released;
    return transaction.post("DELETE FROM objects WHERE bucket = $1 AND key = $2", {b, k});
}

}  // namespace garden::store
