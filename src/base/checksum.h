#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace garden {

// The checksums of S3. crc32: ISO 3309; crc32c: Castagnoli (RFC 3720); crc64nvme: the NVM Command Set's.
enum class ChecksumKind { crc32, crc32c, crc64nvme, sha1, sha256 };

inline constexpr std::array kChecksumKinds = {ChecksumKind::crc32, ChecksumKind::crc32c,
                                              ChecksumKind::crc64nvme, ChecksumKind::sha1,
                                              ChecksumKind::sha256};

std::string_view name(ChecksumKind kind);                          // "crc32", …
std::optional<ChecksumKind> checksum_kind(std::string_view name);  // in any case of letters
bool is_crc(ChecksumKind kind);
std::size_t checksum_size(ChecksumKind kind);  // octets of its value: 4, 8, 20 or 32

// A running checksum. Not thread-safe; one stream each.
class ChecksumStream {
  public:
    explicit ChecksumStream(ChecksumKind kind);
    ~ChecksumStream();
    ChecksumStream(ChecksumStream&&) noexcept;
    ChecksumStream& operator=(ChecksumStream&&) noexcept;

    void add(std::string_view octets);
    // The value's octets, big-endian. Call once, last.
    std::string finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// The CRC of first + second, from the values of each (big-endian octets) and the length of the second. For
// the kinds that is_crc() names only.
std::string combine_crc(ChecksumKind kind, std::string_view first, std::string_view second,
                        std::uint64_t second_length);

}  // namespace garden
