#include <fmt/format.h>

#include "base/chores.h"
#include "base/log.h"
#include "store/held.h"
#include "store/objects.h"
#include "store/statement.h"

namespace garden::store {

// Blobs that one transaction of the sweeper marks: few enough not to hold up others.
static constexpr std::size_t kSweepBatch = 500;

// Whoever removes blobs has them to itself for kTurn, by the time in their rows: none of its requests may
// still be on its way when another removes the same and somebody puts the octets anew. So it begins none
// later than kBeginWithin, and Blobs::remove() has until then what it needs. Few have their turn at once, for
// who does not reach one keeps others from it.
static constexpr std::chrono::seconds kTurn(8);
static constexpr std::chrono::seconds kBeginWithin(3);
static_assert(kBeginWithin + Blobs::kRemovedWithin < kTurn);
static constexpr std::int64_t kTurnBatch = 50;

static constexpr std::chrono::seconds kFinishEvery(2);
static constexpr std::chrono::minutes kSweepEvery(30);
static constexpr std::chrono::hours kGrace(1);

// Three steps, each of which can be the last before a crash: mark in the catalog, so that no object can take
// the blob; remove the file; remove the row. What is marked is finished by whoever comes next.
Result<std::size_t> Objects::sweep(std::chrono::seconds grace) {
    auto swept = finish_sweep();
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
                    "UPDATE blobs SET deleting = 1, claimed_at = 0 "
                    "WHERE sha256 = $1 AND claimed_at < $2 AND NOT {}",
                    kIsHeld);
                const auto posted = transaction.post(sql, {sha256, before});
                if (!posted) return std::unexpected(posted.error());
            }
            return {};
        });
        if (!marked) return std::unexpected(marked.error());
        const auto removed = finish_sweep();
        if (!removed) return removed;
        *swept += *removed;
    }
    return swept;
}

Result<std::size_t> Objects::finish_sweep() {
    std::size_t removed = 0;
    while (true) {
        const auto done = remove_some();
        if (!done) return std::unexpected(done.error());
        if (*done == 0) return removed;
        removed += *done;
    }
}

// Those whose turn it is, which is this caller's from now on, at `now`.
Result<std::vector<std::string>> Objects::take_marked(std::int64_t now) {
    const std::int64_t before = now - std::chrono::microseconds(kTurn).count();
    const auto any = read_one(
        database_, "SELECT sha256 FROM blobs WHERE deleting = 1 AND claimed_at < $1 LIMIT 1", {before});
    if (!any) return std::unexpected(any.error());
    std::vector<std::string> marked;
    if (any->empty()) return marked;
    const auto taken = write_returning(
        database_,
        "UPDATE blobs SET claimed_at = $2 WHERE deleting = 1 AND sha256 IN (SELECT sha256 FROM blobs WHERE "
        "deleting = 1 AND claimed_at < $1 ORDER BY sha256 LIMIT $3) RETURNING sha256",
        {before, now, kTurnBatch});
    if (!taken) return std::unexpected(taken.error());
    for (const Row& row : *taken) marked.push_back(row.text(0));
    return marked;
}

Result<std::size_t> Objects::remove_some() {
    const auto begun = std::chrono::steady_clock::now();
    const std::int64_t now = to_micros(clock_.now());
    const auto marked = take_marked(now);
    if (!marked) return std::unexpected(marked.error());
    // One that cannot be removed must not keep all others from it; a store that is gone, or a stop, keeps
    // all.
    std::vector<std::string> gone, broken;
    Result<> going_on;
    for (const std::string& sha256 : *marked) {
        const auto asked = std::chrono::steady_clock::now();
        if (asked - begun > kBeginWithin) break;
        auto removed = blobs_.remove(sha256, asked);
        if (removed) {
            gone.push_back(sha256);
            continue;
        }
        if (removed.error().code == ErrorCode::unavailable || removed.error().code == ErrorCode::cancelled) {
            going_on = std::move(removed);
            break;
        }
        log::warning("a blob cannot be removed", {{"reason", removed.error().message}});
        broken.push_back(sha256);
    }
    if (!gone.empty() || !broken.empty()) {
        if (auto noted = note_removed(gone, broken, now); !noted) return std::unexpected(noted.error());
    }
    if (!going_on) return std::unexpected(going_on.error());
    return gone.size();
}

// Of what was taken at `taken_at`. What is broken is tried again after a while.
Result<> Objects::note_removed(const std::vector<std::string>& gone, const std::vector<std::string>& broken,
                               std::int64_t taken_at) {
    const std::int64_t later = taken_at + std::chrono::microseconds(kSweepEvery / 2).count();
    return database_.write([&](Transaction& transaction) -> Result<> {
        for (const std::string& sha256 : gone) {
            const auto posted =
                transaction.post("DELETE FROM blobs WHERE sha256 = $1 AND deleting = 1 AND claimed_at = $2",
                                 {sha256, taken_at});
            if (!posted) return std::unexpected(posted.error());
        }
        for (const std::string& sha256 : broken) {
            const auto posted = transaction.post(
                "UPDATE blobs SET claimed_at = $3 WHERE sha256 = $1 AND deleting = 1 AND claimed_at = $2",
                {sha256, taken_at, later});
            if (!posted) return std::unexpected(posted.error());
        }
        return {};
    });
}

void keep_swept(const std::stop_token& stop, Objects& objects) {
    std::chrono::steady_clock::time_point next;
    const auto work = [&]() -> Result<> {
        const auto now = std::chrono::steady_clock::now();
        const bool whole = now >= next;
        if (whole) next = now + kSweepEvery;
        objects.ask_blob_store();
        return only_error(whole ? objects.sweep(kGrace) : objects.finish_sweep());
    };
    do_regularly(stop, every(kFinishEvery), {{"sweeping unused blobs", work}});
}

}  // namespace garden::store
