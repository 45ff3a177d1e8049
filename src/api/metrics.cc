#include "api/metrics.h"

#include <algorithm>

#include <fmt/format.h>

namespace garden::api {

void Metrics::observe(std::string_view route, unsigned status, double seconds) {
    const std::string name(route.empty() ? "none" : route);
    const auto bucket = std::ranges::lower_bound(kBounds, seconds) - kBounds.begin();
    const std::lock_guard lock(mutex_);
    ++requests_[{name, status}];
    Latency& latency = latencies_[name];
    if (bucket < static_cast<std::ptrdiff_t>(kBounds.size()))
        ++latency.at_most[static_cast<std::size_t>(bucket)];
    ++latency.count;
    latency.sum += seconds;
}

std::string Metrics::render() const {
    const std::lock_guard lock(mutex_);
    std::string text =
        "# HELP garden_requests_total Finished requests.\n# TYPE garden_requests_total counter\n";
    for (const auto& [key, count] : requests_) {
        text += fmt::format("garden_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", key.first, key.second,
                            count);
    }
    text +=
        "# HELP garden_request_seconds Time from the first octet of a request to its answer.\n"
        "# TYPE garden_request_seconds histogram\n";
    for (const auto& [route, latency] : latencies_) {
        std::uint64_t below = 0;
        for (std::size_t i = 0; i < kBounds.size(); ++i) {
            below += latency.at_most[i];
            text += fmt::format("garden_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", route,
                                kBounds[i], below);
        }
        text += fmt::format(
            "garden_request_seconds_bucket{{route=\"{0}\",le=\"+Inf\"}} {1}\n"
            "garden_request_seconds_sum{{route=\"{0}\"}} {2}\ngarden_request_seconds_count{{route=\"{0}\"}} "
            "{1}\n",
            route, latency.count, latency.sum);
    }
    return text;
}

Gauge::Gauge(std::string_view name, std::string_view help)
    : name_(name), text_(fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name, help)) {}

void Gauge::add(std::string_view labels, const std::optional<double>& value) {
    if (value) text_ += fmt::format("{}{{{}}} {}\n", name_, labels, *value);
}

std::string gauge(std::string_view name, std::string_view help, double value) {
    return fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n", name, help, value);
}

}  // namespace garden::api
