#include "store/buckets.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "store/attributes_json.h"
#include "store/object_rows.h"
#include "store/statement.h"

namespace garden::store {
namespace {

Result<Bucket> to_bucket(const Row& row) {
    auto attributes = bucket_attributes_from_json(row.text(3));
    if (!attributes) return std::unexpected(attributes.error());
    return Bucket{row.text(0),
                  from_micros(row.integer(1)),
                  row.text(2),
                  std::move(attributes->grants),
                  std::move(attributes->tags),
                  attributes->versioning};
}

std::unexpected<Error> no_bucket(std::string_view name) {
    return fail(ErrorCode::not_found, fmt::format("there is no bucket {}", json_quote(name)));
}

// Changes the attributes of a bucket in one transaction.
Result<> change(Database& database, std::string_view name,
                const std::function<void(BucketAttributes&)>& edit) {
    return database.write([&](Transaction& transaction) -> Result<> {
        const auto rows =
            transaction.run("SELECT attributes FROM buckets WHERE name = $1", {std::string(name)});
        if (!rows) return std::unexpected(rows.error());
        if (rows->empty()) return no_bucket(name);
        auto attributes = bucket_attributes_from_json(rows->front().text(0));
        if (!attributes) return std::unexpected(attributes.error());
        edit(*attributes);
        return transaction.post("UPDATE buckets SET attributes = $2 WHERE name = $1",
                                {std::string(name), to_json(*attributes)});
    });
}

}  // namespace

Result<> Buckets::create(std::string_view name, std::string_view owner) {
    const auto rows =
        write_returning(database_,
                        "INSERT INTO buckets (name, owner, created_at, attributes) VALUES ($1, $2, "
                        "$3, '{}') ON CONFLICT (name) DO NOTHING RETURNING name",
                        {std::string(name), std::string(owner), to_micros(clock_.now())});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty())
        return fail(ErrorCode::conflict, fmt::format("there is a bucket {} already", json_quote(name)));
    return {};
}

Result<> Buckets::ensure(std::string_view name) {
    const auto created = create(name, "");
    return !created && created.error().code == ErrorCode::conflict ? Result<>{} : created;
}

Result<std::optional<Bucket>> Buckets::find(std::string_view name) {
    const auto rows =
        read_one(database_, "SELECT name, created_at, owner, attributes FROM buckets WHERE name = $1",
                 {std::string(name)});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return std::nullopt;
    auto bucket = to_bucket(rows->front());
    if (!bucket) return std::unexpected(bucket.error());
    return std::move(*bucket);
}

Result<std::vector<Bucket>> Buckets::list() {
    const auto rows =
        read_one(database_, "SELECT name, created_at, owner, attributes FROM buckets ORDER BY name");
    if (!rows) return std::unexpected(rows.error());
    std::vector<Bucket> buckets;
    for (const Row& row : *rows) {
        auto bucket = to_bucket(row);
        if (!bucket) return std::unexpected(bucket.error());
        buckets.push_back(std::move(*bucket));
    }
    return buckets;
}

Result<> Buckets::remove(std::string_view name) {
    return database_.write([&](Transaction& transaction) -> Result<> {
        const std::string bucket(name);
        const auto held = transaction.run(
            "SELECT 1 FROM objects WHERE bucket = $1 UNION ALL SELECT 1 FROM versions WHERE bucket = $1 "
            "LIMIT 1",
            {bucket});
        if (!held) return std::unexpected(held.error());
        if (!held->empty())
            return fail(ErrorCode::conflict, fmt::format("the bucket {} holds objects", json_quote(name)));
        const auto uploads = transaction.run("SELECT id FROM uploads WHERE bucket = $1", {bucket});
        if (!uploads) return std::unexpected(uploads.error());
        for (const Row& row : *uploads) {
            if (auto ended = delete_upload(transaction, row.text(0), clock_.now()); !ended) return ended;
        }
        const auto removed = transaction.run("DELETE FROM buckets WHERE name = $1 RETURNING name", {bucket});
        if (!removed) return std::unexpected(removed.error());
        return removed->empty() ? Result<>(no_bucket(name)) : Result<>{};
    });
}

Result<> Buckets::release_orphans(const std::vector<std::string>& access_keys) {
    return database_.write([&](Transaction& transaction) -> Result<> {
        const auto owners = transaction.run("SELECT DISTINCT owner FROM buckets WHERE owner <> ''");
        if (!owners) return std::unexpected(owners.error());
        for (const Row& row : *owners) {
            if (std::ranges::find(access_keys, row.text(0)) != access_keys.end()) continue;
            auto released = transaction.post("UPDATE buckets SET owner = '' WHERE owner = $1", {row.text(0)});
            if (!released) return released;
        }
        return {};
    });
}

Result<> Buckets::set_grants(std::string_view name, const std::vector<Grant>& grants) {
    return change(database_, name, [&](BucketAttributes& attributes) { attributes.grants = grants; });
}

Result<> Buckets::set_tags(std::string_view name, const std::map<std::string, std::string>& tags) {
    return change(database_, name, [&](BucketAttributes& attributes) { attributes.tags = tags; });
}

Result<> Buckets::set_versioning(std::string_view name, Versioning versioning) {
    return change(database_, name, [&](BucketAttributes& attributes) { attributes.versioning = versioning; });
}

}  // namespace garden::store
