#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "store/object_info.h"

namespace garden::store {

// One version of an object, or a delete marker: then `object` has only bucket, key, version id and time.
struct Version {
    ObjectInfo object;
    bool marker = false;
    bool latest = false;
};

// Which versions, in the order of keys, of each the newest first.
struct VersionQuery {
    std::string bucket;
    std::string prefix{};
    std::string delimiter{};
    std::string
        after_key{};  // those of greater keys, and with `after_version` those of this key that are older
    std::optional<std::string> after_version{};
    std::size_t most = 1000;
};

struct VersionPage {
    std::vector<Version> versions;
    std::vector<std::string> prefixes;
    bool truncated = false;
    std::string last_key;  // of what was listed last: the version's key, or the prefix
    std::optional<std::string> last_version;
};

// What became of a key that was removed.
struct Removal {
    bool existed = false;  // an object, or the version that was named
    bool marker = false;   // a delete marker was made, or was what was removed
    std::string
        version_id;  // of that marker, or of the version that was removed; empty: "null", or no versions
};

}  // namespace garden::store
