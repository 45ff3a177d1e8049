#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/result.h"
#include "store/database.h"

namespace garden::jobs {

// How long pictures take, by endpoint and size, as measured. Thread-safe.
class Pace {
  public:
    explicit Pace(store::Database& database) : database_(database) {}

    // Reads what was measured before; call once, first.
    Result<> load();
    // A picture took so long: a mean that forgets, each new time counts a fifth. What it answers writes that
    // down, in the transaction that stores the picture.
    store::Work measured(const std::string& painter, int width, int height, double seconds);
    // Seconds that a picture of this size takes `painter`, or any of them where it is empty; by its number of
    // pixels where this size was never measured. 0: nothing was measured yet.
    double seconds(const std::string& painter, int width, int height) const;

  private:
    struct Size {
        std::string painter;
        int width, height;
        auto operator<=>(const Size&) const = default;
    };
    store::Database& database_;
    mutable std::mutex mutex_;
    std::map<Size, double> means_;  // guarded by mutex_
};

}  // namespace garden::jobs
