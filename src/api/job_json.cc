#include "api/job_json.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/iso_time.h"
#include "base/text.h"

namespace garden::api {

using nlohmann::ordered_json;

double estimate(const jobs::Job& job, const std::optional<jobs::JobProgress>& progress, std::int64_t before,
                int parallel, jobs::Pace& pace) {
    double own = 0.0;
    double begun = 0.0;
    const std::string& painter = job.state == jobs::State::running ? job.worker : job.painter;
    for (std::size_t i = 0; i < job.pictures.size(); ++i) {
        const jobs::JobPicture& picture = job.pictures[i];
        if (picture.done) continue;
        const double seconds = pace.seconds(painter, picture.width, picture.height);
        own += seconds;
        if (progress && progress->picture == i)
            begun = seconds *
                    std::clamp(progress->step / static_cast<double>(std::max(1, progress->steps)), 0.0, 1.0);
    }
    const double others = static_cast<double>(before) * own / std::max(1, parallel);
    return others + own - begun;
}

ordered_json to_json(const jobs::Job& job, const JobSight& sight) {
    ordered_json json = {{"id", job.id},
                         {"state", std::string(jobs::name(job.state))},
                         {"priority", job.priority == jobs::Priority::single ? "single" : "bulk"},
                         {"prompt", job.request.prompt}};
    if (!job.request.negative_prompt.empty()) json["negativePrompt"] = job.request.negative_prompt;
    json["seed"] = job.request.seed;
    if (job.request.steps) json["steps"] = *job.request.steps;
    if (job.request.guidance) json["guidance"] = *job.request.guidance;
    for (const auto& [name, value] : job.request.options) {
        if (name == painting::kClipSkip)
            json[name] = std::stoi(value);
        else
            json[name] = value;
    }
    if (!job.painter.empty()) json["painter"] = job.painter;
    if (!job.worker.empty()) json["worker"] = job.worker;
    json["pictures"] = ordered_json::array();
    for (const jobs::JobPicture& picture : job.pictures) {
        ordered_json entry = {{"key", picture.key},
                              {"width", picture.width},
                              {"height", picture.height},
                              {"done", picture.done}};
        if (picture.done) entry["url"] = sight.base_url + "/" + percent_encode_path(picture.key);
        json["pictures"].push_back(std::move(entry));
    }
    if (job.state == jobs::State::waiting) json["position"] = sight.before;
    if (sight.progress) {
        ordered_json progress = {{"picture", sight.progress->picture},
                                 {"step", sight.progress->step},
                                 {"steps", sight.progress->steps}};
        if (sight.progress->preview) {
            progress["preview"] = fmt::format("{}/api/v1/jobs/{}/preview?at={}.{}", sight.base_url, job.id,
                                              sight.progress->picture, sight.progress->step);
        }
        json["progress"] = std::move(progress);
    }
    const bool ahead = job.state == jobs::State::waiting || job.state == jobs::State::running;
    if (ahead && sight.seconds_left > 0.0) json["secondsLeft"] = std::ceil(sight.seconds_left * 10.0) / 10.0;
    json["created"] = iso_time_millis(job.created_at);
    if (job.started_at) json["started"] = iso_time_millis(*job.started_at);
    if (job.finished_at) json["finished"] = iso_time_millis(*job.finished_at);
    if (job.state == jobs::State::waiting && job.failures > 0)
        json["notBefore"] = iso_time_millis(job.not_before);
    if (job.failures > 0) json["failures"] = job.failures;
    if (!job.error.empty()) json["error"] = job.error;
    return json;
}

ordered_json to_json(const jobs::Counts& counts) {
    return {{"waiting", counts.waiting},
            {"running", counts.running},
            {"done", counts.done},
            {"parked", counts.parked},
            {"cancelled", counts.cancelled}};
}

ordered_json to_json(const jobs::EndpointStatus& endpoint) {
    ordered_json json = {{"name", endpoint.name},
                         {"engine", endpoint.engine},
                         {"parallel", endpoint.parallel},
                         {"painting", endpoint.painting},
                         {"healthy", endpoint.healthy}};
    if (!endpoint.error.empty()) json["error"] = endpoint.error;
    if (!endpoint.options.empty()) json["options"] = endpoint.options;
    return json;
}

}  // namespace garden::api
