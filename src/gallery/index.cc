#include "gallery/index.h"

#include <fmt/format.h>

#include "base/text.h"

namespace garden::gallery {
namespace {

std::string orientation_text(Orientation orientation) { return std::string(1, letter(orientation)); }

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
    const auto rows =
        change.kind == store::Change::Kind::removed
            ? transaction.run("DELETE FROM pictures WHERE key = $1", {picture->key})
            : transaction.run(
                  "INSERT INTO pictures (key, place, search_key, orientation, added_at) "
                  "VALUES ($1, $2, $3, $4, $5) "
                  "ON CONFLICT (key) DO UPDATE SET added_at = excluded.added_at",
                  {picture->key, std::string(prefix(picture->parts.place)), picture->parts.search_key.text(),
                   orientation_text(picture->parts.orientation), to_micros(picture->added_at)});
    if (!rows) return std::unexpected(rows.error());
    return {};
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
