#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/blobs.h"
#include "store/content.h"
#include "store/database.h"
#include "store/object_info.h"
#include "store/recent_objects.h"
#include "store/versions.h"

namespace garden::store {

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

// Looked at in the transaction that would write an object: what has its key now, or null. Its error ends
// that.
using Precondition = std::function<Result<>(const ObjectInfo* current)>;

struct PutOptions {
    std::string content_type = "application/octet-stream";
    std::map<std::string, std::string> metadata{};
    Attributes attributes{};
    Precondition precondition{};  // may be empty
    Work also{};                  // more work for the same transaction; may be empty
};

struct CopyOptions {
    Precondition source{};  // is never asked with null; may be empty
    Precondition target{};  // may be empty
    // Changes what the copy says of itself, which is what the source says; may be empty.
    std::function<void(ObjectInfo& copy)> edit{};
};

struct ObjectName {
    std::string bucket;
    std::string key;
    // Of a bucket that keeps versions, one of them; empty for "null". Nothing: what is current.
    std::optional<std::string> version{};
};

struct ListQuery {
    std::string bucket;
    std::string prefix{};
    std::string delimiter{};  // keys that hold it after the prefix are rolled up to it; empty: none are
    // Only what comes after this key; after all that begins with it where it is a rolled-up prefix itself.
    std::string after{};
    std::size_t most = 1000;  // objects and prefixes together
};

// Objects and rolled-up prefixes, each in the order of their octets.
struct ListPage {
    std::vector<ObjectInfo> objects;
    std::vector<std::string> prefixes;
    bool truncated = false;  // more would come after `last`
    std::string last;        // key or prefix, whichever came last
};

// One piece of an object's octets: a whole file. Opened already, or when its turn comes: `open` fails where
// the object was replaced longer ago than the sweeper's grace period.
struct Piece {
    std::shared_ptr<const int> descriptor;  // may be null
    std::uint64_t length = 0;
    std::function<Result<std::shared_ptr<const int>>()> open;  // gives `descriptor` where that is null
};

// An object and its octets as pieces of files.
using OpenObject = std::pair<ObjectInfo, std::vector<Piece>>;

class ObjectEdit;

// Buckets of objects: names for blobs. Thread-safe. One for a catalog: it remembers what was opened last.
class Objects {
  public:
    Objects(Database& database, Blobs& blobs, const Clock& clock, IndexWork index, AfterChange after);
    ~Objects();
    Objects(const Objects&) = delete;
    Objects& operator=(const Objects&) = delete;

    // As Blobs::far_status() and Blobs::ask_again().
    std::optional<FarStatus> blob_store() const { return blobs_.far_status(); }
    void ask_blob_store() { blobs_.ask_again(); }

    // Octets that no object has yet, for put(); or, in parts, for Uploads.
    ContentWriter writer() { return {database_, blobs_, clock_, blobs_.largest()}; }
    // For a part of an upload, which is one blob.
    ContentWriter part_writer() { return {database_, blobs_, clock_}; }

