#include "jobs/job_rows.h"

#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace garden::jobs {
namespace {

constexpr std::array<std::string_view, 5> kStates = {"waiting", "running", "done", "parked", "cancelled"};

std::string to_json(const Request& request) {
    nlohmann::json json = {
        {"prompt", request.prompt}, {"negativePrompt", request.negative_prompt}, {"seed", request.seed}};
    if (request.steps) json["steps"] = *request.steps;
    if (request.guidance) json["guidance"] = *request.guidance;
    if (!request.options.empty()) json["options"] = request.options;
    return json.dump();
}

Request parse_request(const std::string& text) {
    const auto json = nlohmann::json::parse(text);
    Request request{json.at("prompt"), json.at("negativePrompt"), json.at("seed"), {}, {}, {}};
    if (json.contains("steps")) request.steps = json["steps"].get<int>();
    if (json.contains("guidance")) request.guidance = json["guidance"].get<double>();
    if (json.contains("options")) request.options = json["options"].get<painting::Options>();
    return request;
}

std::optional<Timestamp> moment(std::int64_t micros) {
    return micros == 0 ? std::nullopt : std::optional(from_micros(micros));
}

}  // namespace

std::string_view name(State state) { return kStates[static_cast<std::size_t>(state)]; }

std::optional<State> parse_state(std::string_view name) {
    for (std::size_t i = 0; i < kStates.size(); ++i) {
        if (kStates[i] == name) return static_cast<State>(i);
    }
    return std::nullopt;
}

Result<Job> read_job(const store::Row& row) {
    Job job;
    job.id = row.text(0);
    job.name = row.text(1);
    const auto state = parse_state(row.text(2));
    if (!state) return fail(ErrorCode::corrupt, fmt::format("job {} is in no known state", job.id));
    job.state = *state;
    job.priority = row.integer(3) == 0 ? Priority::single : Priority::bulk;
    job.painter = row.text(4);
    try {
        job.request = parse_request(row.text(5));
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::corrupt,
                    fmt::format("the request of job {} cannot be read: {}", job.id, error.what()));
    }
    job.created_at = from_micros(row.integer(6));
    job.not_before = from_micros(row.integer(7));
    job.started_at = moment(row.integer(8));
    job.finished_at = moment(row.integer(9));
    job.failures = static_cast<int>(row.integer(10));
    job.worker = row.text(11);
    job.lease = row.text(12);
    job.error = row.text(13);
    return job;
}

Result<> read_pictures(store::Transaction& transaction, std::vector<Job>& jobs) {
    for (Job& job : jobs) {
        const auto rows = transaction.run(
            "SELECT key, width, height, done FROM job_pictures WHERE job_id = $1 ORDER BY number", {job.id});
        if (!rows) return std::unexpected(rows.error());
        for (const store::Row& row : *rows) {
            job.pictures.push_back({row.text(0), static_cast<int>(row.integer(1)),
                                    static_cast<int>(row.integer(2)), row.integer(3) != 0});
        }
    }
    return {};
}

Result<> insert_job(store::Transaction& transaction, const std::string& id, const NewJob& job,
                    Timestamp now) {
    const auto inserted = transaction.post(
        "INSERT INTO jobs (id, name, state, priority, painter, request, created_at, not_before, started_at, "
        "finished_at, "
        "failures, interruptions, worker, lease, lease_until, error) "
        "VALUES ($1, $2, 'waiting', $3, $4, $5, $6, 0, 0, 0, 0, 0, '', '', 0, '')",
        {id, job.name, static_cast<std::int64_t>(job.priority), job.painter, to_json(job.request),
         to_micros(now)});
    if (!inserted) return std::unexpected(inserted.error());
    std::int64_t number = 0;
    for (const JobPicture& picture : job.pictures) {
        const auto row = transaction.post(
            "INSERT INTO job_pictures (job_id, number, key, width, height, done) VALUES ($1, $2, $3, $4, $5, "
            "0)",
            {id, number++, picture.key, std::int64_t{picture.width}, std::int64_t{picture.height}});
        if (!row) return std::unexpected(row.error());
    }
    return {};
}

}  // namespace garden::jobs
