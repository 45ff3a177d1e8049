#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace garden {

// RFC 4648 section 4, with padding and without line ends.
std::string encode_base64(std::string_view octets);
// Nothing if `text` is not what encode_base64() would give for some octets.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace garden
