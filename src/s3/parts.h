// Of this room alone: the parts that objects were made of, and their numbers.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "aws/identity.h"
#include "store/objects.h"

namespace garden::s3 {

inline constexpr int kMostParts = 10'000;
inline constexpr std::size_t kMostListed = 1000;  // parts or uploads in one answer

// A part's number, 1–10,000; InvalidArgument otherwise.
std::expected<int, aws::Refusal> read_part_number(std::string_view text);

// How many parts an object was uploaded in, which its ETag says; nothing if it came whole.
std::optional<std::size_t> count_parts(const store::ObjectInfo& object);

struct PartSpan {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;

    bool operator==(const PartSpan&) const = default;
};

// Where the parts of an object lie, in their order and numbered from 1 without gaps, as S3 counts them once
// an object is complete; one for an object that came whole. The pieces of an object that came in parts are
// its parts that are not empty, and only the last of them can be.
std::vector<PartSpan> part_spans(const store::OpenObject& object);

}  // namespace garden::s3
