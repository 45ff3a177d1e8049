// Of this room alone: blobs of a store that is elsewhere, kept on this disk for the next time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "store/blobs.h"
#include "store/spool_file.h"

namespace garden::store {

// Files <folder>/ab/<sha256> of so many octets together; those that were not read for the longest time go
// first. What an earlier run has left is compared with its hash before it is handed out, for nothing here is
// made durable. It may all be removed at any time. Thread-safe; one for a folder that keeps anything.
class BlobCache {
  public:
    // Fills the file with the octets of a blob.
    using Fetch = std::function<Result<>(SpoolFile&)>;

    // `limit`: octets that are kept; 0: none.
    BlobCache(std::filesystem::path folder, std::uint64_t limit)
        : folder_(std::move(folder)), limit_(limit) {}

    // Finds what an earlier run has left, and removes of it what is above the limit. Before the first open().
    void load();
    // Removes what abandoned writers left.
    Result<> sweep_temporary();

    // The blob from here, or else what `fetch` gives, which several callers at a time wait for together.
    // `corrupt`: it has another hash. What `fetch` says.
    Result<OpenBlob> open(const std::string& sha256, const Fetch& fetch);
    // A new temporary file, for which what is kept here gives way when the disk is full, and then what
    // `let_go` of when_full() holds.
    Result<std::unique_ptr<SpoolFile>> spool();
    void when_full(std::function<bool()> let_go);
    // Takes over a file that is finished, if there is room for it.
    void keep(SpoolFile& file);
    void forget(const std::string& sha256);

    // Of the disk, in whole blocks.
    std::uint64_t octets() const;

  private:
    struct Entry {
        std::string sha256;
        std::uint64_t size = 0;
        bool compared = false;  // its octets had its hash in this run
    };
    using Entries = std::list<Entry>;  // read last first
    class Fetching;

    std::filesystem::path file_of(const std::string& sha256) const {
        return folder_ / sha256.substr(0, 2) / sha256;
    }
    std::filesystem::path temporary() const { return folder_ / "tmp"; }
    std::optional<OpenBlob> open_kept(const std::string& sha256);
    Result<OpenBlob> fetch_blob(const std::string& sha256, const Fetch& fetch);
    bool make_room();
    void drop(Entries::iterator entry);  // with mutex_ held, as those below
    void insert(Entry entry);
    void shrink_to(std::uint64_t octets);

    const std::filesystem::path folder_;
    const std::uint64_t limit_;
    mutable std::mutex mutex_;
    Entries entries_;                                           // guarded by mutex_, as the rest
    std::unordered_map<std::string, Entries::iterator> index_;  // by SHA-256
    std::uint64_t octets_ = 0;
    std::map<std::string, std::shared_future<Result<OpenBlob>>> fetching_;
    std::mutex let_go_mutex_;
    std::function<bool()> let_go_;  // guarded by let_go_mutex_
};

}  // namespace garden::store
