#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace garden::store {

// An open blob: a file descriptor that closes with its last copy, and its size in octets.
struct OpenBlob {
    std::shared_ptr<const int> descriptor;
    std::uint64_t size = 0;
};

// Octets on their way into the store. Abandoned, it leaves nothing behind.
class BlobWriter {
  public:
    virtual ~BlobWriter() = default;
    virtual Result<> add(BytesView octets) = 0;
    // The SHA-256 of all octets (lower-case hexadecimal). Call once; nothing can be added any more.
    virtual std::string finish() = 0;
    // After finish(): puts the octets in their place under their hash, durably. The same octets there
    // already: fine.
    virtual Result<> publish() = 0;
};

// How a store that is elsewhere is doing.
struct FarStatus {
    bool answers = true;            // when it was last asked
    std::uint64_t octets_kept = 0;  // of its blobs here, on the disk
};

inline constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

// Content-addressed octets: a blob's name is its SHA-256. Thread-safe.
class Blobs {
  public:
    virtual ~Blobs() = default;
    virtual Result<std::unique_ptr<BlobWriter>> create() = 0;
    // `not_found`; `corrupt`, where it is compared with its hash.
    virtual Result<OpenBlob> open(std::string_view sha256) = 0;
    // Not there: fine. However it ends, and however long this program is stopped on the way, nothing of it
    // takes effect later than kRemovedWithin after `asked`, when somebody else may put the same blob. (In a
    // folder that servers share: unless it is stopped within the last system call.)
    virtual Result<> remove(std::string_view sha256, std::chrono::steady_clock::time_point asked) = 0;
    static constexpr std::chrono::seconds kRemovedWithin{4};
    // Calls `each` with every blob's hash until it fails.
    virtual Result<> for_each(const std::function<Result<>(const std::string& sha256)>& each) = 0;
    // Removes what abandoned writers left. Call at start, before the first create().
    virtual Result<> sweep_temporary() = 0;

    // Octets of one blob at most where there is a choice: an object that is larger is kept in several.
    virtual std::uint64_t largest() const { return kUnlimited; }
    // Whether open() may take as long as a network does.
    virtual bool is_far() const { return false; }
    // Asks a store that did not answer whether it does again, though nobody wants anything of it.
    virtual void ask_again() {}
    // Nothing: the blobs are here.
    virtual std::optional<FarStatus> far_status() const { return std::nullopt; }
    // Has `let_go` asked where the disk is full and nothing else can make room: a file that was removed takes
    // it for as long as it is open. It answers whether it closed any, and asks nothing of the blobs itself.
    virtual void when_full(std::function<bool()> /*let_go*/) {}
};

}  // namespace garden::store
