#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace garden::access {

enum class Permission { full, read };

// A key pair for the AWS listener. The secret is stored as it is: SigV4 needs it to verify.
struct AccessKey {
    std::string access_key;  // "EG" and 18 of A–Z 2–7
    std::string secret_key;  // 40 characters
    Permission permission = Permission::full;
    Timestamp created_at;
};

std::string_view name(Permission permission);

// Key pairs in the catalog. Thread-safe.
class AccessKeys {
  public:
    AccessKeys(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    Result<AccessKey> add(Permission permission);
    Result<> remove(std::string_view access_key);  // `not_found`
    Result<std::vector<AccessKey>> list();         // oldest first
    // The pair of this access key; nothing if there is none.
    Result<std::optional<AccessKey>> find(std::string_view access_key);
    // Makes a full pair if there is none yet.
    Result<> ensure_one();

  private:
    store::Database& database_;
    const Clock& clock_;
};

}  // namespace garden::access
