#include "gallery/picture_list.h"

#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "gallery/fold.h"
#include "store/object_rows.h"
#include "store/trash_rows.h"

namespace garden::gallery {
namespace {

// Where a page ended: the time and the name (key, or id in the trash) of its last picture.
struct Position {
    std::int64_t at = 0;
    std::string name;
};

// Letters that tell cursors of one shelf from those of another.
char letter(Shelf shelf) { return "gpt"[static_cast<int>(shelf)]; }

std::string to_cursor(Shelf shelf, const Position& position) {
    return to_hex(fmt::format("{}{} {}", letter(shelf), position.at, position.name));
}

Result<std::optional<Position>> parse_cursor(Shelf shelf, std::string_view cursor) {
    if (cursor.empty()) return std::nullopt;
    const auto octets = from_hex(cursor);
    const std::size_t space = octets ? octets->find(' ') : std::string::npos;
    if (space != std::string::npos && octets->front() == letter(shelf) && is_utf8(*octets)) {
        Position position{0, octets->substr(space + 1)};
        const char* const end = octets->data() + space;
        const auto [parsed, error] = std::from_chars(octets->data() + 1, end, position.at);
        if (error == std::errc() && parsed == end) return position;
    }
    return fail(
        ErrorCode::invalid_argument,
        "the cursor is not one that this listing gave: take \"next\" of its page before, and the same "
        "place");
}

// Conditions in SQL and their values, in the order of their numbers. One text for each set of filters that is
// asked for, so that there are only so many to keep prepared.
class Conditions {
  public:
    // `sql` has {} where the value goes.
    void add(std::string_view sql, store::Value value) {
        values_.push_back(std::move(value));
        sql_ += sql_.empty() ? " WHERE " : " AND ";
        sql_ += fmt::format(fmt::runtime(sql), fmt::format("${}", values_.size()));
    }
    void add_position(std::string_view time, std::string_view name, const Position& position) {
        values_.emplace_back(position.at);
        values_.emplace_back(position.name);
        sql_ += fmt::format(" AND ({}, {}) < (${}, ${})", time, name, values_.size() - 1, values_.size());
    }
    const std::string& sql() const { return sql_; }
    const std::vector<store::Value>& values() const { return values_; }

  private:
    std::string sql_;
    std::vector<store::Value> values_;
};

// A pattern of LIKE that finds `text` anywhere; ! takes the meaning from what has one.
std::string like_pattern(std::string_view text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '!') pattern += '!';
        pattern += c;
    }
    return pattern + "%";
}

// The table of a shelf and the names of its columns.
struct Table {
    std::string_view name;
    std::string_view time;
    std::string_view id;
    std::string_view disliked;
};

Table table_of(Shelf shelf) {
    if (shelf == Shelf::trash) return {"trashed_pictures", "removed_at", "id", "''"};
    return {"pictures", "added_at", "key", "disliked"};
}

Conditions conditions_of(const PictureQuery& query, std::string_view bucket, const Table& table) {
    Conditions wanted;
    if (query.shelf == Shelf::trash) {
        wanted.add("bucket = {}", std::string(bucket));
    } else {
        wanted.add("place = {}",
                   std::string(prefix(query.shelf == Shelf::pool ? Place::pool : Place::garden)));
    }
    if (query.since) wanted.add(fmt::format("{} >= {{}}", table.time), to_micros(*query.since));
    if (query.before) wanted.add(fmt::format("{} < {{}}", table.time), to_micros(*query.before));
    if (query.emotion) wanted.add("emotion = {}", *query.emotion);
    if (query.favorite) wanted.add("favorite = {}", to_lower(*query.favorite));
    if (query.orientation)
        wanted.add("orientation = {}", std::string(1, gallery::letter(*query.orientation)));
    if (query.painter) wanted.add("painter = {}", *query.painter);
    if (query.disliked)
        wanted.add(fmt::format("{} {} {{}}", table.disliked, *query.disliked ? "<>" : "="), std::string());
    if (!query.text.empty()) {
        wanted.add("prompt IN (SELECT id FROM prompts WHERE text LIKE {} ESCAPE '!')",
                   like_pattern(fold(query.text)));
    }
    return wanted;
}

Result<std::optional<store::ObjectInfo>> read(store::Transaction& transaction, Shelf shelf,
                                              std::string_view bucket, const std::string& name) {
    return shelf == Shelf::trash ? store::read_trashed(transaction, bucket, name)
                                 : store::read_object(transaction, bucket, name);
}

Result<std::int64_t> count(store::Transaction& transaction, const Table& table, const Conditions& wanted) {
    const auto rows =
        transaction.run(fmt::format("SELECT count(*) FROM {}{}", table.name, wanted.sql()), wanted.values());
    if (!rows) return std::unexpected(rows.error());
    return rows->front().integer(0);
}

// Time, name and mark of the pictures of one page, and of one more where there is one.
Result<std::vector<store::Row>> read_names(store::Transaction& transaction, const Table& table,
                                           Conditions wanted, const std::optional<Position>& after,
                                           std::size_t most) {
    if (after) wanted.add_position(table.time, table.id, *after);
    auto values = wanted.values();
    values.emplace_back(static_cast<std::int64_t>(most + 1));
    return transaction.run(
        fmt::format("SELECT {1}, {2}, {5} FROM {0}{3} ORDER BY {1} DESC, {2} DESC LIMIT ${4}", table.name,
                    table.time, table.id, wanted.sql(), values.size(), table.disliked),
        values);
}

Result<> read_page(store::Transaction& transaction, const PictureQuery& query, std::string_view bucket,
                   const std::optional<Position>& after, PicturePage& page) {
    const Table table = table_of(query.shelf);
    const bool trashed = query.shelf == Shelf::trash;
    const Conditions wanted = conditions_of(query, bucket, table);
    const auto rows = read_names(transaction, table, wanted, after, query.most);
    if (!rows) return std::unexpected(rows.error());
    for (const store::Row& row : *rows) {
        if (page.pictures.size() == query.most) {
            const ListedPicture& last = page.pictures.back();
            page.next =
                to_cursor(query.shelf, {to_micros(last.at), trashed ? last.trash_id : last.object.key});
            break;
        }
        auto object = read(transaction, query.shelf, bucket, row.text(1));
        if (!object) return std::unexpected(object.error());
        if (!*object) return fail(ErrorCode::corrupt, "the index lists a picture that is not in the store");
        page.pictures.push_back({trashed ? row.text(1) : std::string(), std::move(**object),
                                 from_micros(row.integer(0)), !row.text(2).empty()});
    }
    page.total = static_cast<std::int64_t>(page.pictures.size());
    if (!after && page.next.empty()) return {};  // the only page: no need to look twice
    const auto total = count(transaction, table, wanted);
    if (!total) return std::unexpected(total.error());
    page.total = *total;
    return {};
}

}  // namespace

Result<PicturePage> list_pictures(store::Database& database, std::string_view bucket,
                                  const PictureQuery& query) {
    const auto after = parse_cursor(query.shelf, query.cursor);
    if (!after) return std::unexpected(after.error());
    PicturePage page;
    const auto listed = database.read(
        [&](store::Transaction& transaction) { return read_page(transaction, query, bucket, *after, page); });
    if (!listed) return std::unexpected(listed.error());
    return page;
}

}  // namespace garden::gallery
