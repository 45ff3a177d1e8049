#include "painting/diffusion/wire.h"

#include <algorithm>
#include <cerrno>
#include <vector>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace garden::painting::diffusion {
namespace {

constexpr std::size_t kPrefix = 8;
constexpr std::size_t kRead = std::size_t{1} << 18U;
constexpr std::chrono::seconds kSendLimit(5);  // without an octet taken
constexpr std::chrono::milliseconds kLook(50);

using Clock = std::chrono::steady_clock;

void put_number(Bytes& out, std::size_t number) {
    for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>((number >> shift) & 0xffU);
}

std::size_t number_at(BytesView octets, std::size_t at) {
    std::size_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number |= std::size_t{static_cast<unsigned char>(octets[at + i])} << (8 * i);
    return number;
}

Result<> send_all(int descriptor, BytesView octets, const std::stop_token& stop) {
    auto until = Clock::now() + kSendLimit;
    while (!octets.empty()) {
        const ssize_t sent = ::send(descriptor, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            octets.remove_prefix(static_cast<std::size_t>(sent));
            until = Clock::now() + kSendLimit;
            continue;
        }
        if (sent < 0 && errno == EINTR) continue;
        if ((sent < 0 && errno != EAGAIN) || Clock::now() > until)
            return fail(ErrorCode::unavailable, "the other program takes no message");
        if (stop.stop_requested()) return fail(ErrorCode::cancelled, "stopped while a message was sent");
        pollfd waiting{.fd = descriptor, .events = POLLOUT, .revents = 0};
        ::poll(&waiting, 1, static_cast<int>(kLook.count()));
    }
    return {};
}

}  // namespace

Channel::Channel(int descriptor) : descriptor_(descriptor) {}
Channel::~Channel() { ::close(descriptor_); }

Result<> Channel::send(const Message& message, const std::stop_token& stop) const {
    // Whatever a model or its file says of itself, it is sent as UTF-8.
    const std::string head = message.head.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (head.size() > kMostHead || message.octets.size() > kMostOctets)
        return fail(ErrorCode::too_large, "a message is larger than the protocol allows");
    Bytes frame;
    frame.reserve(kPrefix + head.size());
    put_number(frame, head.size());
    put_number(frame, message.octets.size());
    frame += head;
    if (auto sent = send_all(descriptor_, frame, stop); !sent) return sent;
    return send_all(descriptor_, message.octets, stop);
}

std::optional<Result<Message>> Channel::first_message() {
    if (read_.size() < kPrefix) return std::nullopt;
    const std::size_t head = number_at(read_, 0);
    const std::size_t octets = number_at(read_, 4);
    const auto corrupt = [] { return fail(ErrorCode::corrupt, "what the other program says is no message"); };
    if (head > kMostHead || octets > kMostOctets) return corrupt();
    if (read_.size() < kPrefix + head + octets) return std::nullopt;
    Message message{nlohmann::json::parse(read_.substr(kPrefix, head), nullptr, false),
                    read_.substr(kPrefix + head, octets)};
    read_.erase(0, kPrefix + head + octets);
    if (read_.empty()) read_ = {};  // a picture's memory is not kept
    if (!message.head.is_object() || !message.head.value("type", nlohmann::json()).is_string())
        return corrupt();
    return message;
}

Result<std::optional<Message>> Channel::receive(std::optional<std::chrono::milliseconds> most) {
    const auto until = Clock::now() + most.value_or(std::chrono::milliseconds(0));
    while (true) {
        if (auto message = first_message()) {
            if (!*message) return std::unexpected(message->error());
            return std::move(**message);
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
        pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
        const int limit = most ? static_cast<int>(std::max<std::int64_t>(0, left.count())) : -1;
        const int ready = ::poll(&waiting, 1, limit);
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0) return fail(ErrorCode::unavailable, "the other program cannot be heard");
        if (ready == 0) return std::nullopt;
        std::vector<char> buffer(kRead);
        const ssize_t got = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            return fail(got == 0 && read_.empty() ? ErrorCode::not_found : ErrorCode::unavailable,
                        "the other program is gone");
        }
        read_.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace garden::painting::diffusion
