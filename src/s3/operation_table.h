// Of this room alone: which operation a request asks for.
#pragma once

#include <cstddef>
#include <string_view>
#include <variant>

#include "s3/operations.h"
#include "s3/permissions.h"

namespace garden::s3 {

// Octets of a document at most: of lists of many objects or parts, and of all others.
inline constexpr std::size_t kLongDocument = std::size_t{2} << 20;
inline constexpr std::size_t kShortDocument = std::size_t{256} << 10;

enum class Target { service, bucket, object };

// What is listened for, what it needs, and who answers it.
struct Entry {
    std::string_view method;
    Target target;
    std::string_view parameter;  // of the query, that tells this from others; "": none
    std::string_view header;     // likewise
    access::Permission needs;    // of the key
    Access access;               // to the bucket
    std::variant<Operation, DocumentOperation, IntakeOperation> run;
    // The checksum of its header is not that of the body, but of the object that the request makes.
    bool checksum_of_object = false;
    std::size_t document_limit = kShortDocument;
};

// Null where S3 has no such operation: MethodNotAllowed.
const Entry* find_entry(const http::Request& request, Target target);

}  // namespace garden::s3
