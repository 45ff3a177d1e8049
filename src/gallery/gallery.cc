#include "gallery/gallery.h"

#include <algorithm>

#include "base/log.h"

namespace garden::gallery {
namespace {

Result<bool> object_exists(store::Transaction& transaction, const std::string& bucket,
                           const std::string& key) {
    const auto rows = transaction.run("SELECT 1 FROM objects WHERE bucket = $1 AND key = $2", {bucket, key});
    if (!rows) return std::unexpected(rows.error());
    return !rows->empty();
}

Result<std::string> first_that_exists(store::Transaction& transaction, const std::string& bucket,
                                      const std::vector<std::string>& candidates) {
    for (const std::string& key : candidates) {
        const auto exists = object_exists(transaction, bucket, key);
        if (!exists) return std::unexpected(exists.error());
        if (*exists) return key;
    }
    return candidates.back();
}

}  // namespace

Result<Listing> Gallery::all(Place place, const SearchKey& search_key) {
    Listing listing;
    const auto read = database_.read([&](store::Transaction& transaction) -> Result<> {
        const auto rows = transaction.run(
            "SELECT key, orientation FROM pictures "
            "WHERE place = $1 AND search_key = $2 ORDER BY added_at, key",
            {std::string(prefix(place)), search_key.text()});
        if (!rows) return std::unexpected(rows.error());
        for (const store::Row& row : *rows) {
            (row.text(1) == "v" ? listing.portrait : listing.landscape).push_back(row.text(0));
        }
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return listing;
}

Result<store::ObjectInfo> Gallery::put_picture(std::string_view key, BytesView jpeg,
                                               const std::map<std::string, std::string>& recipe,
                                               const store::Work& also) {
    return objects_.put(bucket_, key, jpeg, {.content_type = "image/jpeg", .metadata = recipe, .also = also});
}

Result<std::optional<std::string>> Gallery::clear_index(std::string_view sent) {
    const auto key = resolve(sent);
    if (!key) return std::unexpected(key.error());
    bool cleared = false;
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        const auto rows = transaction.run("DELETE FROM pictures WHERE key = $1 RETURNING key", {*key});
        if (!rows) return std::unexpected(rows.error());
        cleared = !rows->empty();
        return {};
    });
    if (!written) return std::unexpected(written.error());
    return cleared ? std::optional(*key) : std::nullopt;
}

Result<bool> Gallery::exists(std::string_view key) {
    Result<bool> exists = false;
    const auto read = database_.read([&](store::Transaction& transaction) -> Result<> {
        exists = object_exists(transaction, bucket_, std::string(key));
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return exists;
}

Result<bool> Gallery::is_empty() {
    const auto first = objects_.list({.bucket = bucket_, .most = 1});
    if (!first) return std::unexpected(first.error());
    return first->objects.empty();
}

Result<std::string> Gallery::resolve(std::string_view sent) {
    auto keys = resolve(std::vector<std::string>{std::string(sent)});
    if (!keys) return std::unexpected(keys.error());
    return std::move(keys->front());
}

Result<std::vector<std::string>> Gallery::resolve(const std::vector<std::string>& sent) {
    std::vector<std::vector<std::string>> candidates;
    std::vector<std::string> keys;
    for (const std::string& each : sent) {
        candidates.push_back(client_keys(each));
        keys.push_back(candidates.back().back());
    }
    // Nearly always each name is a plain key, and there is nothing to look up.
    if (std::ranges::all_of(candidates, [](const auto& choice) { return choice.size() == 1; })) return keys;
    const auto read = database_.read([&](store::Transaction& transaction) -> Result<> {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (candidates[i].size() == 1) continue;
            auto key = first_that_exists(transaction, bucket_, candidates[i]);
            if (!key) return std::unexpected(key.error());
            keys[i] = std::move(*key);
        }
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return keys;
}

}  // namespace garden::gallery
