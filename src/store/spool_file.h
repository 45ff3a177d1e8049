// Of this room alone: octets on their way to or from a store that is elsewhere.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/hash.h"
#include "base/result.h"

namespace garden::store {

// A temporary file that is hashed while it is written. It goes with this, unless it was moved. Nothing of it
// is made durable. One thread at a time.
class SpoolFile {
  public:
    // Asked where the disk is full: whether there is more room now.
    using MakeRoom = std::function<bool()>;

    // A new file in `folder`, which is made where it is missing.
    static Result<std::unique_ptr<SpoolFile>> create(const std::filesystem::path& folder, MakeRoom make_room);
    ~SpoolFile();
    SpoolFile(const SpoolFile&) = delete;
    SpoolFile& operator=(const SpoolFile&) = delete;

    // `unavailable`: the disk is full.
    Result<> add(BytesView octets);
    // Forgets what was added.
    Result<> restart();
    // The SHA-256 of all octets; nothing can be added any more.
    const std::string& finish();

    std::uint64_t size() const { return size_; }
    // Good for reading, also after the file was moved or this has gone.
    std::shared_ptr<const int> descriptor() const { return descriptor_; }
    // Gives the file its name on the same file system.
    Result<> move_to(const std::filesystem::path& file);

  private:
    SpoolFile(std::filesystem::path file, int descriptor, MakeRoom make_room);

    std::filesystem::path file_;  // empty: it was moved
    std::shared_ptr<const int> descriptor_;
    MakeRoom make_room_;
    Hasher hasher_{HashKind::sha256};
    std::uint64_t size_ = 0;
    std::string sha256_;
};

}  // namespace garden::store
