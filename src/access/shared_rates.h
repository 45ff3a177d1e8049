#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "access/rate_limiter.h"
#include "base/clock.h"
#include "store/database.h"

namespace garden::access {

// Has the rate limits of several servers on one catalog hold for all together: each tells the others now and
// then what it let pass. Between two exchanges an address may ask each of them as often as one allows; what
// is too much it owes afterwards. While the catalog is away each server limits for itself. Not thread-safe;
// the limiters are.
class SharedRates {
  public:
    // `node`: a name that no other server has. `limiters`: by names that all servers know them by.
    SharedRates(store::Database& database, std::string node, const Clock& clock,
                std::map<std::string, RateLimiter*> limiters);

    // Tells what was let pass here since the last time, and counts what others told.
    Result<> exchange();

  private:
    Result<> tell();
    Result<> hear();
    // What was told long ago: addresses of visitors are kept no longer than they have to be.
    Result<> forget();

    store::Database& database_;
    const std::string node_;
    const Clock& clock_;
    const std::map<std::string, RateLimiter*> limiters_;
    // Requests by limiter and address that could not be told yet.
    std::map<std::pair<std::string, std::string>, std::int64_t> untold_;
    std::int64_t told_ = 0;                      // when, microseconds
    std::int64_t forgot_ = 0;                    // likewise
    std::map<std::string, std::int64_t> heard_;  // the latest of each other server
};

}  // namespace garden::access
