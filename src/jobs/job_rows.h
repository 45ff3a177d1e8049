#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "jobs/job.h"
#include "store/database.h"

// Jobs to rows and back.
namespace garden::jobs {

// The columns of `jobs` in the order that read_job() takes them.
inline constexpr std::string_view kJobColumns =
    "id, name, state, priority, painter, request, created_at, not_before, started_at, finished_at, failures, "
    "worker, "
    "lease, error";

// `corrupt` where a row is not what was written. Its pictures come with read_pictures().
Result<Job> read_job(const store::Row& row);
// Reads the pictures of all `jobs`.
Result<> read_pictures(store::Transaction& transaction, std::vector<Job>& jobs);
// `id`, `state` waiting, as ordered at `now`.
Result<> insert_job(store::Transaction& transaction, const std::string& id, const NewJob& job, Timestamp now);

}  // namespace garden::jobs
