#include "store/objects.h"

#include <algorithm>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "store/disk.h"
#include "store/object_rows.h"

namespace garden::store {
namespace {

constexpr std::size_t kKeyLimit = 1024;
// How long a put waits for the sweeper to finish with the same octets, and how often it looks.
constexpr auto kSweeperPatience = std::chrono::seconds(5);
constexpr auto kSweeperPause = std::chrono::milliseconds(5);
// Blobs that one transaction of the sweeper marks: few enough not to hold up others.
constexpr std::size_t kSweepBatch = 500;
// Objects that are kept open, of so many pieces at most: they hold file descriptors.
constexpr std::size_t kRecentObjects = 128;
constexpr std::size_t kRecentPieces = 2;

Result<> validate_key(std::string_view key) {
    if (key.empty()) return fail(ErrorCode::invalid_argument, "an object key must not be empty");
    if (key.size() > kKeyLimit) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("an object key has at most {} octets, this one {}", kKeyLimit, key.size()));
    }
    if (!is_utf8(key)) return fail(ErrorCode::invalid_argument, "an object key must be valid UTF-8");
    if (key.find('\0') != std::string_view::npos) {
        return fail(ErrorCode::invalid_argument, "an object key must not hold a NUL character");
    }
    return {};
}

Result<> validate_options(const PutOptions& options) {
    const bool valid =
        is_utf8(options.content_type) && std::ranges::all_of(options.metadata, [](const auto& entry) {
            return is_utf8(entry.first) && is_utf8(entry.second);
        });
    if (!valid) return fail(ErrorCode::invalid_argument, "content type and metadata must be valid UTF-8");
    return {};
}

std::unexpected<Error> no_object(std::string_view key) {
    return fail(ErrorCode::not_found, fmt::format("there is no object {}", json_quote(key)));
}

}  // namespace

Objects::Objects(Database& database, Blobs& blobs, const Clock& clock, IndexWork index, AfterChange after)
    : database_(database),
      blobs_(blobs),
      clock_(clock),
      index_(std::move(index)),
      after_(std::move(after)),
      recent_(kRecentObjects) {
    if (!index_) index_ = [](Transaction&, const Change&) { return Result<>{}; };
    if (!after_) after_ = [](const Change&) {};
}

Objects::Locks Objects::lock_keys(std::string_view bucket, std::span<const std::string> keys) {
    std::set<std::size_t> stripes;  // in order, so that two callers never wait for each other
    for (const std::string& key : keys) {
        stripes.insert((std::hash<std::string_view>()(bucket) * 31 + std::hash<std::string>()(key)) %
                       key_locks_.size());
    }
    Locks locks;
    for (const std::size_t stripe : stripes) locks.emplace_back(key_locks_[stripe]);
    return locks;
}

Result<> Objects::claim(const std::string& sha256, std::size_t size) {
    const auto deadline = std::chrono::steady_clock::now() + kSweeperPatience;
    while (true) {
        bool claimed = false;
        const auto written = database_.write([&](Transaction& transaction) -> Result<> {
            const auto rows = transaction.run(
                "INSERT INTO blobs (sha256, size, claimed_at) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO "
                "UPDATE "
                "SET claimed_at = excluded.claimed_at WHERE blobs.deleting = 0 RETURNING sha256",
                {sha256, static_cast<std::int64_t>(size), to_micros(clock_.now())});
            if (!rows) return std::unexpected(rows.error());
            claimed = !rows->empty();
            return {};
        });
        if (!written || claimed) return written;
        if (std::chrono::steady_clock::now() > deadline) {
            return fail(ErrorCode::busy, "the same octets are being removed from the store; try again");
        }
        std::this_thread::sleep_for(kSweeperPause);
    }
}

// Claims before it publishes: a claimed blob is not swept, so the file outlives the transaction that will
// refer to it.
Result<std::string> Objects::store_octets(BytesView octets) {
    auto writer = blobs_.create();
    if (!writer) return std::unexpected(writer.error());
    if (auto added = (*writer)->add(octets); !added) return std::unexpected(added.error());
    auto sha256 = (*writer)->finish();
    if (!sha256) return sha256;
    if (auto claimed = claim(*sha256, octets.size()); !claimed) return std::unexpected(claimed.error());
    if (auto published = (*writer)->publish(); !published) return std::unexpected(published.error());
    return sha256;
}

