#include "store/disk_blobs.h"

#include <bitset>
#include <mutex>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/id.h"
#include "base/text.h"
#include "store/blob_name.h"

namespace garden::store {
namespace {

namespace fs = std::filesystem;

bool is_shard(std::string_view text) { return text.size() == 2 && is_lower_hex(text); }

class DiskBlobs final : public Blobs {
  public:
    DiskBlobs(fs::path folder, std::shared_ptr<Disk> disk)
        : folder_(std::move(folder)), disk_(std::move(disk)) {}

    Result<std::unique_ptr<BlobWriter>> create() override;
    Result<OpenBlob> open(std::string_view sha256) override;
    Result<> remove(std::string_view sha256, std::chrono::steady_clock::time_point asked) override;
    Result<> for_each(const std::function<Result<>(const std::string&)>& each) override;
    Result<> sweep_temporary() override;

    // Moves a durable temporary file to its place and makes the move durable.
    Result<> place(const fs::path& temporary, std::string_view sha256);
    Disk& disk() { return *disk_; }

  private:
    fs::path shard(std::string_view sha256) const {
        return folder_ / sha256.substr(0, 2) / sha256.substr(2, 2);
    }

    const fs::path folder_;
    const std::shared_ptr<Disk> disk_;
    std::mutex mutex_;
    // Folders ab/cd whose entry this process saw made durable, with that of ab; guarded by mutex_. A folder
    // that merely exists may be one that another writer has made and not yet synced.
    std::bitset<65536> durable_;
};

class DiskBlobWriter final : public BlobWriter {
  public:
    DiskBlobWriter(DiskBlobs& blobs, fs::path temporary, int handle)
        : blobs_(blobs), temporary_(std::move(temporary)), handle_(handle) {}

    ~DiskBlobWriter() override {
        close();
        if (!published_) (void)blobs_.disk().remove(temporary_);
    }

    Result<> add(BytesView octets) override {
        hasher_.add(octets);
        return blobs_.disk().write(handle_, octets);
    }

    std::string finish() override {
        sha256_ = hasher_.finish_hex();
        return sha256_;
    }

    Result<> publish() override {
        if (sha256_.empty()) return fail(ErrorCode::internal, "a blob was published before it was finished");
        // A failed fsync is never repeated: the kernel may have dropped the pages and would call the next one
        // a success.
        const auto synced = blobs_.disk().sync(handle_);
        close();
        if (!synced) return synced;
        auto placed = blobs_.place(temporary_, sha256_);
        published_ = placed.has_value();
        return placed;
    }

  private:
    void close() {
        if (handle_ >= 0) blobs_.disk().close(handle_);
        handle_ = -1;
    }

    DiskBlobs& blobs_;
    const fs::path temporary_;
    int handle_;
    Hasher hasher_{HashKind::sha256};
    std::string sha256_;
    bool published_ = false;
};

Result<std::unique_ptr<BlobWriter>> DiskBlobs::create() {
    fs::path temporary = folder_ / "tmp" / to_hex(random_octets(16));
    const auto handle = disk_->create(temporary);
    if (!handle) return std::unexpected(handle.error());
    return std::make_unique<DiskBlobWriter>(*this, std::move(temporary), *handle);
}

Result<> DiskBlobs::place(const fs::path& temporary, std::string_view sha256) {
    const fs::path folder = shard(sha256);
    const std::size_t number = std::stoul(std::string(sha256.substr(0, 4)), nullptr, 16);
    const bool known = [&] {
        const std::lock_guard lock(mutex_);
        return durable_.test(number);
    }();
    if (!known) {
        if (auto made = disk_->make_folder(folder.parent_path()); !made) return made;
        if (auto made = disk_->make_folder(folder); !made) return made;
    }
    if (auto moved = disk_->rename(temporary, folder / sha256); !moved) return moved;
    // Deepest first: journalling file systems commit all of it with the first.
    if (auto synced = disk_->sync_folder(folder); !synced) return synced;
    if (known) return {};
    if (auto synced = disk_->sync_folder(folder.parent_path()); !synced) return synced;
    if (auto synced = disk_->sync_folder(folder_); !synced) return synced;
    const std::lock_guard lock(mutex_);
    durable_.set(number);
    return {};
}

Result<OpenBlob> DiskBlobs::open(std::string_view sha256) {
    if (!is_blob_name(sha256)) return fail(ErrorCode::not_found, "this is no SHA-256 of a blob");
    return disk_->open(shard(sha256) / sha256);
}

// Where a folder has one server, what stops it after this look stops whoever would put the blob anew.
Result<> DiskBlobs::remove(std::string_view sha256, std::chrono::steady_clock::time_point asked) {
    if (!is_blob_name(sha256)) return {};
    if (std::chrono::steady_clock::now() - asked > kRemovedWithin)
        return fail(ErrorCode::unavailable, "a file was to be removed, but too late");
    auto removed = disk_->remove(shard(sha256) / sha256);
    if (!removed && removed.error().code == ErrorCode::not_found) return {};
    return removed;
}

Result<> DiskBlobs::for_each(const std::function<Result<>(const std::string&)>& each) {
    const auto visit = [&](const fs::path& folder, auto&& wanted, auto&& visitor) -> Result<> {
        const auto names = disk_->list(folder);
        if (!names) return std::unexpected(names.error());
        for (const std::string& name : *names) {
            if (!wanted(name)) continue;
            if (auto done = visitor(name); !done) return done;
        }
        return {};
    };
    return visit(folder_, is_shard, [&](const std::string& first) {
        return visit(folder_ / first, is_shard, [&](const std::string& second) {
            return visit(folder_ / first / second, is_blob_name, each);
        });
    });
}

Result<> DiskBlobs::sweep_temporary() {
    const auto names = disk_->list(folder_ / "tmp");
    if (!names) return std::unexpected(names.error());
    for (const std::string& name : *names) {
        if (auto removed = disk_->remove(folder_ / "tmp" / name); !removed) return removed;
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Blobs>> open_disk_blobs(const fs::path& folder, std::shared_ptr<Disk> disk) {
    if (auto made = make_folders(*disk, folder / "tmp"); !made)
        return fail_within("opening the blobs", made.error());
    return std::make_unique<DiskBlobs>(folder, std::move(disk));
}

}  // namespace garden::store
