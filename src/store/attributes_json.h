#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/object_info.h"

// How the catalog keeps what has no column of its own. An error of reading is `corrupt`.
namespace garden::store {

std::string to_json(const std::map<std::string, std::string>& texts);
Result<std::map<std::string, std::string>> texts_from_json(std::string_view json);

std::string to_json(const Attributes& attributes);
Result<Attributes> attributes_from_json(std::string_view json);

// What a bucket has of them.
struct BucketAttributes {
    std::vector<Grant> grants;
    std::map<std::string, std::string> tags;
    Versioning versioning = Versioning::off;
};
std::string to_json(const BucketAttributes& attributes);
Result<BucketAttributes> bucket_attributes_from_json(std::string_view json);

std::string to_json(const std::optional<Checksum>& checksum);  // "" for none
Result<std::optional<Checksum>> checksum_from_json(std::string_view json);

}  // namespace garden::store
