#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "painting/painter.h"
#include "painting/remote/endpoint.h"

namespace garden::painting::remote {

// One order at an endpoint that makes it a job and is asked for it until it is done.
struct Deadline {
    std::chrono::steady_clock::time_point at;
    std::chrono::seconds whole;  // for messages

    explicit Deadline(std::chrono::seconds time) : at(std::chrono::steady_clock::now() + time), whole(time) {}
    // A call within it, of some seconds at most: an answer is no picture yet.
    Call call(const std::stop_token& stop) const;
    // A call within it that brings the picture, of `most` (over 0) at most.
    Call fetching(const std::stop_token& stop, std::chrono::milliseconds most) const;
    // The call that orders: after a stop its answer is waited for a second more, since a job whose name never
    // came cannot be cancelled.
    Call submission(const std::stop_token& stop) const;
};

// Whether the name that a server gives a job may become part of a path.
bool is_job_id(std::string_view id);

// Asks with `look` until it gives the finished job. Between two looks `rest` passes some time; it may return
// early, and fails after a stop. Looking may fail now and then, for minutes of work hang on it: the third
// failure in a row is returned. `unavailable` after the deadline.
Result<nlohmann::json> await_job(const Deadline& deadline, const std::function<Result<>()>& rest,
                                 const std::function<Result<std::optional<nlohmann::json>>()>& look);

}  // namespace garden::painting::remote
