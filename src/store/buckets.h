#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/object_info.h"

namespace garden::store {

struct Bucket {
    std::string name;
    Timestamp created;
    std::string owner;  // the access key that made it; empty: every key's, as the garden's own bucket is
    std::vector<Grant> grants;
    std::map<std::string, std::string> tags;
    Versioning versioning = Versioning::off;
};

// The buckets that objects lie in. Thread-safe.
class Buckets {
  public:
    Buckets(Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    // `conflict`: there is one of this name. The name is the caller's to check.
    Result<> create(std::string_view name, std::string_view owner);
    Result<> ensure(std::string_view name);  // makes it, every key's, unless it is there
    Result<std::optional<Bucket>> find(std::string_view name);
    Result<std::vector<Bucket>> list();  // by name
    // With what was uploaded to it in parts and not completed. `not_found`; `conflict`: it holds objects or
    // versions.
    Result<> remove(std::string_view name);
    // Gives the buckets of owners that are not among these access keys to every key: nobody else could reach
    // them.
    Result<> release_orphans(const std::vector<std::string>& access_keys);
    Result<> set_grants(std::string_view name, const std::vector<Grant>& grants);              // `not_found`
    Result<> set_tags(std::string_view name, const std::map<std::string, std::string>& tags);  // `not_found`

    Result<> set_versioning(std::string_view name, Versioning versioning);  // `not_found`

  private:
    Database& database_;
    const Clock& clock_;
};

}  // namespace garden::store
