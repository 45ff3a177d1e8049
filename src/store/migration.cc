#include "store/migration.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "store/catalog_tables.h"
#include "store/held.h"
#include "store/key_list.h"
#include "store/read_pieces.h"
#include "store/settings.h"
#include "store/statement.h"

namespace garden::store {
namespace {

// In the target's settings while a copy is not finished.
constexpr std::string_view kSetting = "migration";
constexpr std::size_t kPage = 2000;
// Values of one INSERT: SQLite takes 32,766 at most, PostgreSQL twice as many.
constexpr std::size_t kMostValues = 8000;
// Blobs after which it is noted how far the copy is.
constexpr std::uint64_t kBlobsNoted = 50;

using Values = std::vector<Value>;

// Where a copy is: the blobs after `blob`, or the rows of a table after `row`.
struct Place {
    std::string source;
    std::string blob;
    std::size_t table = 0;
    bool blobs_done = false;
    Values row;  // the key of the last one; empty: none yet

    std::string to_json() const;
    static Result<Place> from_json(const std::string& text);
};

nlohmann::json json_of(const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return nullptr;
}

Value value_of(const nlohmann::json& json) {
    if (json.is_number_integer()) return json.get<std::int64_t>();
    if (json.is_number_float()) return json.get<double>();
    if (json.is_string()) return json.get<std::string>();
    return {};
}

std::string Place::to_json() const {
    nlohmann::json key = nlohmann::json::array();
    for (const Value& value : row) key.push_back(json_of(value));
    return nlohmann::json{
        {"source", source}, {"blob", blob}, {"blobsDone", blobs_done}, {"table", table}, {"row", key}}
        .dump();
}

Result<Place> Place::from_json(const std::string& text) {
    try {
        const auto json = nlohmann::json::parse(text);
        Place place{json.at("source"), json.at("blob"), json.at("table"), json.at("blobsDone"), {}};
        for (const auto& value : json.at("row")) place.row.push_back(value_of(value));
        return place;
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::corrupt, fmt::format("how far a copy is cannot be read: {}", error.what()));
    }
}

std::vector<std::string_view> names(std::string_view list) {
    std::vector<std::string_view> all;
    for (const std::string_view name : split(list, ',')) all.push_back(trim(name));
    return all;
}

// The rows after that key, in the order of keys.
std::string page_sql(const CatalogTable& table, const Values& after) {
    const std::string where =
        after.empty() ? "" : fmt::format(" WHERE ({}) > ({})", table.key, placeholders(1, after.size()));
    return fmt::format("SELECT {} FROM {}{} ORDER BY {} LIMIT {}", table.columns, table.name, where,
                       table.key, kPage);
}

Result<std::vector<Row>> read_page(Database& database, const CatalogTable& table, const Values& after) {
    const std::string sql = page_sql(table, after);
    std::vector<Row> rows;
    const auto read = database.read([&](Transaction& transaction) -> Result<> {
        auto found = transaction.run(sql, after);
        if (!found) return std::unexpected(found.error());
        rows = std::move(*found);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return rows;
}

Values key_of(const CatalogTable& table, const Row& row) {
    const auto columns = names(table.columns);
    Values key;
    for (const std::string_view name : names(table.key))
        key.push_back(
            row.value(static_cast<std::size_t>(std::ranges::find(columns, name) - columns.begin())));
    return key;
}

Result<> insert(Transaction& transaction, const CatalogTable& table, const std::vector<Row>& rows) {
    const std::size_t width = names(table.columns).size();
    const std::size_t together = kMostValues / width;
    for (std::size_t first = 0; first < rows.size(); first += together) {
        const std::size_t count = std::min(together, rows.size() - first);
        std::string tuples;
        Values values;
        for (std::size_t i = 0; i < count; ++i) {
            tuples += fmt::format("{}({})", i == 0 ? "" : ", ", placeholders(1 + i * width, width));
            for (std::size_t column = 0; column < width; ++column)
                values.push_back(rows[first + i].value(column));
        }
        const auto inserted = transaction.run(
            fmt::format("INSERT INTO {} ({}) VALUES {}", table.name, table.columns, tuples), values);
        if (!inserted) return std::unexpected(inserted.error());
    }
    return {};
}

Result<> note(Database& database, const Place& place) {
    return write_setting(database, kSetting, place.to_json());
}

// A new catalog has some rows of its own, which the source's take the place of.
Result<> begin(Database& target, const Place& place) {
    return target.write([&](Transaction& transaction) -> Result<> {
        for (const std::string_view holds :
             {"objects", "visitors", "interactions", "administrators", "jobs"}) {
            const auto rows = transaction.run(fmt::format("SELECT 1 FROM {} LIMIT 1", holds));
            if (!rows) return std::unexpected(rows.error());
            if (!rows->empty()) {
                return fail(ErrorCode::conflict,
                            fmt::format("the target holds a garden already (there are {}): give an empty one",
                                        holds));
            }
        }
        const auto tables = catalog_tables();
        for (auto table = tables.rbegin(); table != tables.rend(); ++table) {
            const auto deleted = transaction.run(fmt::format("DELETE FROM {}", table->name));
            if (!deleted) return std::unexpected(deleted.error());
        }
        return write_setting(transaction, kSetting, place.to_json());
    });
}

Result<Place> find_place(Database& target, const std::string& source) {
    const auto setting = read_setting(target, kSetting);
    if (!setting) return std::unexpected(setting.error());
    Place place{source, {}, 0, false, {}};
    if (*setting) {
        auto begun = Place::from_json(**setting);
        if (begun && begun->source != source) {
            return fail(ErrorCode::conflict,
                        fmt::format("the target holds a part of {}: go on with that, or give an empty one",
                                    begun->source));
        }
        return begun;
    }
    if (auto begun = begin(target, place); !begun) return std::unexpected(begun.error());
    return place;
}

Result<> copy_blob(Blobs& from, Blobs& to, const std::string& sha256) {
    const auto opened = from.open(sha256);
    if (!opened) return fail_within("the blob " + sha256, opened.error());
    auto writer = to.create();
    if (!writer) return std::unexpected(writer.error());
    const auto copied = read_pieces({{opened->descriptor, opened->size, {}}}, 0, opened->size,
                                    [&](std::string_view octets) { return (*writer)->add(octets); });
    if (!copied) return fail_within("the blob " + sha256, copied.error());
    if ((*writer)->finish() != sha256) {
        return fail(ErrorCode::corrupt,
                    fmt::format("the blob {} is not what was written: run emotion-garden check on the source",
                                sha256));
    }
    return (*writer)->publish();
}

Result<> copy_blobs(GardenStore from, GardenStore to, Place& place, const TellCopied& tell) {
    // Those that nothing holds may never have been written whole; the target's sweeper forgets them.
    static const std::string held = fmt::format(
        "SELECT sha256 FROM blobs WHERE deleting = 0 AND sha256 > $1 AND {} ORDER BY sha256 LIMIT $2",
        kIsHeld);
    std::uint64_t count = 0;
    while (true) {
        const auto page = read_one(from.database, held, {place.blob, static_cast<std::int64_t>(kBlobsNoted)});
        if (!page) return std::unexpected(page.error());
        for (const Row& row : *page) {
            if (auto copied = copy_blob(from.blobs, to.blobs, row.text(0)); !copied) return copied;
        }
        if (page->empty()) break;
        place.blob = page->back().text(0);
        count += page->size();
        tell("blobs", count);
        if (auto noted = note(to.database, place); !noted) return noted;
    }
    place.blobs_done = true;
    return note(to.database, place);
}

// With each page, how far the copy is, in one transaction.
Result<> copy_table(GardenStore from, GardenStore to, Place& place, const TellCopied& tell) {
    const CatalogTable& table = catalog_tables()[place.table];
    std::uint64_t count = 0;
    while (true) {
        const auto rows = read_page(from.database, table, place.row);
        if (!rows) return std::unexpected(rows.error());
        if (rows->empty()) break;
        place.row = key_of(table, rows->back());
        const auto written = to.database.write([&](Transaction& transaction) -> Result<> {
            if (auto inserted = insert(transaction, table, *rows); !inserted) return inserted;
            return write_setting(transaction, kSetting, place.to_json());
        });
        if (!written) return fail_within(fmt::format("the table {}", table.name), written.error());
        count += rows->size();
        tell(std::string(table.name), count);
    }
    ++place.table;
    place.row.clear();
    return note(to.database, place);
}

// What an engine keeps beside the rows: the next number, and what it noted of a copy that nobody follows.
Result<> settle(Database& target) {
    if (!target.is_shared()) return {};
    for (const std::string_view sql :
         {"SELECT setval(pg_get_serial_sequence('deliveries', 'id'), coalesce(max(id), 0) + 1, false) "
          "FROM deliveries",
          "DELETE FROM changes"}) {
        const auto done = write_one(target, sql, {});
        if (!done) return std::unexpected(done.error());
    }
    return {};
}

bool is_same(const Row& one, const Row& other, std::size_t width) {
    for (std::size_t column = 0; column < width; ++column) {
        if (one.value(column) != other.value(column)) return false;
    }
    return true;
}

// The copy's own setting is no part of the garden.
bool is_own(const CatalogTable& table, const Row& row) {
    return table.name == "settings" && row.text(0) == kSetting;
}

Result<> compare(GardenStore from, GardenStore to, const CatalogTable& table, std::uint64_t& count) {
    const std::size_t width = names(table.columns).size();
    Values after;
    while (true) {
        const auto rows = read_page(from.database, table, after);
        if (!rows) return std::unexpected(rows.error());
        auto copies = read_page(to.database, table, after);
        if (!copies) return std::unexpected(copies.error());
        std::erase_if(*copies, [&](const Row& row) { return is_own(table, row); });
        for (std::size_t i = 0; i < std::max(rows->size(), copies->size()); ++i) {
            const bool same =
                i < rows->size() && i < copies->size() && is_same((*rows)[i], (*copies)[i], width);
            if (same) continue;
            const Row& row = i < rows->size() ? (*rows)[i] : (*copies)[i];
            std::string key;
            for (const Value& value : key_of(table, row))
                key += (key.empty() ? "" : ", ") + json_of(value).dump();
            return fail(
                ErrorCode::corrupt,
                fmt::format("the table {} differs at {}: was the source written to meanwhile? Empty the "
                            "target and copy again",
                            table.name, key));
        }
        if (rows->empty()) return {};
        after = key_of(table, rows->back());
        count += rows->size();
    }
}

}  // namespace

Result<> copy_garden(GardenStore from, GardenStore to, const std::string& source, const TellCopied& tell) {
    auto place = find_place(to.database, source);
    if (!place) return std::unexpected(place.error());
    if (!place->blobs_done) {
        if (auto copied = copy_blobs(from, to, *place, tell); !copied) return copied;
    }
    while (place->table < catalog_tables().size()) {
        if (auto copied = copy_table(from, to, *place, tell); !copied) return copied;
    }
    return settle(to.database);
}

Result<> verify_copy(GardenStore from, GardenStore to, const TellCopied& tell) {
    std::uint64_t count = 0;
    for (const CatalogTable& table : catalog_tables()) {
        if (auto same = compare(from, to, table, count); !same) return same;
    }
    tell("rows compared", count);
    return write_one(to.database, "DELETE FROM settings WHERE name = $1", {std::string(kSetting)});
}

Result<> require_whole(Database& database) {
    const auto setting = read_setting(database, kSetting);
    if (!setting) return std::unexpected(setting.error());
    if (!*setting) return {};
    const auto place = Place::from_json(**setting);
    return fail(
        ErrorCode::unavailable,
        fmt::format("a copy of {} into this catalog is not finished: run emotion-garden migrate again",
                    place ? place->source : "another garden"));
}

}  // namespace garden::store
