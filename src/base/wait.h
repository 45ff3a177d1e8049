#pragma once

#include <chrono>
#include <stop_token>

namespace garden {

// Waits. True when the time has passed; false as soon as there is a stop, however long ago it came.
bool sleep_for(std::chrono::milliseconds time, const std::stop_token& stop);

}  // namespace garden
