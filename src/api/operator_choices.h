#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "store/database.h"

namespace garden::api {

// What operators decide while the garden runs, kept in the catalog. It wins over the file of settings.

// Plain text that visitors are shown beside what the page itself says of the camera; may be empty. At most
// kMostConsentOctets each.
struct Consent {
    std::string english;
    std::string korean;
};
inline constexpr std::size_t kMostConsentOctets = 4000;
Result<Consent> read_consent(store::Database& database);
Result<> write_consent(store::Database& database, const Consent& consent);

// Days up to kMostDays, and at least 1 where nothing else is said.
struct Retention {
    int trash_days = 0;    // for which what was removed can be restored
    int job_days = 0;      // for which jobs that are over are kept
    int visitor_days = 0;  // after a visitor's last sign of life until they are erased; 0: never
};
inline constexpr int kMostDays = 3650;
// `otherwise` holds until something was decided.
Result<Retention> read_retention(store::Database& database, const Retention& otherwise);
Result<> write_retention(store::Database& database, const Retention& retention);

}  // namespace garden::api
