#include "s3/bucket_name.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace garden::s3 {
namespace {

constexpr std::size_t kShortest = 3;
constexpr std::size_t kLongest = 63;
// Amazon S3 User Guide, "General purpose bucket naming rules".
constexpr std::array<std::string_view, 3> kReservedStarts = {"xn--", "sthree-", "amzn-s3-demo-"};
constexpr std::array<std::string_view, 5> kReservedEnds = {"-s3alias", "--ol-s3", ".mrap", "--x-s3",
                                                           "--table-s3"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }

bool is_label(std::string_view label) {
    return !label.empty() && is_alphanumeric(label.front()) && is_alphanumeric(label.back()) &&
           std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool looks_like_address(const std::vector<std::string_view>& labels) {
    return labels.size() == 4 && std::ranges::all_of(labels, [](std::string_view label) {
               return std::ranges::all_of(label, is_digit);
           });
}

}  // namespace

bool is_bucket_name(std::string_view name) {
    if (name.size() < kShortest || name.size() > kLongest) return false;
    const std::vector<std::string_view> labels = split(name, '.');
    if (!std::ranges::all_of(labels, is_label) || looks_like_address(labels)) return false;
    return std::ranges::none_of(kReservedStarts,
                                [&](std::string_view start) { return name.starts_with(start); }) &&
           std::ranges::none_of(kReservedEnds, [&](std::string_view end) { return name.ends_with(end); });
}

}  // namespace garden::s3
