#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "painting/painter.h"

namespace garden::jobs {

// Done: every picture is stored. Parked: given up after failures, until somebody restarts it.
enum class State { waiting, running, done, parked, cancelled };
std::string_view name(State state);
std::optional<State> parse_state(std::string_view name);

// A visitor's or operator's own picture goes before bulk.
enum class Priority { single = 0, bulk = 1 };

// One picture that a job makes. Its seed is the job's plus its number.
struct JobPicture {
    std::string key;  // of the object in the bucket
    int width = 0;    // pixels
    int height = 0;
    bool done = false;  // stored
};

// What shall be painted, the same for all pictures of a job.
struct Request {
    std::string prompt;
    std::string negative_prompt;
    std::uint64_t seed = 0;
    std::optional<int> steps;
    std::optional<double> guidance;
    painting::Options options = {};
};

struct NewJob {
    // Within its window the same name is the same job; empty: no other is.
    std::string name;
    Priority priority = Priority::single;
    std::string painter;  // the name of the endpoint that shall paint it; empty: any
    Request request;
    std::vector<JobPicture> pictures;  // at least one
};

// A job as the catalog knows it.
struct Job {
    std::string id;  // in the order of their orders, to the microsecond
    std::string name;
    State state = State::waiting;
    Priority priority = Priority::single;
    std::string painter;
    Request request;
    std::vector<JobPicture> pictures;
    Timestamp created_at;
    Timestamp not_before;                 // of a job that failed and waits to be tried again
    std::optional<Timestamp> started_at;  // for the first time
    std::optional<Timestamp> finished_at;
    int failures = 0;
    std::string worker;  // the endpoint that paints it, or painted it last
    std::string lease;   // of whom it is running
    std::string error;   // why it failed last; empty: it did not
};

struct Counts {
    std::int64_t waiting = 0;
    std::int64_t running = 0;
    std::int64_t done = 0;
    std::int64_t parked = 0;
    std::int64_t cancelled = 0;
};

}  // namespace garden::jobs
