#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/blobs.h"
#include "store/database.h"
#include "store/recent_objects.h"

namespace garden::store {

struct ObjectInfo {
    std::string bucket;
    std::string key;  // 1–1024 octets of UTF-8 without NUL
    std::uint64_t size = 0;
    std::string etag;  // MD5 in hexadecimal, without quotes
    std::string content_type;
    Timestamp modified;
    std::map<std::string, std::string> metadata;  // user metadata and recipe; small
};

// What happened to one object; `object` is its state after a put, or before a removal.
struct Change {
    enum class Kind { put, removed };
    Kind kind = Kind::put;
    ObjectInfo object;
};

// Called inside the transaction that changes an object, so that an index never disagrees with the store. Its
// error undoes the change.
using IndexWork = std::function<Result<>(Transaction&, const Change&)>;
// Called after the change is durable and before the caller is answered, on the caller's thread; changes of
// one key come in their order. It must not change objects: their keys are locked meanwhile.
using AfterChange = std::function<void(const Change&)>;

struct PutOptions {
    std::string content_type = "application/octet-stream";
    std::map<std::string, std::string> metadata;
    Work also;  // more work for the same transaction; may be empty
};

// Part of an object: ordered pieces of blobs that make up [offset, offset + length).
struct Piece {
    std::shared_ptr<const int> descriptor;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

// An object and its octets as pieces of files.
using OpenObject = std::pair<ObjectInfo, std::vector<Piece>>;

// Buckets of objects: names for blobs. Thread-safe. One for a catalog: it remembers what was opened last.
class Objects {
  public:
    Objects(Database& database, Blobs& blobs, const Clock& clock, IndexWork index, AfterChange after);

    // Durable when it returns; replaces what had the key. `invalid_argument`: a key that is not 1–1024 octets
    // of UTF-8 without NUL, or other text than UTF-8 in the options. `busy`: these octets are just being
    // swept away.
    Result<ObjectInfo> put(std::string_view bucket, std::string_view key, BytesView octets,
                           const PutOptions& options);
    Result<ObjectInfo> head(std::string_view bucket, std::string_view key);  // `not_found`
    // The object and its octets as pieces of files; they stay readable though the object is replaced
    // meanwhile. `not_found`: no such object; `corrupt`: its octets are missing or not as many as they were.
    Result<OpenObject> open(std::string_view bucket, std::string_view key);
    Result<Bytes> read(std::string_view bucket, std::string_view key);
    // Rows only; the octets are shared. `not_found`: no source.
    Result<ObjectInfo> copy(std::string_view bucket, std::string_view from, std::string_view to);
    // Removes those of the keys that exist, in one transaction; answers how many there were.
    Result<std::size_t> remove(std::string_view bucket, const std::vector<std::string>& keys);
    // Objects whose key begins with `prefix` and comes after `after`, in order of their octets, at most
    // `most`.
    Result<std::vector<ObjectInfo>> list(std::string_view bucket, std::string_view prefix,
                                         std::string_view after, std::size_t most);

    // Removes blobs that no object has held for `grace`, and what a sweep that was cut short left; answers
    // how many.
    Result<std::size_t> sweep(std::chrono::seconds grace);

  private:
    using Locks = std::vector<std::unique_lock<std::mutex>>;

    Result<std::string> store_octets(BytesView octets);
    Result<> claim(const std::string& sha256, std::size_t size);
    // Held from before a commit until its AfterChange returned, so that changes of one key are told in order.
    Locks lock_keys(std::string_view bucket, std::span<const std::string> keys);
    Result<OpenObject> open_anew(std::string_view bucket, std::string_view key);
    Result<std::size_t> remove_marked();

    Database& database_;
    Blobs& blobs_;
    const Clock& clock_;
    IndexWork index_;
    AfterChange after_;
    std::array<std::mutex, 256> key_locks_;  // by hash of bucket and key
    RecentObjects<OpenObject> recent_;
};

struct CheckReport {
    std::size_t objects = 0;
    std::size_t blobs = 0;              // that objects hold or held, one row each
    std::uint64_t octets = 0;           // of all blobs
    std::size_t unreferenced = 0;       // blobs that no object holds; the sweeper takes them
    std::size_t orphans = 0;            // files without a row; harmless
    std::vector<std::string> problems;  // a sentence each; empty: all is well
};

// A check of the rows of a room above; adds its sentences.
using ExtraCheck = std::function<Result<>(Transaction&, CheckReport&)>;

// Lets the catalog verify itself, reads every blob and compares it with its hash, and every row with the
// others; `extra` may be empty. May run beside a server.
Result<CheckReport> check(Database& database, Blobs& blobs, const ExtraCheck& extra);

}  // namespace garden::store
