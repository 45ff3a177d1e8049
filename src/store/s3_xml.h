// Of this room alone: the documents that an S3 store answers with.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace garden::store {

// The elements of a document that hold text alone, in their order, by their path without the root:
// {"Contents/Key", "ab/cd"}. `root` is the root's own name.
struct S3Document {
    std::string root;
    std::vector<std::pair<std::string, std::string>> leaves;

    // The first text of that path, or "".
    std::string_view text(std::string_view path) const;
};

// `corrupt`: it is no XML, or has a document type.
Result<S3Document> read_s3_document(std::string_view document);

}  // namespace garden::store
