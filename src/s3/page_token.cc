#include "s3/page_token.h"

#include "base/base64.h"
#include "base/checksum.h"
#include "base/text.h"
#include "s3/errors.h"

namespace garden::s3 {
namespace {

std::string checksum(std::string_view purpose, std::string_view last) {
    ChecksumStream stream(ChecksumKind::crc64nvme);
    stream.add(purpose);
    stream.add(std::string_view("\0", 1));  // in no name
    stream.add(last);
    return stream.finish();
}

}  // namespace

std::string make_page_token(std::string_view purpose, std::string_view last) {
    return encode_base64(checksum(purpose, last) + std::string(last));
}

std::expected<std::string, aws::Refusal> read_page_token(std::string_view purpose, std::string_view token) {
    const std::size_t size = checksum_size(ChecksumKind::crc64nvme);
    const auto octets = decode_base64(token);
    if (octets && octets->size() > size) {
        std::string last = octets->substr(size);
        // Anybody can sum up octets, but no listing has given any that are not text.
        if (octets->starts_with(checksum(purpose, last)) && is_utf8(last)) return last;
    }
    return std::unexpected(
        invalid_argument("The continuation token provided is incorrect", "continuation-token", token));
}

}  // namespace garden::s3
