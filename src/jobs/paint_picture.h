#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "jobs/judge.h"
#include "painting/painter.h"

namespace garden::jobs {

// A picture as it is stored.
struct Finished {
    Bytes jpeg;
    std::string recipe;    // one line of JSON
    double seconds = 0.0;  // that the painter took
};

// Paints `order` and asks `judge`, which may be empty, whether that may be stored under `key`. Its errors are
// the painter's and the judge's. Blocks for as long as both take, and ends soon after watch.cancel.
// Thread-safe.
Result<Finished> paint_picture(painting::Painter& painter, const painting::Order& order,
                               const painting::Watch& watch, std::string_view key, const Judge& judge);

}  // namespace garden::jobs
