#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace garden::api {

// Counts of finished requests, for GET /metrics. Thread-safe.
class Metrics {
  public:
    // Upper bounds of the latency buckets, in seconds.
    static constexpr std::array<double, 9> kBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1, 10};

    // One request: the route's pattern ("" when none matched), its status, and how long it took.
    void observe(std::string_view route, unsigned status, double seconds);

    // The counts in the text format of Prometheus (exposition format 0.0.4).
    std::string render() const;

  private:
    struct Latency {
        std::array<std::uint64_t, kBounds.size()> at_most{};  // not cumulative
        std::uint64_t count = 0;
        double sum = 0;
    };
    mutable std::mutex mutex_;
    std::map<std::pair<std::string, unsigned>, std::uint64_t> requests_;  // guarded by mutex_
    std::map<std::string, Latency> latencies_;                            // guarded by mutex_
};

// One gauge with its help line, in the same format.
std::string gauge(std::string_view name, std::string_view help, double value);

// One gauge with several samples.
class Gauge {
  public:
    Gauge(std::string_view name, std::string_view help);

    // `labels` as the text format has them: name="value",…
    void add(std::string_view labels, const std::optional<double>& value);
    const std::string& text() const { return text_; }

  private:
    const std::string name_;
    std::string text_;
};

}  // namespace garden::api
