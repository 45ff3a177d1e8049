#include "s3/parts.h"

#include <algorithm>
#include <charconv>

#include "s3/errors.h"

namespace garden::s3 {
namespace {

// A decimal number of at most nine digits; nothing if it is none.
std::optional<std::size_t> read_count(std::string_view text) {
    constexpr std::size_t digits = 9;
    std::size_t value = 0;
    if (text.empty() || text.size() > digits) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::expected<int, aws::Refusal> read_part_number(std::string_view text) {
    const auto number = read_count(text);
    if (number && *number >= 1 && *number <= kMostParts) return static_cast<int>(*number);
    aws::Refusal refused =
        refusal("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
    refused.details = {{"ArgumentName", "partNumber"}, {"ArgumentValue", std::string(text)}};
    return std::unexpected(std::move(refused));
}

std::optional<std::size_t> count_parts(const store::ObjectInfo& object) {
    const std::size_t dash = object.etag.find('-');
    if (dash == std::string::npos) return std::nullopt;
    return read_count(std::string_view(object.etag).substr(dash + 1));
}

std::vector<PartSpan> part_spans(const store::OpenObject& object) {
    const auto& [info, pieces] = object;
    const auto count = count_parts(info);
    if (!count) return {{0, info.size}};
    std::vector<PartSpan> spans;
    std::uint64_t offset = 0;
    for (const store::Piece& piece : pieces) {
        spans.push_back({offset, piece.length});
        offset += piece.length;
    }
    spans.resize(std::max(*count, spans.size()), {offset, 0});
    return spans;
}

}  // namespace garden::s3
