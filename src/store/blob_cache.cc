#include "store/blob_cache.h"

#include <algorithm>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/log.h"
#include "store/blob_name.h"
#include "store/disk.h"
#include "store/read_pieces.h"

namespace garden::store {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kBlock = 4096;  // of most file systems
// What goes at once when the disk is full.
constexpr std::uint64_t kStep = std::uint64_t{64} << 20;

std::uint64_t blocks_of(std::uint64_t size) {
    return std::max<std::uint64_t>(1, (size + kBlock - 1) / kBlock) * kBlock;
}

Result<std::string> hash_of(const OpenBlob& blob) {
    Hasher hasher(HashKind::sha256);
    const auto read = read_pieces({{blob.descriptor, blob.size, {}}}, 0, blob.size,
                                  [&](std::string_view octets) -> Result<> {
                                      hasher.add(octets);
                                      return {};
                                  });
    if (!read) return std::unexpected(read.error());
    return hasher.finish_hex();
}

}  // namespace

// Ends the entry of fetching_ however fetching ends.
class BlobCache::Fetching {
  public:
    Fetching(BlobCache& cache, const std::string& sha256) : cache_(cache), sha256_(sha256) {}
    ~Fetching() {
        const std::lock_guard lock(cache_.mutex_);
        cache_.fetching_.erase(sha256_);
    }
    Fetching(const Fetching&) = delete;
    Fetching& operator=(const Fetching&) = delete;

  private:
    BlobCache& cache_;
    const std::string& sha256_;
};

void BlobCache::load() {
    std::vector<std::pair<fs::file_time_type, Entry>> found;
    std::error_code error;
    for (fs::recursive_directory_iterator file(folder_, error), end; !error && file != end;
         file.increment(error)) {
        std::error_code gone;
        const std::string name = file->path().filename().string();
        if (!is_blob_name(name) || !file->is_regular_file(gone)) continue;
        const std::uint64_t size = file->file_size(gone);
        const fs::file_time_type read = file->last_write_time(gone);
        if (!gone) found.emplace_back(read, Entry{name, size, false});
    }
    std::ranges::sort(found, {}, [](const auto& one) { return one.first; });
    const std::lock_guard lock(mutex_);
    for (auto& [read, entry] : found) insert(std::move(entry));
    shrink_to(limit_);
}

Result<> BlobCache::sweep_temporary() {
    std::error_code error;
    for (fs::directory_iterator file(temporary(), error), end; !error && file != end; file.increment(error)) {
        std::error_code gone;
        fs::remove(file->path(), gone);
    }
    if (error && error != std::errc::no_such_file_or_directory)
        return disk_failure("listing", temporary(), error.value());
    return {};
}

Result<OpenBlob> BlobCache::open(const std::string& sha256, const Fetch& fetch) {
    std::promise<Result<OpenBlob>> promise;
    while (true) {
        if (auto kept = open_kept(sha256)) return *kept;
        std::unique_lock lock(mutex_);
        if (index_.contains(sha256)) continue;  // since just now
        const auto [other, alone] = fetching_.try_emplace(sha256);
        if (alone) {
            other->second = promise.get_future().share();
            break;
        }
        const auto fetched = other->second;
        lock.unlock();
        return fetched.get();
    }
    const Fetching fetching(*this, sha256);
    auto blob = fetch_blob(sha256, fetch);
    promise.set_value(blob);
    return blob;
}

// Nothing where it is not kept, or is not any more what was kept.
std::optional<OpenBlob> BlobCache::open_kept(const std::string& sha256) {
    Entry entry;
    {
        const std::lock_guard lock(mutex_);
        const auto found = index_.find(sha256);
        if (found == index_.end()) return std::nullopt;
        entries_.splice(entries_.begin(), entries_, found->second);
        entry = *found->second;
    }
    const fs::path file = file_of(sha256);
    auto opened = make_system_disk()->open(file);
    const bool same =
        opened && opened->size == entry.size && (entry.compared || hash_of(*opened).value_or("") == sha256);
    if (!same) {
        forget(sha256);
        return std::nullopt;
    }
    ::futimens(*opened->descriptor, nullptr);  // for the order that the next run finds
    if (!entry.compared) {
        const std::lock_guard lock(mutex_);
        if (const auto found = index_.find(sha256); found != index_.end()) found->second->compared = true;
    }
    return std::move(*opened);
}

Result<OpenBlob> BlobCache::fetch_blob(const std::string& sha256, const Fetch& fetch) {
    auto file = spool();
    if (!file) return std::unexpected(file.error());
    if (auto fetched = fetch(**file); !fetched) return std::unexpected(fetched.error());
    if ((*file)->finish() != sha256)
        return fail(ErrorCode::corrupt, fmt::format("the blob {} is altered in the store", sha256));
    keep(**file);
    return OpenBlob{(*file)->descriptor(), (*file)->size()};
}

Result<std::unique_ptr<SpoolFile>> BlobCache::spool() {
    return SpoolFile::create(temporary(), [this] { return make_room(); });
}

void BlobCache::when_full(std::function<bool()> let_go) {
    const std::lock_guard lock(let_go_mutex_);
    let_go_ = std::move(let_go);
}

// Whether there may be more now.
bool BlobCache::make_room() {
    {
        const std::lock_guard lock(mutex_);
        const std::uint64_t before = octets_;
        shrink_to(before - std::min(before, kStep));
        if (octets_ < before) return true;
    }
    const std::lock_guard lock(let_go_mutex_);
    return let_go_ && let_go_();
}

void BlobCache::keep(SpoolFile& file) {
    if (blocks_of(file.size()) > limit_) return;
    const std::string sha256 = file.finish();
    const std::lock_guard lock(mutex_);
    if (const auto moved = file.move_to(file_of(sha256)); !moved) {
        log::warning("a blob cannot be kept in the cache", {{"reason", moved.error().message}});
        return;
    }
    if (const auto found = index_.find(sha256); found != index_.end()) {
        octets_ -= blocks_of(found->second->size);
        entries_.erase(found->second);
    }
    insert({sha256, file.size(), true});
    shrink_to(limit_);
}

void BlobCache::forget(const std::string& sha256) {
    const std::lock_guard lock(mutex_);
    if (const auto found = index_.find(sha256); found != index_.end()) drop(found->second);
}

std::uint64_t BlobCache::octets() const {
    const std::lock_guard lock(mutex_);
    return octets_;
}

void BlobCache::drop(Entries::iterator entry) {
    ::unlink(file_of(entry->sha256).c_str());
    octets_ -= blocks_of(entry->size);
    index_.erase(entry->sha256);
    entries_.erase(entry);
}

void BlobCache::insert(Entry entry) {
    octets_ += blocks_of(entry.size);
    entries_.push_front(std::move(entry));
    index_[entries_.front().sha256] = entries_.begin();
}

void BlobCache::shrink_to(std::uint64_t octets) {
    while (octets_ > octets && !entries_.empty()) drop(std::prev(entries_.end()));
}

}  // namespace garden::store
