#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace garden::gallery {

// Names of pictures that have none yet. Thread-safe.
class PictureNames {
  public:
    PictureNames(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    // img_<YYYYmmdd-HHMMSS>_<n>.jpeg: another for each call, at all servers that share the catalog.
    Result<std::string> next();

  private:
    // A second, and how many names it has.
    struct Given {
        std::int64_t second = 0;
        int count = 0;
    };
    static std::string take(Given& given, Timestamp now);
    Result<std::string> next_of_all();

    store::Database& database_;
    const Clock& clock_;
    std::mutex mutex_;
    Given given_;  // guarded by mutex_
};

}  // namespace garden::gallery
