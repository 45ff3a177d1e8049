#include "painting/remote/await.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace garden::painting::remote {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kCallLimit(15'000);
constexpr int kMostFailures = 3;
constexpr std::size_t kMostId = 128;

}  // namespace

Call Deadline::call(const std::stop_token& stop) const { return fetching(stop, kCallLimit); }

Call Deadline::fetching(const std::stop_token& stop, milliseconds most) const {
    const auto left = std::chrono::duration_cast<milliseconds>(at - steady_clock::now());
    return {.limit = std::clamp(left, milliseconds(1), most), .stop = stop};
}

Call Deadline::submission(const std::stop_token& stop) const {
    Call call = this->call(stop);
    call.grace = milliseconds(1'000);
    return call;
}

bool is_job_id(std::string_view id) {
    return !id.empty() && id.size() <= kMostId &&
           std::ranges::all_of(id, [](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; });
}

Result<nlohmann::json> await_job(const Deadline& deadline, const std::function<Result<>()>& rest,
                                 const std::function<Result<std::optional<nlohmann::json>>()>& look) {
    int failures = 0;
    while (steady_clock::now() < deadline.at) {
        if (const auto rested = rest(); !rested) return std::unexpected(rested.error());
        auto job = look();
        if (job && *job) return std::move(**job);
        failures = job ? 0 : failures + 1;
        if (!job && (job.error().code == ErrorCode::cancelled || failures == kMostFailures)) {
            return std::unexpected(job.error());
        }
    }
    return fail(ErrorCode::unavailable,
                fmt::format("the painter did not finish within {} s", deadline.whole.count()));
}

}  // namespace garden::painting::remote
