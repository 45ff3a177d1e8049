#include "jobs/pace.h"

#include "store/statement.h"

namespace garden::jobs {
namespace {

constexpr double kShareOfNew = 0.2;

}  // namespace

Result<> Pace::load() {
    const auto rows =
        store::read_one(database_, "SELECT painter, width, height, seconds FROM painting_times");
    if (!rows) return std::unexpected(rows.error());
    const std::lock_guard lock(mutex_);
    for (const store::Row& row : *rows) {
        means_[{row.text(0), static_cast<int>(row.integer(1)), static_cast<int>(row.integer(2))}] =
            row.real(3);
    }
    return {};
}

store::Work Pace::measured(const std::string& painter, int width, int height, double seconds) {
    double mean = seconds;
    {
        const std::lock_guard lock(mutex_);
        const auto [entry, first] = means_.try_emplace({painter, width, height}, seconds);
        if (!first) entry->second += kShareOfNew * (seconds - entry->second);
        mean = entry->second;
    }
    return [painter, width, height, mean](store::Transaction& transaction) -> Result<> {
        return transaction.post(
            "INSERT INTO painting_times (painter, width, height, seconds) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT (painter, width, height) DO UPDATE SET seconds = excluded.seconds",
            {painter, std::int64_t{width}, std::int64_t{height}, mean});
    };
}

double Pace::seconds(const std::string& painter, int width, int height) {
    // Where they cannot be read, what was known is good enough, and the next one who asks tries again.
    if (is_stale_.exchange(false) && !load()) is_stale_ = true;
    const std::lock_guard lock(mutex_);
    double exact = 0.0;
    double per_pixel = 0.0;
    int exact_count = 0;
    int count = 0;
    for (const auto& [size, mean] : means_) {
        if (!painter.empty() && size.painter != painter) continue;
        per_pixel += mean / (static_cast<double>(size.width) * size.height);
        ++count;
        if (size.width != width || size.height != height) continue;
        exact += mean;
        ++exact_count;
    }
    if (exact_count > 0) return exact / exact_count;
    return count == 0 ? 0.0 : per_pixel / count * width * height;
}

}  // namespace garden::jobs
