// Of this room alone: tags of objects and buckets.
#pragma once

#include <cstddef>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/identity.h"

namespace garden::s3 {

using Tags = std::map<std::string, std::string>;

inline constexpr std::size_t kMostObjectTags = 10;
inline constexpr std::size_t kMostBucketTags = 50;

// Adds a tag, whose key has 1–128 characters, its value at most 256, and both letters, digits, spaces and + -
// = . _ : / @ alone: InvalidTag otherwise, and where the key is there already.
std::optional<aws::Refusal> add_tag(Tags& tags, std::string_view key, std::string_view value);

// BadRequest where there are more than `most`, one of the two numbers above.
std::optional<aws::Refusal> refuse_number(const Tags& tags, std::size_t most);

// A Tagging document: MalformedXML where it is none.
std::expected<Tags, aws::Refusal> tags_of_document(std::string_view body, std::size_t most);

// A Tagging document of these.
std::string write_tags(const Tags& tags);

}  // namespace garden::s3
