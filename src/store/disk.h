#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/blobs.h"

namespace garden::store {

// What blobs need of a file system, small enough for a fake that forgets what was not synced. Errors of the
// operating system are `io`, but `not_found` where a path is not there and `unavailable` where the disk is
// full. Thread-safe for different files.
class Disk {
  public:
    virtual ~Disk() = default;
    // A new file to write, private to its owner; answers its handle. A file that is there already is an
    // error.
    virtual Result<int> create(const std::filesystem::path& file) = 0;
    virtual Result<> write(int handle, BytesView octets) = 0;
    virtual Result<> sync(int handle) = 0;
    virtual void close(int handle) = 0;
    // Makes the entries of a folder durable.
    virtual Result<> sync_folder(const std::filesystem::path& folder) = 0;
    virtual Result<> make_folder(const std::filesystem::path& folder) = 0;  // there already: fine
    virtual Result<> rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
    virtual Result<> remove(const std::filesystem::path& file) = 0;
    virtual Result<OpenBlob> open(const std::filesystem::path& file) = 0;
    virtual Result<std::vector<std::string>> list(
        const std::filesystem::path& folder) = 0;  // names, in no order
};

std::shared_ptr<Disk> make_system_disk();

// Whether an errno says that the disk, or what may be used of it, is full.
bool is_full(int number);
// The error that an errno stands for.
std::unexpected<Error> disk_failure(std::string_view what, const std::filesystem::path& path, int number);

// Makes `folder` and the folders above it that are missing, durably.
Result<> make_folders(Disk& disk, const std::filesystem::path& folder);

// Fills `octets` from `offset` of an open file on; answers how many there were, fewer only at the file's end.
Result<std::size_t> read_at(int descriptor, std::uint64_t offset, std::span<char> octets);

}  // namespace garden::store
