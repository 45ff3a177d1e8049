#include "access/name.h"

#include <fmt/format.h>

namespace garden::access {

Result<> check_name(std::string_view what, std::string_view name) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    if (name.empty() || name.size() > 64 || name.find_first_not_of(allowed) != std::string_view::npos) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("{} is 1 to 64 of the characters A-Z a-z 0-9 . _ -", what));
    }
    return {};
}

}  // namespace garden::access
