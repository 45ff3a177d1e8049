#pragma once

#include <atomic>
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

    // Reads what was measured before, here and by other servers; call once, first.
    Result<> load();
    // Others may have measured something: it is read when somebody asks next.
    void look_again() { is_stale_ = true; }
    // A picture took so long: a mean that forgets, each new time counts a fifth. What it answers writes that
    // down, in the transaction that stores the picture.
    store::Work measured(const std::string& painter, int width, int height, double seconds);
    // Seconds that a picture of this size takes `painter`, or any of them where it is empty; by its number of
    // pixels where this size was never measured. 0: nothing was measured yet.
    double seconds(const std::string& painter, int width, int height);

  private:
    struct Size {
        std::string painter;
        int width, height;
        auto operator<=>(const Size&) const = default;
    };
    store::Database& database_;
    std::atomic<bool> is_stale_ = false;
    std::mutex mutex_;
    std::map<Size, double> means_;  // guarded by mutex_
};

}  // namespace garden::jobs
