// Of this room alone: settings that S3 has and this server has not. Reading one answers what S3 says of a
// bucket that was never given it; writing one is refused, unless it would change nothing.
#pragma once

#include <string_view>

#include "http/message.h"

namespace garden::s3 {

struct Configuration {
    std::string_view parameter;  // of the query: "lifecycle"
    std::string_view absent;     // the code that answers GET; "": a document is
    std::string_view document;   // then: the name of its root element, which is empty
    std::string_view refusal;    // the sentence that answers PUT
};

// The setting that the query of this request names, of objects or of buckets; null if it names none.
const Configuration* find_configuration(const http::Request& request, bool of_object);

}  // namespace garden::s3
