#pragma once

#include <functional>
#include <stop_token>
#include <string_view>

#include "base/result.h"

namespace garden::jobs {

// A painted picture that is about to be stored; valid during the call only.
struct Candidate {
    std::string_view key;
    BytesView jpeg;
    std::string_view recipe;  // one line of JSON (painting::to_json())
};

// Whether a picture may be stored; its error says why not. `forbidden`: it may not, ever. Others: nobody
// could say; the picture is tried again later. Blocks for as long as that takes, at most 100 ms after a stop.
// Thread-safe.
using Judge = std::function<Result<>(const Candidate&, const std::stop_token&)>;

}  // namespace garden::jobs