    // Durable when it returns; replaces what had the key. `invalid_argument`: a key that is not 1–1024 octets
    // of UTF-8 without NUL, or other text than UTF-8 in the options. `not_found`: no such bucket. `busy`:
    // these octets are just being swept away. What the precondition says.
    Result<ObjectInfo> put(std::string_view bucket, std::string_view key, const Content& content,
                           const PutOptions& options);
    Result<ObjectInfo> put(std::string_view bucket, std::string_view key, BytesView octets,
                           const PutOptions& options);
    Result<ObjectInfo> head(std::string_view bucket, std::string_view key);  // `not_found`
    // A version, delete markers too; without one named, what is newest. `not_found`.
    Result<Version> find(const ObjectName& name);
    // The object and its octets as pieces of files. The first 16 are open and stay readable though the object
    // is replaced meanwhile; where blobs are far, only the one of an object that has no more. `not_found`: no
    // such object; `corrupt`: its octets are missing or not as many as they were.
    Result<OpenObject> open(std::string_view bucket, std::string_view key);
    Result<OpenObject> open(const ObjectName& name);  // a delete marker is `not_found`
    Result<Bytes> read(std::string_view bucket, std::string_view key);
    // Rows only; the octets are shared. `not_found`: no source, or no bucket to copy to. What the
    // preconditions say.
    Result<ObjectInfo> copy(const ObjectName& from, const ObjectName& to, const CopyOptions& options = {});
    // Changes attributes of what is current: tags and grants. Neither the octets nor the time of the object
    // change, and no index hears of it. `not_found`. What the precondition says, which may be empty.
    Result<ObjectInfo> change(std::string_view bucket, std::string_view key,
                              const std::function<void(Attributes&)>& edit,
                              const Precondition& precondition = {});
    // Removes what is current of the keys, in one transaction, and says what became of each; a bucket that
    // keeps versions gets delete markers. The precondition, which may be empty, is asked for each key.
    Result<std::vector<Removal>> remove(std::string_view bucket, const std::vector<std::string>& keys,
                                        const Precondition& precondition = {});
    // Removes versions for ever, in one transaction, and says what became of each. Where one was current, the
    // newest that is left becomes current. Each name has a version.
    Result<std::vector<Removal>> remove_versions(std::string_view bucket,
                                                 const std::vector<ObjectName>& names);
    // Runs `work`, which changes objects of one bucket, in one transaction; it may run more than once. It
    // changes none but `keys`. Its error undoes all and is the answer; each change is told as those of the
    // others are.
    Result<> edit(std::string_view bucket, const std::vector<std::string>& keys,
                  const std::function<Result<>(ObjectEdit&)>& work);
    // What ObjectEdit::discard() moved to the trash, to be read. `not_found`.
    Result<OpenObject> open_discarded(std::string_view bucket, const std::string& id);
    // Removes for ever what was moved to the trash before a time; answers how many.
    Result<std::size_t> empty_trash(std::string_view bucket, Timestamp before);

    Result<ListPage> list(const ListQuery& query);
    Result<VersionPage> versions(const VersionQuery& query);

    // Removes blobs that no object has held for `grace`, and what a sweep that was cut short left; answers
    // how many.
    Result<std::size_t> sweep(std::chrono::seconds grace);
    // Only what was begun and is left, by whomever: a store of blobs that failed, or a server that ended.
    Result<std::size_t> finish_sweep();

  private:
    friend class ObjectEdit;
    using Locks = std::vector<std::unique_lock<std::mutex>>;

    // Held from before a commit until its AfterChange returned, so that changes of one key are told in order.
    Locks lock_keys(std::string_view bucket, std::span<const std::string> keys);
    Result<> write_change(Transaction& transaction, Change& change, const std::vector<BlobPart>& parts);
    // The same with the time that `change` has.
    Result<> write_as_dated(Transaction& transaction, Change& change, const std::vector<BlobPart>& parts);
    Result<ObjectInfo> commit(const ObjectName& name, Change& change, const Work& work);
    // `current` is what the key has, or null.
    Result<Removal> remove_key(Transaction& transaction, Versioning versioning, const ObjectName& name,
                               const ObjectInfo* current, std::vector<Change>& changes);
    Result<Removal> remove_version(Transaction& transaction, const ObjectName& name,
                                   std::vector<Change>& changes);
    Result<> remove_current(Transaction& transaction, const ObjectInfo& current,
                            std::vector<Change>& changes);
    // `is_read`: the catalog has said what there is, though it may not have been opened.
    Result<OpenObject> open_anew(const ObjectName& name, bool& is_read);
    // For open(): as RecentObjects::remember(), and the way back.
    void remember(OpenObject opened, std::uint64_t version);
    Result<OpenObject> reopen(OpenObject known);
    // Reads the rows of an object: its `parts`, which are empty where it is not there.
    using ReadRows = std::function<Result<std::optional<ObjectInfo>>(Transaction&, std::vector<BlobPart>&)>;
    Result<OpenObject> open_rows(std::string_view key, const ReadRows& read_rows);
    Result<std::shared_ptr<const int>> open_part(const BlobPart& part);
    Result<std::vector<std::string>> take_marked(std::int64_t now);
    Result<std::size_t> remove_some();
    Result<> note_removed(const std::vector<std::string>& gone, const std::vector<std::string>& broken,
                          std::int64_t taken_at);

    Database& database_;
    Blobs& blobs_;
    const Clock& clock_;
    IndexWork index_;
    AfterChange after_;
    std::array<std::mutex, 256> key_locks_;  // by hash of bucket and key
    RecentObjects<OpenObject> recent_;
};

// Sweeps every half hour what nobody held for an hour, until there is a stop, and every two seconds finishes
// what is left: until then nobody can put the same octets.
void keep_swept(const std::stop_token& stop, Objects& objects);

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
