// What another program may write into the channel: messages come out, or it is refused; what comes out is
// sent and received again as it is.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <sys/socket.h>
#include <unistd.h>

#include "painting/diffusion/wire.h"

namespace {

using garden::painting::diffusion::Channel;
using garden::painting::diffusion::Message;
using std::chrono::milliseconds;

void must(bool promise) {
    if (!promise) std::abort();
}

std::array<int, 2> connected() {
    std::array<int, 2> ends{-1, -1};
    must(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    return ends;
}

void must_come_again(const Message& message) {
    const auto ends = connected();
    const Channel one(ends[0]);
    Channel other(ends[1]);
    must(one.send(message).has_value());
    const auto again = other.receive(milliseconds(1000));
    must(again && *again && (*again)->octets == message.octets);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t kMost = 65'536;  // what a socket takes at once
    if (size > kMost) return 0;
    const auto ends = connected();
    must(::write(ends[0], data, size) == static_cast<ssize_t>(size));
    ::close(ends[0]);
    Channel channel(ends[1]);
    while (true) {
        const auto message = channel.receive(milliseconds(1000));
        if (!message) return 0;
        must(message->has_value());
        must_come_again(**message);
    }
}
