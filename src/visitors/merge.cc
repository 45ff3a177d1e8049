// What comes from elsewhere into the log and the list of visitors.
#include <algorithm>

#include "visitors/impression.h"
#include "visitors/numbers.h"
#include "visitors/visitors.h"

namespace garden::visitors {
namespace {

constexpr std::int64_t kSecond = 1'000'000;  // microseconds

Result<bool> is_logged(store::Transaction& transaction, const Event& event, const std::string& impression) {
    const std::int64_t second = to_seconds(event.at) * kSecond;
    // Of what was written with empty keys, an export has the others.
    const auto rows = transaction.run(
        "SELECT impression FROM interactions WHERE visitor_id = $1 AND at >= $2 AND at < $3 AND item_id = $4 "
        "AND event_type = $5 AND (impression = $6 OR impression LIKE '%\"\"%')",
        {event.visitor_id, second, second + kSecond, event.item, std::string(dataset_name(event.type)),
         impression});
    if (!rows) return std::unexpected(rows.error());
    return std::ranges::any_of(*rows, [&](const store::Row& row) {
        return row.text(0) == impression || without_empty(impression_of(row.text(0))) == event.impression;
    });
}

// False: it is there already.
Result<bool> append(const store::Database& database, store::Transaction& transaction, const Event& event) {
    const std::string impression = impression_json(event.impression);
    const auto logged = is_logged(transaction, event, impression);
    if (!logged) return std::unexpected(logged.error());
    if (*logged) return false;
    const auto number = take_number(database, transaction);
    if (!number) return std::unexpected(number.error());
    const auto posted = transaction.post(
        "INSERT INTO interactions (id, event_id, visitor_id, item_id, event_type, impression, at, "
        "generation, "
        "gender) VALUES ($6, NULL, $1, $2, $3, $4, $5, "
        "coalesce((SELECT generation FROM visitors WHERE id = $1), ''), "
        "coalesce((SELECT gender FROM visitors WHERE id = $1), ''))",
        {event.visitor_id, event.item, std::string(dataset_name(event.type)), impression, to_micros(event.at),
         value_of(*number)});
    if (!posted) return std::unexpected(posted.error());
    return true;
}

}  // namespace

Result<std::vector<Visitor>> Visitors::complete(std::span<const Visitor> visitors) {
    std::vector<Visitor> completed;
    if (visitors.empty()) return completed;
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        completed.clear();
        for (const Visitor& visitor : visitors) {
            const auto rows = transaction.run(
                "INSERT INTO visitors (id, generation, gender, emotion, seen_at) VALUES ($1, $2, $3, $4, $5) "
                "ON CONFLICT (id) DO UPDATE SET "
                "generation = CASE WHEN visitors.generation = '' THEN excluded.generation ELSE "
                "visitors.generation END, "
                "gender = CASE WHEN visitors.gender = '' THEN excluded.gender ELSE visitors.gender END, "
                "emotion = CASE WHEN visitors.emotion = '' THEN excluded.emotion ELSE visitors.emotion END "
                "WHERE (visitors.generation = '' AND excluded.generation <> '') OR "
                "(visitors.gender = '' AND excluded.gender <> '') OR "
                "(visitors.emotion = '' AND excluded.emotion <> '') "
                "RETURNING id, generation, gender, emotion",
                {visitor.id, visitor.generation, visitor.gender, visitor.emotion, to_micros(clock_.now())});
            if (!rows) return std::unexpected(rows.error());
            for (const store::Row& row : *rows)
                completed.push_back({row.text(0), row.text(1), row.text(2), row.text(3)});
        }
        return {};
    });
    if (!written) return std::unexpected(written.error());
    return completed;
}

Result<std::size_t> Visitors::append_missing(std::span<const Event> events) {
    std::size_t appended = 0;
    if (events.empty()) return appended;
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        appended = 0;
        for (const Event& event : events) {
            const auto added = append(database_, transaction, event);
            if (!added) return std::unexpected(added.error());
            if (*added) ++appended;
        }
        return {};
    });
    if (!written) return std::unexpected(written.error());
    if (const auto numbered = number_events(); !numbered) return std::unexpected(numbered.error());
    return appended;
}

}  // namespace garden::visitors
