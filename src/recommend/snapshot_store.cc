#include "recommend/snapshot_store.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "image/look.h"
#include "store/content.h"
#include "store/read_pieces.h"
#include "store/statement.h"

namespace garden::recommend {
namespace {

// After so many octets it is seen whether there is time for more; what is smaller takes none.
constexpr std::size_t kPiece = 16UL * 1024 * 1024;

// Of the octets: whoever changes what is learned, or how it is written, counts one up. Weights belong to the
// features that they were learned with.
std::string format() { return fmt::format("5, looks {}", image::kLookVersion); }

Result<std::string> read_blob(store::Blobs& blobs, const std::string& sha256) {
    const auto blob = blobs.open(sha256);
    if (!blob) return std::unexpected(blob.error());
    auto octets = store::read_whole({{blob->descriptor, blob->size, {}}}, blob->size);
    if (octets && sha256_hex(*octets) != sha256)
        return fail(ErrorCode::corrupt,
                    "the snapshot of what was learned has other octets than were written");
    return octets;
}

}  // namespace

Result<std::optional<Snapshot>> SnapshotStore::load() {
    const auto rows = store::read_one(
        database_, "SELECT number, events, sha256 FROM snapshots WHERE format = $1", {format()});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return std::nullopt;
    Snapshot snapshot{rows->front().integer(0), rows->front().integer(1), {}};
    const auto logged = visitors_.count(snapshot.number);
    if (!logged) return std::unexpected(logged.error());
    if (*logged != snapshot.events) return std::nullopt;
    auto octets = read_blob(blobs_, rows->front().text(2));
    if (!octets) return std::unexpected(octets.error());
    snapshot.octets = std::move(*octets);
    return snapshot;
}

Result<> SnapshotStore::save(const Snapshot& snapshot, const std::stop_token& stop) {
    store::ContentWriter writer(database_, blobs_, clock_);
    const bool is_large = snapshot.octets.size() > kPiece;
    BytesView left = snapshot.octets;
    do {
        const BytesView piece = left.substr(0, kPiece);
        if (const auto added = writer.add(piece); !added) return added;
        left.remove_prefix(piece.size());
        if (is_large && stop.stop_requested()) return fail(ErrorCode::cancelled, "there is no time for it");
    } while (!left.empty());
    const auto content = writer.store();
    if (!content) return std::unexpected(content.error());
    return database_.write([&](store::Transaction& transaction) -> Result<> {
        if (const auto removed = transaction.run("DELETE FROM snapshots"); !removed)
            return std::unexpected(removed.error());
        // Where nobody else writes, whoever erases sees to it (LogFollower).
        if (database_.is_shared()) {
            const auto logged = visitors_.count(transaction, snapshot.number);
            if (!logged) return std::unexpected(logged.error());
            if (*logged != snapshot.events) return {};
        }
        return transaction.post(
            "INSERT INTO snapshots (number, events, format, sha256, size, made_at) "
            "VALUES ($1, $2, $3, $4, $5, $6)",
            {snapshot.number, snapshot.events, format(), content->parts.front().sha256,
             static_cast<std::int64_t>(content->size), to_micros(clock_.now())});
    });
}

Result<> SnapshotStore::remove() { return store::write_one(database_, "DELETE FROM snapshots", {}); }

}  // namespace garden::recommend
