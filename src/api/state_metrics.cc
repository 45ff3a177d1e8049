#include "api/state_metrics.h"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "api/metrics.h"

namespace garden::api {
namespace {

std::string job_gauges(const jobs::Counts& counts) {
    Gauge jobs("garden_jobs", "Jobs that are remembered, by their state.");
    for (const auto& [state, count] : {std::pair(jobs::State::waiting, counts.waiting),
                                       {jobs::State::running, counts.running},
                                       {jobs::State::done, counts.done},
                                       {jobs::State::parked, counts.parked},
                                       {jobs::State::cancelled, counts.cancelled}})
        jobs.add(fmt::format("state=\"{}\"", jobs::name(state)), static_cast<double>(count));
    return jobs.text();
}

// Of a store of blobs that is elsewhere; nothing where it is not.
std::string blob_gauges(const store::Objects& objects) {
    const auto status = objects.blob_store();
    if (!status) return {};
    return gauge("garden_blob_store_up",
                 "Whether the store of the pictures answered its last request: 1, or 0.",
                 status->answers ? 1 : 0) +
           gauge("garden_blob_cache_bytes", "Octets of its pictures that are kept on this server's disk.",
                 static_cast<double>(status->octets_kept));
}

}  // namespace

std::string state_metrics(Context& context) {
    const auto unlearned = context.visitors.count_after(context.recommender.learned());
    std::string text =
        blob_gauges(context.objects) + gauge("garden_database_up",
                                             "Whether the database answered this server just now: 1, or 0.",
                                             unlearned ? 1 : 0);
    // Who finds out that it is gone has waited enough.
    if (!unlearned) return text;
    text += gauge("garden_events_not_learned", "Events of the log that are not learned here yet.",
                  static_cast<double>(*unlearned));
    if (const auto counts = context.queue.counts()) text += job_gauges(*counts);
    return text;
}

}  // namespace garden::api
