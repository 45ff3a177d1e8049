#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "datasets/schema.h"
#include "gallery/index.h"
#include "visitors/visitors.h"

namespace garden::datasets {

// Where the datasets come from. What they refer to outlives them.
struct Sources {
    visitors::Visitors& visitors;
    // Calls its argument with every picture of the garden.
    std::function<Result<>(const std::function<void(const gallery::Picture&)>&)> for_each_picture;
};

// Takes the octets of a file, some hundred KiB at a time.
using Write = std::function<Result<>(std::string_view octets)>;

// Writes a dataset as CSV: UTF-8, lines that end with LF, times in seconds. Answers its lines without the
// header. In constant memory; not on one snapshot, so that what comes or goes meanwhile may be in it or not.
// An error of `write` is the answer.
Result<std::uint64_t> write_dataset(Dataset dataset, const Sources& sources, const Write& write);

}  // namespace garden::datasets
