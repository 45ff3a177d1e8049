#pragma once

#include <filesystem>
#include <future>
#include <stop_token>
#include <string>
#include <thread>

#include "base/result.h"

namespace garden::painting::diffusion {

// Of which octets a hash is made. Weights: those behind the header of a safetensors file, in which programs
// write what they like; of another file all. AUTOMATIC1111 knows LoRAs by that one.
enum class HashOf { file, weights };

// The SHA-256 of a large file, which takes seconds: made in the background, and anew only when the file has
// changed. Not thread-safe.
class FileHash {
  public:
    explicit FileHash(std::filesystem::path file, HashOf octets = HashOf::file)
        : file_(std::move(file)), octets_(octets) {}

    void begin();
    // In hexadecimal, after begin(); waits until it is there. `unavailable` when the file cannot be read or
    // nothing has begun, `cancelled` after a stop.
    Result<std::string> get(const std::stop_token& stop);

  private:
    const std::filesystem::path file_;
    const HashOf octets_;
    std::filesystem::file_time_type written_{};
    std::shared_future<Result<std::string>> hash_;
    std::jthread thread_;  // last: joined before the rest goes
};

}  // namespace garden::painting::diffusion