Result<ObjectInfo> Objects::put(std::string_view bucket, std::string_view key, BytesView octets,
                                const PutOptions& options) {
    if (auto valid = validate_key(key); !valid) return std::unexpected(valid.error());
    if (auto valid = validate_options(options); !valid) return std::unexpected(valid.error());

    Change change{Change::Kind::put,
                  {std::string(bucket),
                   std::string(key),
                   octets.size(),
                   md5_hex(octets),
                   options.content_type,
                   {},
                   options.metadata}};
    std::vector<BlobPart> parts;
    if (!octets.empty()) {
        auto sha256 = store_octets(octets);
        if (!sha256) return std::unexpected(sha256.error());
        parts.push_back({std::move(*sha256), octets.size()});
    }

    const auto locks = lock_keys(bucket, std::span(&change.object.key, 1));
    const RecentObjects<OpenObject>::Change changing(recent_, bucket, std::span(&change.object.key, 1));
    const auto written = database_.write([&](Transaction& transaction) -> Result<> {
        change.object.modified = clock_.now();
        if (auto done = write_object(transaction, change.object, parts); !done) return done;
        if (auto done = index_(transaction, change); !done) return done;
        return options.also ? options.also(transaction) : Result<>{};
    });
    if (!written) return std::unexpected(written.error());
    after_(change);
    return std::move(change.object);
}

