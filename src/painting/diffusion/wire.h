#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>

#include <nlohmann/json.hpp>

#include "base/result.h"

// What the server and emotion-garden-diffusion say to each other; docs/diffusion-protocol.md has the
// messages. Both programs are built of this file, and nothing in it knows the library that paints.
namespace garden::painting::diffusion {

// Whoever says hello with another number is of another version.
inline constexpr int kProtocol = 1;
// Of the child the socket is this descriptor.
inline constexpr int kChildSocket = 3;
inline constexpr std::size_t kMostHead = 1U << 20U;
// A picture of 4096x4096 pixels has 48 MiB.
inline constexpr std::size_t kMostOctets = 64U << 20U;

// A JSON object with a `type`, and octets that belong to it.
struct Message {
    nlohmann::json head;
    Bytes octets = {};
};

// One end of a connected stream socket. A frame is two numbers of 32 bits, little-endian: the length of the
// head as JSON text and of the octets; then both. One thread may receive while another sends.
class Channel {
  public:
    // Takes the descriptor.
    explicit Channel(int descriptor);
    ~Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    // `unavailable` when the other end is gone, or takes nothing for some seconds; `cancelled` after a stop
    // while it takes nothing.
    Result<> send(const Message& message, const std::stop_token& stop = {}) const;

    // The next message; nothing if none is whole within `most`, where that is given. `not_found` when
    // the other end has closed between two messages, `unavailable` when amid one, `corrupt` for what is no
    // frame.
    Result<std::optional<Message>> receive(std::optional<std::chrono::milliseconds> most);

  private:
    std::optional<Result<Message>> first_message();

    const int descriptor_;
    Bytes read_;
};

}  // namespace garden::painting::diffusion
