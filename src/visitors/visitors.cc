#include "visitors/visitors.h"

#include "store/change_feed.h"
#include "store/key_list.h"
#include "store/statement.h"
#include "visitors/impression.h"
#include "visitors/numbers.h"

namespace garden::visitors {
namespace {

// Rows fetched at a time, so that a long log is replayed in constant memory.
constexpr std::int64_t kPage = 10'000;

Event event_of(const store::Row& row) {
    return Event{.visitor_id = row.text(1),
                 .type = parse_event_type(row.text(3)).value_or(EventType::view),
                 .item = row.text(2),
                 .impression = impression_of(row.text(4)),
                 .at = from_micros(row.integer(5)),
                 .event_id = {},
                 .generation = row.text(6),
                 .gender = row.text(7),
                 .number = row.integer(0)};
}

// False: an event of this visitor with this id is there already.
Result<bool> insert(store::Transaction& transaction, const Event& event,
                    const std::optional<std::int64_t>& number) {
    constexpr std::string_view kInsert =
        "INSERT INTO interactions (id, event_id, visitor_id, item_id, event_type, impression, at, "
        "generation, gender) VALUES ($1, $2, $3, $4, $5, $6, $7, "
        "coalesce(nullif($8, ''), (SELECT generation FROM visitors WHERE id = $3), ''), "
        "coalesce(nullif($9, ''), (SELECT gender FROM visitors WHERE id = $3), '')) "
        "ON CONFLICT (visitor_id, event_id) DO NOTHING RETURNING visitor_id";
    const std::initializer_list<store::Value> values = {
        value_of(number),
        event.event_id.empty() ? store::Value{} : store::Value{event.event_id},
        event.visitor_id,
        event.item,
        std::string(dataset_name(event.type)),
        impression_json(event.impression),
        to_micros(event.at),
        event.generation,
        event.gender};
    if (event.event_id.empty()) {
        if (auto posted = transaction.post(kInsert, values); !posted) return std::unexpected(posted.error());
        return true;
    }
    const auto rows = transaction.run(kInsert, values);
    if (!rows) return std::unexpected(rows.error());
    return !rows->empty();
}

}  // namespace

Result<> Visitors::seen(const Visitor& visitor) {
    return store::write_one(
        database_,
        "INSERT INTO visitors (id, generation, gender, emotion, seen_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, "
        "generation = CASE WHEN excluded.generation = '' THEN visitors.generation ELSE excluded.generation "
        "END, "
        "gender = CASE WHEN excluded.gender = '' THEN visitors.gender ELSE excluded.gender END, "
        "emotion = CASE WHEN excluded.emotion = '' THEN visitors.emotion ELSE excluded.emotion END",
        {visitor.id, visitor.generation, visitor.gender, visitor.emotion, to_micros(clock_.now())});
}

Result<bool> Visitors::has_event(std::string_view visitor_id, std::string_view event_id) {
    const auto rows =
        store::read_one(database_, "SELECT 1 FROM interactions WHERE visitor_id = $1 AND event_id = $2",
                        {std::string(visitor_id), std::string(event_id)});
    if (!rows) return std::unexpected(rows.error());
    return !rows->empty();
}

Result<Recorded> Visitors::record(const Event& event) {
    Recorded recorded;
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        const auto taken = take_number(database_, transaction);
        if (!taken) return std::unexpected(taken.error());
        const auto is_new = insert(transaction, event, *taken);
        if (!is_new) return std::unexpected(is_new.error());
        recorded = {*is_new, *is_new ? taken->value_or(0) : 0};
        if (!recorded.is_new) return {};
        return also_ ? also_(transaction, event) : Result<>();
    });
    if (!written) return std::unexpected(written.error());
    return recorded;
}

