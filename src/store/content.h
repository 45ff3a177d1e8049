#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/hash.h"
#include "base/result.h"
#include "store/blobs.h"
#include "store/database.h"

namespace garden::store {

// One blob of an object, whole.
struct BlobPart {
    std::string sha256;  // lower-case hexadecimal
    std::uint64_t size = 0;

    bool operator==(const BlobPart&) const = default;
};

// Durable octets that an object can be made of. Until one is, the sweeper takes them after its grace period.
struct Content {
    std::vector<BlobPart> parts;  // none of them empty
    std::uint64_t size = 0;
    std::string etag;  // as ObjectInfo::etag
};

// Octets on their way into the store, in constant memory. Abandoned, it leaves nothing that the sweeper does
// not take. One thread at a time.
class ContentWriter {
  public:
    // `largest`: octets of one blob at most.
    ContentWriter(Database& database, Blobs& blobs, const Clock& clock, std::uint64_t largest = kUnlimited);

    // `busy`: as of store().
    Result<> add(BytesView octets);
    std::uint64_t size() const { return size_; }
    // The digests of all octets, in lower-case hexadecimal; nothing can be added from the first call on.
    const std::string& sha256();
    const std::string& md5();
    // Makes the octets durable. Call once, last. `busy`: the same octets are just being swept away.
    Result<Content> store();

  private:
    Result<> publish();
    Result<> claim(const BlobPart& part);
    Result<> renew_claims();

    Database& database_;
    Blobs& blobs_;
    const Clock& clock_;
    const std::uint64_t largest_;
    std::unique_ptr<BlobWriter> writer_;  // of the blob that has begun; null before an octet
    std::uint64_t written_ = 0;           // to it
    std::vector<BlobPart> parts_;         // that are in the store
    Timestamp claimed_at_;                // the oldest claim on one of them
    Hasher md5_hasher_{HashKind::md5};
    std::optional<Hasher> sha256_hasher_;  // where there may be several blobs
    std::uint64_t size_ = 0;
    std::string sha256_;
    std::string md5_;
};

}  // namespace garden::store
