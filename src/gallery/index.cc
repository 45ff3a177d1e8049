#include "gallery/index.h"

#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "gallery/fold.h"
#include "store/key_list.h"
#include "store/object_rows.h"
#include "store/statement.h"

namespace garden::gallery {
namespace {

std::string orientation_text(Orientation orientation) { return std::string(1, letter(orientation)); }

// A member of the object `json`; empty where it is not there or no text.
std::string text_of(const nlohmann::json& json, const char* name) {
    const auto member = json.is_object() ? json.find(name) : json.end();
    const bool is_text = json.is_object() && member != json.end() && member->is_string();
    return is_text ? member->get<std::string>() : "";
}

// 60 bits of its hash: among less than a thousand million prompts hardly two share one, and then the later is
// not found by its text.
std::int64_t prompt_id(const std::string& folded) {
    constexpr std::size_t digits = 15;
    const std::string hash = sha256_hex(folded);
    std::int64_t id = 0;
    std::from_chars(hash.data(), hash.data() + digits, id, 16);
    return id;
}

// Rows that one read of for_each_picture() takes.
constexpr std::int64_t kPage = 2000;
// Rows of one transaction of fill_index().
constexpr std::int64_t kFillBatch = 500;

Result<> fill_row(store::Transaction& transaction, const std::string& bucket, const std::string& key) {
    // A row that is no picture is check_rows()'s to tell of.
    const PictureKey parts = parse_picture_key(key).value_or(PictureKey{});
    const auto object = store::read_object(transaction, bucket, key);
    if (!object) return std::unexpected(object.error());
    const auto origin = *object ? write_origin(transaction, **object) : Origin{};
    if (!origin) return std::unexpected(origin.error());
    return transaction.post(
        "UPDATE pictures SET emotion = $2, favorite = $3, painter = $4, prompt = $5 WHERE key = $1",
        {key, parts.search_key.emotion, parts.search_key.favorite, origin->painter, origin->prompt});
}

Result<> check_rows(store::Transaction& transaction, store::CheckReport& report, const std::string& bucket) {
    const auto rows = transaction.run(
        "SELECT pictures.key, place, search_key, orientation, objects.key IS NULL FROM pictures "
        "LEFT JOIN objects ON objects.bucket = $1 AND objects.key = pictures.key ORDER BY pictures.key",
        {bucket});
    if (!rows) return std::unexpected(rows.error());
    for (const store::Row& row : *rows) {
        const auto parts = parse_picture_key(row.text(0));
        const bool agrees = parts && prefix(parts->place) == row.text(1) &&
                            parts->search_key.text() == row.text(2) &&
                            orientation_text(parts->orientation) == row.text(3);
        if (row.integer(4) != 0) {
            report.problems.push_back(
                fmt::format("the index lists {}, which is not in the store", json_quote(row.text(0))));
        } else if (!agrees) {
            report.problems.push_back(fmt::format("the index lists {} as {}/{} ({})", json_quote(row.text(0)),
                                                  row.text(1), row.text(2), row.text(3)));
        }
    }
    return {};
}

}  // namespace

std::optional<Picture> picture_of(const store::ObjectInfo& object) {
    const auto parts = parse_picture_key(object.key);
    if (!parts) return std::nullopt;
    return Picture{object.key, *parts, std::chrono::floor<std::chrono::seconds>(object.modified)};
}

Result<> index_change(store::Transaction& transaction, const store::Change& change, std::string_view bucket) {
    if (change.object.bucket != bucket) return {};
    const auto picture = picture_of(change.object);
    if (!picture) return {};
    if (change.kind == store::Change::Kind::removed) {
        return transaction.post("DELETE FROM pictures WHERE key = $1", {picture->key});
    }
    const auto origin = write_origin(transaction, change.object);
    if (!origin) return std::unexpected(origin.error());
    return transaction.post(
        "INSERT INTO pictures (key, place, search_key, orientation, added_at, emotion, favorite, "
        "painter, prompt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
        "ON CONFLICT (key) DO UPDATE SET added_at = excluded.added_at, emotion = excluded.emotion, "
        "favorite = excluded.favorite, painter = excluded.painter, prompt = excluded.prompt, "
        "disliked = CASE WHEN pictures.disliked = $10 THEN pictures.disliked ELSE '' END",
        {picture->key, std::string(prefix(picture->parts.place)), picture->parts.search_key.text(),
         orientation_text(picture->parts.orientation), to_micros(picture->added_at),
         picture->parts.search_key.emotion, picture->parts.search_key.favorite, origin->painter,
         origin->prompt, change.object.etag});
}

Result<Origin> write_origin(store::Transaction& transaction, const store::ObjectInfo& object) {
    const auto recipe = object.metadata.find("recipe");
    if (recipe == object.metadata.end()) return Origin{};
    const auto json = nlohmann::json::parse(recipe->second, nullptr, false);
    const std::string prompt = fold(text_of(json, "prompt"));
    Origin origin{text_of(json, "painter"), prompt.empty() ? 0 : prompt_id(prompt)};
    if (prompt.empty()) return origin;
    const auto posted =
        transaction.post("INSERT INTO prompts (id, text) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
                         {origin.prompt, prompt});
    if (!posted) return std::unexpected(posted.error());
    return origin;
}

Result<> for_each_picture(store::Database& database, Place place,
                          const std::function<void(const Picture&)>& each) {
    std::string last;
    while (true) {
        const auto page = store::read_one(
            database,
            "SELECT key, added_at FROM pictures WHERE place = $1 AND key > $2 ORDER BY key LIMIT $3",
            {std::string(prefix(place)), last, kPage});
        if (!page) return std::unexpected(page.error());
        if (page->empty()) return {};
        for (const store::Row& row : *page) {
            const auto parts = parse_picture_key(row.text(0));
            if (parts) each({row.text(0), *parts, from_micros(row.integer(1))});
        }
        last = page->back().text(0);
    }
}

Result<std::vector<Picture>> find_pictures(store::Database& database, std::span<const std::string> keys) {
    const auto rows = store::read_listed(
        database, "SELECT key, added_at FROM pictures WHERE key IN ({}) ORDER BY key", {}, keys);
    if (!rows) return std::unexpected(rows.error());
    std::vector<Picture> pictures;
    for (const store::Row& row : *rows) {
        if (const auto parts = parse_picture_key(row.text(0)))
            pictures.push_back({row.text(0), *parts, from_micros(row.integer(1))});
    }
    return pictures;
}

Result<bool> is_listed(store::Database& database, const std::string& key) {
    const auto rows = store::read_one(database, "SELECT 1 FROM pictures WHERE key = $1", {key});
    if (!rows) return std::unexpected(rows.error());
    return !rows->empty();
}

Result<> fill_index(store::Database& database, std::string_view bucket) {
    std::string last;
    std::size_t filled = 0;
    while (true) {
        std::size_t found = 0;
        const auto written = database.write([&](store::Transaction& transaction) -> Result<> {
            const auto keys = transaction.run(
                "SELECT key FROM pictures WHERE key > $1 AND emotion IS NULL ORDER BY key LIMIT $2",
                {last, kFillBatch});
            if (!keys) return std::unexpected(keys.error());
            found = keys->size();
            for (const store::Row& row : *keys) {
                if (auto done = fill_row(transaction, std::string(bucket), row.text(0)); !done) return done;
            }
            if (found > 0) last = keys->back().text(0);
            return {};
        });
        if (!written) return written;
        filled += found;
        if (found == 0) break;
    }
    if (filled > 0) log::info("the index knows painters and prompts now", {{"pictures", filled}});
    return {};
}

Result<> forget_prompts(store::Database& database) {
    return database.write([](store::Transaction& transaction) {
        return transaction.post(
            "DELETE FROM prompts WHERE id NOT IN (SELECT prompt FROM pictures UNION "
            "SELECT prompt FROM trashed_pictures)");
    });
}

store::IndexWork picture_index(std::string bucket) {
    return [bucket = std::move(bucket)](store::Transaction& transaction, const store::Change& change) {
        return index_change(transaction, change, bucket);
    };
}

store::ExtraCheck picture_check(std::string bucket) {
    return [bucket = std::move(bucket)](store::Transaction& transaction, store::CheckReport& report) {
        return check_rows(transaction, report, bucket);
    };
}

}  // namespace garden::gallery
