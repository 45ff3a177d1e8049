#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "jobs/board.h"
#include "jobs/job.h"
#include "jobs/pace.h"
#include "jobs/workers.h"

namespace garden::api {

// What is known of a job beside its row.
struct JobSight {
    std::optional<jobs::JobProgress> progress;
    std::int64_t before = 0;    // that wait before it
    double seconds_left = 0.0;  // estimated; 0: unknown, or nothing to do
    std::string base_url;       // of the server, without a slash at its end
};

// Seconds until the job is done: what it paints itself, and `before` jobs like it that are shared by
// `parallel` painters.
double estimate(const jobs::Job& job, const std::optional<jobs::JobProgress>& progress, std::int64_t before,
                int parallel, jobs::Pace& pace);

// As GET /api/v1/jobs/{id} answers; openapi.yaml says what each member is.
nlohmann::ordered_json to_json(const jobs::Job& job, const JobSight& sight);
nlohmann::ordered_json to_json(const jobs::Counts& counts);
nlohmann::ordered_json to_json(const jobs::EndpointStatus& endpoint);

}  // namespace garden::api
