#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "painting/diffusion/child.h"

namespace garden::painting::diffusion {

// What the program computes with.
struct Device {
    std::string name;               // "CPU (…)", "CUDA0 (…)"
    bool is_gpu = false;            // with memory of its own
    std::uint64_t free_octets = 0;  // of a GPU
};

// Hears of each message `progress`.
using OnProgress = std::function<void(const Message&)>;

// The conversation with one child: said hello, then told to load, then to paint. Every call ends within a
// second of a stop. Errors: `cancelled` after a stop; `unavailable` with what the program says when it fails;
// `internal` with a sentence when it ends, hangs or talks nonsense. Not thread-safe.
class Session {
  public:
    // Starts the program, which has some seconds to say hello; `limit` is what each later call may take
    // without a sign of life. Also `unavailable` when it cannot be started or is of another version.
    static Result<std::unique_ptr<Session>> start(const std::filesystem::path& program,
                                                  const std::vector<std::string>& variables,
                                                  std::chrono::seconds limit, const std::stop_token& stop);

    const Device& device() const { return device_; }

    // After any error the session is of no use.
    Result<> load(const nlohmann::json& message, const std::stop_token& stop);

    // The message `painted`. Also `not_found`: the program has ended in an orderly way before it began,
    // because it was idle for long.
    Result<Message> paint(const Message& order, const OnProgress& on_progress, const std::stop_token& stop);

    // False once the child is gone, or must not be asked again.
    bool is_usable();

    // Whether it says within some seconds that it is well. Not while it paints.
    bool is_well();

  private:
    Session(std::unique_ptr<Child> child, std::chrono::seconds limit)
        : child_(std::move(child)), limit_(limit) {}

    Result<Message> await(std::string_view type, const OnProgress& on_progress, const std::stop_token& stop);
    Error stop_painting();
    std::unexpected<Error> lost(const Error& error, bool has_begun);

    std::unique_ptr<Child> child_;
    std::chrono::seconds limit_;  // for the next sign of life
    Device device_;
    bool usable_ = true;
};

// A text or a number of a message's head; empty or 0 where there is none.
std::string text_in(const nlohmann::json& head, const char* name);
int number_in(const nlohmann::json& head, const char* name);

}  // namespace garden::painting::diffusion
