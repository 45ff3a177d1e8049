#include "store/change_feed.h"

#include <algorithm>
#include <set>
#include <utility>

#include "store/statement.h"

namespace garden::store {
namespace {

constexpr std::string_view kOldestOpen = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

Result<std::int64_t> oldest_open(Transaction& transaction) {
    const auto rows = transaction.run(kOldestOpen);
    if (!rows) return std::unexpected(rows.error());
    return rows->front().integer(0);
}

}  // namespace

Result<> ChangeFeed::begin() {
    if (!database_.is_shared()) return {};
    return database_.read([&](Transaction& transaction) -> Result<> {
        const auto open = oldest_open(transaction);
        if (!open) return std::unexpected(open.error());
        const auto last = transaction.run("SELECT coalesce(max(entry), 0) FROM changes");
        if (!last) return std::unexpected(last.error());
        open_ = *open;
        told_ = last->front().integer(0);
        return {};
    });
}

Result<> ChangeFeed::tell(const Listeners& listeners) {
    if (!database_.is_shared()) return {};
    std::int64_t open = open_;
    std::int64_t last = told_;
    std::set<std::pair<std::string, std::string>> changed;
    const auto read = database_.read([&](Transaction& transaction) -> Result<> {
        changed.clear();
        const auto now = oldest_open(transaction);
        if (!now) return std::unexpected(now.error());
        open = *now;
        const auto rows = transaction.run(
            "SELECT subject, key, entry FROM changes WHERE xact >= $1 OR entry > $2", {open_, told_});
        if (!rows) return std::unexpected(rows.error());
        for (const Row& row : *rows) {
            changed.emplace(row.text(0), row.text(1));
            last = std::max(last, row.integer(2));
        }
        return {};
    });
    if (!read) return read;
    for (const auto& [subject, key] : changed) {
        const auto listener = listeners.find(subject);
        if (listener == listeners.end()) continue;
        if (auto told = listener->second(key); !told) return told;
    }
    open_ = open;
    told_ = last;
    return {};
}

Result<> note_change(const Database& database, Transaction& transaction, std::string_view subject,
                     std::string_view key) {
    if (!database.is_shared()) return {};
    return transaction.post("INSERT INTO changes (subject, key) VALUES ($1, $2)",
                            {std::string(subject), std::string(key)});
}

Result<> ChangeFeed::forget() {
    if (!database_.is_shared()) return {};
    for (const std::string_view sql : {"DELETE FROM changes WHERE at < now() - interval '1 day'",
                                       "DELETE FROM commits WHERE at < now() - interval '1 hour'"}) {
        const auto deleted = write_one(database_, sql, {});
        if (!deleted) return std::unexpected(deleted.error());
    }
    return {};
}

}  // namespace garden::store