Result<std::size_t> Visitors::erase(std::string_view visitor_id) {
    const std::string id(visitor_id);
    std::size_t events = 0;
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        const auto erased =
            transaction.run("DELETE FROM interactions WHERE visitor_id = $1 RETURNING id", {id});
        if (!erased) return std::unexpected(erased.error());
        events = erased->size();
        const auto visitor = transaction.post("DELETE FROM visitors WHERE id = $1", {id});
        if (!visitor) return std::unexpected(visitor.error());
        return events > 0 ? store::note_change(database_, transaction, "interactions", id) : Result<>();
    });
    if (!written) return std::unexpected(written.error());
    return events;
}

Result<std::int64_t> Visitors::count(std::int64_t number) {
    std::int64_t events = 0;
    const auto read = database_.read([&](store::Transaction& transaction) -> Result<> {
        const auto counted = count(transaction, number);
        if (!counted) return std::unexpected(counted.error());
        events = *counted;
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return events;
}

Result<std::int64_t> Visitors::count(store::Transaction& transaction, std::int64_t number) const {
    const auto rows = transaction.run("SELECT COUNT(*) FROM interactions WHERE id <= $1", {number});
    if (!rows) return std::unexpected(rows.error());
    return rows->front().integer(0);
}

Result<std::int64_t> Visitors::count_after(std::int64_t number) {
    const auto rows = store::read_one(database_,
                                      "SELECT (SELECT COUNT(*) FROM interactions WHERE id > $1) + "
                                      "(SELECT COUNT(*) FROM interactions WHERE id IS NULL)",
                                      {number});
    if (!rows) return std::unexpected(rows.error());
    return rows->front().integer(0);
}

Result<> Visitors::replay(std::int64_t after, std::int64_t last,
                          const std::function<void(const Event&)>& each) {
    while (true) {
        const auto page = store::read_one(database_,
                                          "SELECT id, visitor_id, item_id, event_type, impression, at, "
                                          "generation, gender FROM interactions WHERE id > $1 AND id <= $2 "
                                          "ORDER BY id LIMIT $3",
                                          {after, last, kPage});
        if (!page) return std::unexpected(page.error());
        if (page->empty()) return {};
        for (const store::Row& row : *page) each(event_of(row));
        if (page->size() < static_cast<std::size_t>(kPage)) return {};
        after = page->back().integer(0);
    }
}

Result<std::vector<Visitor>> Visitors::find(std::span<const std::string> ids) {
    const auto rows = store::read_listed(
        database_, "SELECT id, generation, gender, emotion FROM visitors WHERE id IN ({}) ORDER BY id", {},
        ids);
    if (!rows) return std::unexpected(rows.error());
    std::vector<Visitor> found;
    for (const store::Row& row : *rows) found.push_back({row.text(0), row.text(1), row.text(2), row.text(3)});
    return found;
}

Result<> Visitors::for_each(const std::function<void(const Visitor&)>& each) {
    std::string after;
    while (true) {
        const auto page = store::read_one(
            database_,
            "SELECT id, generation, gender, emotion FROM visitors WHERE id > $1 ORDER BY id LIMIT $2",
            {after, kPage});
        if (!page) return std::unexpected(page.error());
        if (page->empty()) return {};
        for (const store::Row& row : *page) each({row.text(0), row.text(1), row.text(2), row.text(3)});
        after = page->back().text(0);
    }
}

Result<> Visitors::for_each_latest(std::size_t most, const std::function<void(const Visitor&)>& each) {
    // No index has this order: each photo would pay for what is asked once, at a start.
    const auto rows = store::read_one(
        database_,
        "SELECT id, generation, gender, emotion FROM (SELECT id, generation, gender, emotion, seen_at "
        "FROM visitors ORDER BY seen_at DESC, id LIMIT $1) AS latest ORDER BY seen_at, id DESC",
        {static_cast<std::int64_t>(most)});
    if (!rows) return std::unexpected(rows.error());
    for (const store::Row& row : *rows) each({row.text(0), row.text(1), row.text(2), row.text(3)});
    return {};
}

}  // namespace garden::visitors
