// Of this room alone: the body of a request on its way into the store.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "s3/call.h"
#include "s3/digests.h"
#include "store/objects.h"

namespace garden::s3 {

// What is computed of objects and parts that come without a checksum: what S3 computes of them.
inline constexpr std::optional<ChecksumKind> kDefaultChecksum = ChecksumKind::crc64nvme;

// EntityTooLarge where it is over what one PUT takes.
std::optional<aws::Refusal> refuse_length(std::optional<std::uint64_t> length);

// Octets that came, durable, and not yet any object's.
struct Received {
    store::Content content;
    std::optional<store::Checksum> checksum;
};

// Takes at most 5 GiB in constant memory, and compares them with the digests that the request states before
// they are stored. Abandoned, it leaves nothing behind. One thread at a time.
class BodyWriter {
  public:
    // A request that states no checksum gets that of `otherwise`; nothing: none.
    BodyWriter(store::ContentWriter writer, ExpectedDigests expected, std::optional<ChecksumKind> otherwise)
        : writer_(std::move(writer)), digests_(std::move(expected), otherwise) {}

    Result<> add(std::string_view octets);
    std::string sha256() { return writer_.sha256(); }
    // Once, after the last octet; for Intake::finish().
    std::expected<Received, aws::Refusal> finish(const std::map<std::string, std::string>& trailers);

  private:
    store::ContentWriter writer_;
    DigestCheck digests_;
};

}  // namespace garden::s3
