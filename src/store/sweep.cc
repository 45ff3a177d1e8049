#include <fmt/format.h>

#include "base/log.h"
#include "store/held.h"
#include "store/objects.h"

namespace garden::store {

// Blobs that one transaction of the sweeper marks: few enough not to hold up others.
static constexpr std::size_t kSweepBatch = 500;

// Three steps, each of which can be the last before a crash: mark in the catalog, so that no object can take
// the blob; remove the file; remove the row. What is marked is finished by the next sweep.
Result<std::size_t> Objects::sweep(std::chrono::seconds grace) {
    auto swept = remove_marked();
    const std::int64_t before = to_micros(clock_.now() - grace);
    std::string last;
    while (swept) {
        std::vector<std::string> candidates;
        const auto read = database_.read([&](Transaction& transaction) -> Result<> {
            static const std::string sql = fmt::format(
                "SELECT sha256 FROM blobs WHERE sha256 > $1 AND deleting = 0 AND claimed_at < $2 AND NOT {} "
                "ORDER BY sha256 LIMIT $3",
                kIsHeld);
            const auto rows = transaction.run(sql, {last, before, static_cast<std::int64_t>(kSweepBatch)});
            if (!rows) return std::unexpected(rows.error());
            for (const Row& row : *rows) candidates.push_back(row.text(0));
            return {};
        });
        if (!read) return std::unexpected(read.error());
        if (candidates.empty()) return swept;
        last = candidates.back();
        const auto marked = database_.write([&](Transaction& transaction) -> Result<> {
            for (const std::string& sha256 : candidates) {
                static const std::string sql = fmt::format(
                    "UPDATE blobs SET deleting = 1 WHERE sha256 = $1 AND claimed_at < $2 AND NOT {}",
                    kIsHeld);
                const auto posted = transaction.post(sql, {sha256, before});
                if (!posted) return std::unexpected(posted.error());
            }
            return {};
        });
        if (!marked) return std::unexpected(marked.error());
        const auto removed = remove_marked();
        if (!removed) return removed;
        *swept += *removed;
    }
    return swept;
}

Result<std::size_t> Objects::remove_marked() {
    std::vector<std::string> marked;
    const auto read = database_.read([&](Transaction& transaction) -> Result<> {
        const auto rows = transaction.run("SELECT sha256 FROM blobs WHERE deleting = 1");
        if (!rows) return std::unexpected(rows.error());
        for (const Row& row : *rows) marked.push_back(row.text(0));
        return {};
    });
    if (!read) return std::unexpected(read.error());
    // One that cannot be removed must not keep all others from it; a store that is gone, or a stop, keeps
    // all.
    Result<> going_on;
    std::erase_if(marked, [&](const std::string& sha256) {
        if (!going_on) return true;
        const auto removed = database_.is_shared() ? remove_locked(sha256) : blobs_.remove(sha256);
        if (removed) return false;
        if (removed.error().code == ErrorCode::unavailable || removed.error().code == ErrorCode::cancelled) {
            going_on = removed;
        } else {
            log::warning("a blob cannot be removed", {{"reason", removed.error().message}});
        }
        return true;
    });
    if (marked.empty() && !going_on) return std::unexpected(going_on.error());
    if (marked.empty()) return 0;
    if (database_.is_shared()) return marked.size();
    const auto written = database_.write([&](Transaction& transaction) -> Result<> {
        for (const std::string& sha256 : marked) {
            const auto posted =
                transaction.post("DELETE FROM blobs WHERE sha256 = $1 AND deleting = 1", {sha256});
            if (!posted) return std::unexpected(posted.error());
        }
        return {};
    });
    if (!written) return std::unexpected(written.error());
    if (!going_on) return std::unexpected(going_on.error());
    return marked.size();
}

// Others sweep too, and what they have finished with may have been put again: so the octets go while its row
// is locked, and the row with them.
Result<> Objects::remove_locked(const std::string& sha256) {
    return database_.write([&](Transaction& transaction) -> Result<> {
        const auto locked = transaction.run(
            "UPDATE blobs SET deleting = 1 WHERE sha256 = $1 AND deleting = 1 RETURNING sha256", {sha256});
        if (!locked) return std::unexpected(locked.error());
        if (locked->empty()) return {};
        if (auto removed = blobs_.remove(sha256); !removed) return removed;
        return transaction.post("DELETE FROM blobs WHERE sha256 = $1", {sha256});
    });
}

}  // namespace garden::store
