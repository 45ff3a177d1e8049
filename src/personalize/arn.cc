#include "personalize/arn.h"

#include <vector>

#include <fmt/format.h>

#include "base/text.h"

namespace garden::personalize {
namespace {

constexpr std::size_t kPartsBefore = 5;  // arn, partition, service, region, account

}  // namespace

Or<Arn> parse_arn(std::string_view member, std::string_view text) {
    const std::vector<std::string_view> parts = split(text, ':');
    const auto refused = [&] {
        return invalid(
            fmt::format("{} must look like arn:aws:personalize:<region>:<account>:<kind>/<name>", member));
    };
    if (parts.size() <= kPartsBefore || parts[0] != "arn" || parts[2] != "personalize") return refused();
    // The name may hold colons of its own.
    const auto begin = static_cast<std::size_t>(parts[kPartsBefore].data() - text.data());
    const std::string_view resource = text.substr(begin);
    const std::size_t slash = resource.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == resource.size()) return refused();
    return Arn{std::string(resource.substr(0, slash)), std::string(resource.substr(slash + 1))};
}

}  // namespace garden::personalize
