// Of this room alone: what requests say of an object in their header, and what answers say of it in theirs.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/identity.h"
#include "http/message.h"
#include "store/object_info.h"

namespace garden::s3 {

// Octets of one PUT, one part and one copy at most, and of an object made of parts.
inline constexpr std::uint64_t kPutLimit = std::uint64_t{5} << 30;
inline constexpr std::uint64_t kObjectLimit = std::uint64_t{5} << 40;

// What a request that makes an object says of it.
struct Description {
    std::string content_type;
    std::map<std::string, std::string> metadata;
    std::map<std::string, std::string> headers;  // as Attributes::headers
    std::map<std::string, std::string> tags;
};

// Refuses what the header asks for and this server has not (encryption, object locks, grants), and what
// it says wrongly (MetadataTooLarge, InvalidTag, InvalidStorageClass, …). The storage classes of S3 are
// accepted and kept as STANDARD, the only one there is, which is what answers say.
std::expected<Description, aws::Refusal> describe(const http::Request& request);
// The part of that which no object's description is in: for parts and others that only have to be refused.
std::optional<aws::Refusal> refuse_unsupported(const http::Request& request);

// The fields of an answer that holds an object or stands for it: what describe() kept, metadata and the
// number of its tags; not its ETag, time, type, caching and length.
void add_description(const store::ObjectInfo& object, http::Headers& headers);

// x-amz-checksum-… and its type.
void add_checksum(const std::optional<store::Checksum>& checksum, http::Headers& headers);
// The element of an XML answer that holds a checksum of this algorithm: "ChecksumCRC32".
std::string checksum_element(std::string_view algorithm);

std::string quoted(std::string_view etag);
std::string unquoted(std::string_view etag);

// A field's value as text: what is not UTF-8 is taken as ISO 8859-1.
std::string field_text(std::string_view value);

}  // namespace garden::s3