Result<ObjectInfo> Objects::head(std::string_view bucket, std::string_view key) {
    std::optional<ObjectInfo> found;
    const auto read = database_.read([&](Transaction& transaction) -> Result<> {
        auto info = read_object(transaction, bucket, key);
        if (!info) return std::unexpected(info.error());
        found = std::move(*info);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    if (!found) return no_object(key);
    return std::move(*found);
}

Result<OpenObject> Objects::open(std::string_view bucket, std::string_view key) {
    std::uint64_t version = 0;
    if (const auto recent = recent_.find(bucket, key, version)) return *recent;
    auto opened = open_anew(bucket, key);
    if (opened && opened->second.size() <= kRecentPieces) {
        recent_.remember(bucket, key, version, std::make_shared<const OpenObject>(*opened));
    }
    return opened;
}

Result<OpenObject> Objects::open_anew(std::string_view bucket, std::string_view key) {
    // A sweep may take the blobs of an object that was replaced after its rows were read: then read them
    // again.
    for (int attempt = 0;; ++attempt) {
        std::optional<ObjectInfo> info;
        std::vector<BlobPart> parts;
        const auto read = database_.read([&](Transaction& transaction) -> Result<> {
            auto found = read_object(transaction, bucket, key);
            if (!found) return std::unexpected(found.error());
            auto held = read_parts(transaction, bucket, key);
            if (!held) return std::unexpected(held.error());
            info = std::move(*found);
            parts = std::move(*held);
            return {};
        });
        if (!read) return std::unexpected(read.error());
        if (!info) return no_object(key);

        std::vector<Piece> pieces;
        for (const BlobPart& part : parts) {
            const auto blob = blobs_.open(part.sha256);
            if (!blob && blob.error().code != ErrorCode::not_found) return std::unexpected(blob.error());
            if (!blob) break;
            if (blob->size != part.size) {
                return fail(ErrorCode::corrupt,
                            fmt::format("the blob {} of object {} has {} octets instead of {}", part.sha256,
                                        json_quote(key), blob->size, part.size));
            }
            pieces.push_back({blob->descriptor, 0, part.size});
        }
        if (pieces.size() == parts.size()) return std::pair(std::move(*info), std::move(pieces));
        if (attempt == 2) {
            return fail(ErrorCode::corrupt, fmt::format("a blob of object {} is missing", json_quote(key)));
        }
    }
}

Result<Bytes> Objects::read(std::string_view bucket, std::string_view key) {
    const auto opened = open(bucket, key);
    if (!opened) return std::unexpected(opened.error());
    Bytes octets(opened->first.size, '\0');
    std::size_t at = 0;
    for (const Piece& piece : opened->second) {
        const auto got =
            read_at(*piece.descriptor, piece.offset, std::span(octets).subspan(at, piece.length));
        if (!got) return std::unexpected(got.error());
        if (*got != piece.length) return fail(ErrorCode::corrupt, "a blob became shorter while it was read");
        at += piece.length;
    }
    return octets;
}

Result<ObjectInfo> Objects::copy(std::string_view bucket, std::string_view from, std::string_view to) {
    if (auto valid = validate_key(to); !valid) return std::unexpected(valid.error());
    Change change;
    const std::string target(to);
    const auto locks = lock_keys(bucket, std::span(&target, 1));
    const RecentObjects<OpenObject>::Change changing(recent_, bucket, std::span(&target, 1));
    const auto written = database_.write([&](Transaction& transaction) -> Result<> {
        auto source = read_object(transaction, bucket, from);
        if (!source) return std::unexpected(source.error());
        if (!*source) return no_object(from);
        const auto parts = read_parts(transaction, bucket, from);
        if (!parts) return std::unexpected(parts.error());
        change = {Change::Kind::put, std::move(**source)};
        change.object.key = target;
        change.object.modified = clock_.now();
        if (auto done = write_object(transaction, change.object, *parts); !done) return done;
        return index_(transaction, change);
    });
    if (!written) return std::unexpected(written.error());
    after_(change);
    return std::move(change.object);
}

Result<std::size_t> Objects::remove(std::string_view bucket, const std::vector<std::string>& keys) {
    std::vector<Change> changes;
    const auto locks = lock_keys(bucket, keys);
    const RecentObjects<OpenObject>::Change changing(recent_, bucket, keys);
    const auto written = database_.write([&](Transaction& transaction) -> Result<> {
        changes.clear();
        for (const std::string& key : keys) {
            auto info = read_object(transaction, bucket, key);
            if (!info) return std::unexpected(info.error());
            if (!*info) continue;
            changes.push_back({Change::Kind::removed, std::move(**info)});
            if (auto done = index_(transaction, changes.back()); !done) return done;
            if (auto done = delete_object(transaction, bucket, key, clock_.now()); !done) return done;
        }
        return {};
    });
    if (!written) return std::unexpected(written.error());
    for (const Change& change : changes) after_(change);
    return changes.size();
}

Result<std::vector<ObjectInfo>> Objects::list(std::string_view bucket, std::string_view prefix,
                                              std::string_view after, std::size_t most) {
    std::vector<ObjectInfo> listed;
    const auto read = database_.read([&](Transaction& transaction) -> Result<> {
        auto found = list_objects(transaction, bucket, prefix, after, most);
        if (!found) return std::unexpected(found.error());
        listed = std::move(*found);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return listed;
}

// Three steps, each of which can be the last before a crash: mark in the catalog, so that no object can take
// the blob; remove the file; remove the row. What is marked is finished by the next sweep.
Result<std::size_t> Objects::sweep(std::chrono::seconds grace) {
    auto swept = remove_marked();
    const std::int64_t before = to_micros(clock_.now() - grace);
    std::string last;
    while (swept) {
        std::vector<std::string> candidates;
        const auto read = database_.read([&](Transaction& transaction) -> Result<> {
            const auto rows = transaction.run(
                "SELECT sha256 FROM blobs WHERE sha256 > $1 AND deleting = 0 AND claimed_at < $2 AND NOT "
                "EXISTS "
                "(SELECT 1 FROM object_blobs WHERE object_blobs.sha256 = blobs.sha256) ORDER BY sha256 LIMIT "
                "$3",
                {last, before, static_cast<std::int64_t>(kSweepBatch)});
            if (!rows) return std::unexpected(rows.error());
            for (const Row& row : *rows) candidates.push_back(row.text(0));
            return {};
        });
        if (!read) return std::unexpected(read.error());
        if (candidates.empty()) return swept;
        last = candidates.back();
        const auto marked = database_.write([&](Transaction& transaction) -> Result<> {
            for (const std::string& sha256 : candidates) {
                const auto rows = transaction.run(
                    "UPDATE blobs SET deleting = 1 WHERE sha256 = $1 AND claimed_at < $2 AND NOT EXISTS "
                    "(SELECT 1 FROM object_blobs WHERE object_blobs.sha256 = blobs.sha256)",
                    {sha256, before});
                if (!rows) return std::unexpected(rows.error());
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
    for (const std::string& sha256 : marked) {
        if (auto removed = blobs_.remove(sha256); !removed) return std::unexpected(removed.error());
    }
    if (marked.empty()) return 0;
    const auto written = database_.write([&](Transaction& transaction) -> Result<> {
        for (const std::string& sha256 : marked) {
            const auto rows =
                transaction.run("DELETE FROM blobs WHERE sha256 = $1 AND deleting = 1", {sha256});
            if (!rows) return std::unexpected(rows.error());
        }
        return {};
    });
    if (!written) return std::unexpected(written.error());
    return marked.size();
}

}  // namespace garden::store
