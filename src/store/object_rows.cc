#include "store/object_rows.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace garden::store {
namespace {

using Metadata = std::map<std::string, std::string>;

Result<ObjectInfo> to_info(std::string_view bucket, const Row& row) {
    const auto metadata = nlohmann::json::parse(row.text(5), nullptr, false);
    const bool valid =
        metadata.is_object() && std::ranges::all_of(metadata, [](const auto& v) { return v.is_string(); });
    if (!valid) return fail(ErrorCode::corrupt, "the metadata of an object is not a JSON object of strings");
    return ObjectInfo{std::string(bucket),
                      row.text(0),
                      static_cast<std::uint64_t>(row.integer(1)),
                      row.text(2),
                      row.text(3),
                      from_micros(row.integer(4)),
                      metadata.get<Metadata>()};
}

Result<> done(const Result<std::vector<Row>>& rows) {
    if (!rows) return std::unexpected(rows.error());
    return {};
}

// Their grace counts from the moment they are let go.
Result<> release_blobs(Transaction& transaction, const std::string& bucket, const std::string& key,
                       Timestamp now) {
    return done(
        transaction.run("UPDATE blobs SET claimed_at = $3 WHERE sha256 IN "
                        "(SELECT sha256 FROM object_blobs WHERE bucket = $1 AND key = $2)",
                        {bucket, key, to_micros(now)}));
}

}  // namespace

Result<std::optional<ObjectInfo>> read_object(Transaction& transaction, std::string_view bucket,
                                              std::string_view key) {
    const auto rows = transaction.run(
        "SELECT key, size, etag, content_type, modified_at, metadata FROM objects WHERE bucket = $1 AND key "
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
                                             std::string_view prefix, std::string_view after,
                                             std::size_t most) {
    // Keys with one prefix are neighbours in their order: the first without it ends the list.
    const auto rows = transaction.run(
        "SELECT key, size, etag, content_type, modified_at, metadata FROM objects "
        "WHERE bucket = $1 AND key >= $2 AND key > $3 ORDER BY key LIMIT $4",
        {std::string(bucket), std::string(prefix), std::string(after), static_cast<std::int64_t>(most)});
    if (!rows) return std::unexpected(rows.error());
    std::vector<ObjectInfo> listed;
    for (const Row& row : *rows) {
        if (!row.text(0).starts_with(prefix)) break;
        auto info = to_info(bucket, row);
        if (!info) return std::unexpected(info.error());
        listed.push_back(std::move(*info));
    }
    return listed;
}

Result<> write_object(Transaction& transaction, const ObjectInfo& info, const std::vector<BlobPart>& parts) {
    if (auto released = release_blobs(transaction, info.bucket, info.key, info.modified); !released)
        return released;
    if (auto deleted = done(transaction.run("DELETE FROM object_blobs WHERE bucket = $1 AND key = $2",
                                            {info.bucket, info.key}));
        !deleted) {
        return deleted;
    }
    if (auto written = done(transaction.run(
            "INSERT INTO objects (bucket, key, size, etag, content_type, modified_at, metadata) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (bucket, key) DO UPDATE SET size = "
            "excluded.size, "
            "etag = excluded.etag, content_type = excluded.content_type, modified_at = excluded.modified_at, "
            "metadata = excluded.metadata",
            {info.bucket, info.key, static_cast<std::int64_t>(info.size), info.etag, info.content_type,
             to_micros(info.modified), nlohmann::json(info.metadata).dump()}));
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

Result<> delete_object(Transaction& transaction, std::string_view bucket, std::string_view key,
                       Timestamp now) {
    const std::string b(bucket);
    const std::string k(key);
    if (auto released = release_blobs(transaction, b, k, now); !released) return released;
    return done(transaction.run("DELETE FROM objects WHERE bucket = $1 AND key = $2", {b, k}));
}

}  // namespace garden::store
