#include "visitors/secret.h"

#include <algorithm>

#include "base/hash.h"
#include "base/id.h"
#include "base/text.h"

namespace garden::visitors {

bool is_secret(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return text.size() == 22 && text.find_first_not_of(alphabet) == std::string_view::npos;
}

std::string id_of_secret(std::string_view secret) {
    return to_uuid(from_hex(sha256_hex(secret).substr(0, 32)).value_or(""), 8);
}

}  // namespace garden::visitors
