#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace garden::store {

// A checksum that came with an object, beside its ETag. Kept and given back, not computed here.
struct Checksum {
    std::string algorithm;   // as base/checksum.h names it: "crc32", "crc32c", "crc64nvme", "sha1", "sha256"
    std::string value;       // base64; of a composite one with "-<number of parts>" behind
    bool composite = false;  // of the parts' checksums, not of the object's octets

    bool operator==(const Checksum&) const = default;
};

// What somebody else than the owner may do: `permission` is S3's word, FULL_CONTROL, READ, WRITE, READ_ACP or
// WRITE_ACP.
struct Grant {
    std::string grantee;  // an access key
    std::string permission;

    bool operator==(const Grant&) const = default;
};

// Whether a bucket keeps what was replaced and removed. Suspended: what it kept stays, new objects are of the
// version "null" and replace each other.
enum class Versioning { off, enabled, suspended };

// What is kept with an object apart from its octets and its user metadata. All text is UTF-8.
struct Attributes {
    std::map<std::string, std::string> headers{};  // sent back with it, by lower-case name: "cache-control"
    std::map<std::string, std::string> tags{};
    std::vector<Grant> grants{};
    std::optional<Checksum> checksum{};
    std::string upload_id{};   // of the multipart upload that made it; else empty
    std::string version_id{};  // of a bucket that keeps versions; empty: S3's version "null"

    bool operator==(const Attributes&) const = default;
};

struct ObjectInfo {
    std::string bucket;
    std::string key;  // 1–1024 octets of UTF-8 without NUL
    std::uint64_t size = 0;
    std::string etag;  // without quotes: the MD5 in hexadecimal; of a multipart upload with "-<parts>" behind
    std::string content_type;
    Timestamp modified;
    std::map<std::string, std::string> metadata;  // user metadata and recipe; small
    Attributes attributes;
};

}  // namespace garden::store
