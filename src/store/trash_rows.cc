#include "store/trash_rows.h"

#include "store/attributes_json.h"
#include "store/object_rows.h"

namespace garden::store {

Result<std::string> keep_in_trash(Transaction& transaction, const ObjectInfo& object, Timestamp now) {
    std::string id = new_ordered_id(now);
    auto kept = transaction.post(
        "INSERT INTO trash (id, bucket, key, removed_at, size, etag, content_type, modified_at, metadata, "
        "attributes) SELECT $3, bucket, key, $4, size, etag, content_type, modified_at, metadata, attributes "
        "FROM objects WHERE bucket = $1 AND key = $2",
        {object.bucket, object.key, id, to_micros(now)});
    if (kept) {
        kept = transaction.post(
            "INSERT INTO trash_blobs (trash_id, part, sha256, size) "
            "SELECT $3, part, sha256, size FROM object_blobs WHERE bucket = $1 AND key = $2",
            {object.bucket, object.key, id});
    }
    if (!kept) return std::unexpected(kept.error());
    return id;
}

Result<std::optional<std::string>> find_trashed(Transaction& transaction, std::string_view bucket,
                                                const std::string& key) {
    const auto rows =
        transaction.run("SELECT id FROM trash WHERE bucket = $1 AND key = $2 ORDER BY id DESC LIMIT 1",
                        {std::string(bucket), key});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return std::nullopt;
    return rows->front().text(0);
}

Result<std::optional<ObjectInfo>> read_trashed(Transaction& transaction, std::string_view bucket,
                                               const std::string& id) {
    const auto rows = transaction.run(
        "SELECT key, size, etag, content_type, modified_at, metadata, attributes FROM trash "
        "WHERE bucket = $1 AND id = $2",
        {std::string(bucket), id});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return std::nullopt;
    auto object = to_info(bucket, rows->front());
    if (!object) return std::unexpected(object.error());
    return std::move(*object);
}

Result<std::vector<BlobPart>> read_trashed_parts(Transaction& transaction, const std::string& id) {
    const auto rows =
        transaction.run("SELECT sha256, size FROM trash_blobs WHERE trash_id = $1 ORDER BY part", {id});
    if (!rows) return std::unexpected(rows.error());
    std::vector<BlobPart> parts;
    for (const Row& row : *rows) parts.push_back({row.text(0), static_cast<std::uint64_t>(row.integer(1))});
    return parts;
}

Result<> delete_trashed(Transaction& transaction, const std::string& id, Timestamp now) {
    auto released = transaction.post(
        "UPDATE blobs SET claimed_at = $2 WHERE sha256 IN (SELECT sha256 FROM trash_blobs WHERE trash_id = "
        "$1)",
        {id, to_micros(now)});
    if (!released) return released;
    return transaction.post("DELETE FROM trash WHERE id = $1", {id});
}

Result<std::size_t> delete_trashed_before(Transaction& transaction, std::string_view bucket, Timestamp before,
                                          std::size_t most, Timestamp now) {
    const auto rows = transaction.run(
        "SELECT id FROM trash WHERE bucket = $1 AND removed_at < $2 ORDER BY removed_at, id LIMIT $3",
        {std::string(bucket), to_micros(before), static_cast<std::int64_t>(most)});
    if (!rows) return std::unexpected(rows.error());
    for (const Row& row : *rows) {
        if (auto deleted = delete_trashed(transaction, row.text(0), now); !deleted)
            return std::unexpected(deleted.error());
    }
    return rows->size();
}

}  // namespace garden::store
