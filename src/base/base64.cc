#include "base/base64.h"

#include <algorithm>

#include <openssl/evp.h>

namespace garden {

std::string encode_base64(std::string_view octets) {
    std::string text((octets.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a NUL
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                       reinterpret_cast<const unsigned char*>(octets.data()),
                                       static_cast<int>(octets.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::optional<std::string> decode_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    const std::size_t padding = text.size() - std::min(text.size(), text.find_last_not_of('=') + 1);
    std::string octets(text.size() / 4 * 3, '\0');
    const int length =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(octets.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (length < 0 || padding > 2) return std::nullopt;
    octets.resize(octets.size() - padding);
    // OpenSSL forgives white space at the ends and bits that no octet has; a digest has one spelling.
    if (encode_base64(octets) != text) return std::nullopt;
    return octets;
}

}  // namespace garden
