#include "http/transport.h"

#include <array>
#include <cerrno>
#include <exception>
#include <memory>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/log.h"

namespace garden::http {
namespace {

// After so many octets of one file the other connections of the loop get their turn.
constexpr std::uint64_t sendfile_turn = 1024 * 1024;
// What is read of a file at once to be encrypted.
constexpr std::size_t tls_file_chunk = 128 * 1024;

iovec part(std::string_view octets) { return {const_cast<char*>(octets.data()), octets.size()}; }

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

void advance(std::string_view& first, std::string_view& second, std::size_t sent) {
    const std::size_t of_first = std::min(sent, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(sent - of_first);
}

}  // namespace

void open_file(FilePart& part) {
    try {
        part.descriptor = part.open();
    } catch (const std::exception& error) {
        log::error("a part of a file cannot be opened", {{"error", error.what()}});
    }
}

Task<bool> PlainTransport::open(Watched&) {
    SocketError error;
    socket_.native_non_blocking(true, error);
    co_return !error;
}

Task<std::size_t> PlainTransport::read_some(char* data, std::size_t size) {
    SocketError error;
    const std::size_t count =
        co_await socket_.async_read_some(asio::buffer(data, size), asio::redirect_error(awaiting, error));
    co_return error ? 0 : count;
}

Task<bool> PlainTransport::wait_writable(Watched& watched, std::chrono::milliseconds timeout) {
    if (watched.aborted()) co_return false;
    watched.arm(timeout);
    SocketError error;
    co_await socket_.async_wait(Socket::wait_write, asio::redirect_error(awaiting, error));
    watched.disarm();
    co_return !error;
}

Task<bool> PlainTransport::write(Watched& watched, std::chrono::milliseconds timeout, std::string_view first,
                                 std::string_view second, bool more) {
    while (!first.empty() || !second.empty()) {
        std::array<iovec, 2> parts = {part(first), part(second)};
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = parts.size();
        const ssize_t sent =
            ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT | (more ? MSG_MORE : 0));
        if (sent >= 0) {
            advance(first, second, static_cast<std::size_t>(sent));
            continue;
        }
        if (errno == EINTR) continue;
        if (!would_block()) co_return false;
        const bool writable = co_await wait_writable(watched, timeout);
        if (!writable) co_return false;
    }
    co_return true;
}

Task<bool> PlainTransport::send_file(Watched& watched, std::chrono::milliseconds timeout,
                                     const FilePart& file) {
    const std::shared_ptr<const int> descriptor = file.descriptor;
    if (!descriptor) co_return false;
    off_t offset = static_cast<off_t>(file.offset);
    std::uint64_t left = file.length;
    std::uint64_t turn = 0;
    while (left > 0) {
        const ssize_t sent = ::sendfile(socket_.native_handle(), *descriptor, &offset,
                                        static_cast<std::size_t>(std::min(left, sendfile_turn)));
        if (sent == 0) co_return false;
        if (sent > 0) {
            left -= static_cast<std::uint64_t>(sent);
            turn += static_cast<std::uint64_t>(sent);
            if (turn >= sendfile_turn && left > 0) {
                turn = 0;
                if (watched.aborted()) co_return false;
                co_await asio::post(socket_.get_executor(), awaiting);
            }
            continue;
        }
        if (errno == EINTR) continue;
        if (!would_block()) co_return false;
        const bool writable = co_await wait_writable(watched, timeout);
        if (!writable) co_return false;
    }
    co_return true;
}

Task<void> PlainTransport::say_goodbye() {
    SocketError ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    co_return;
}

Task<bool> TlsTransport::open(Watched& watched) {
    if (watched.aborted()) co_return false;
    SocketError error;
    co_await stream_.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(awaiting, error));
    co_return !error;
}

Task<std::size_t> TlsTransport::read_some(char* data, std::size_t size) {
    SocketError error;
    const std::size_t count =
        co_await stream_.async_read_some(asio::buffer(data, size), asio::redirect_error(awaiting, error));
    co_return error ? 0 : count;
}

Task<bool> TlsTransport::write_all(Watched& watched, std::chrono::milliseconds timeout,
                                   std::string_view octets) {
    while (!octets.empty()) {
        if (watched.aborted()) co_return false;
        watched.arm(timeout);
        SocketError error;
        const std::size_t sent = co_await stream_.async_write_some(asio::buffer(octets.data(), octets.size()),
                                                                   asio::redirect_error(awaiting, error));
        watched.disarm();
        if (error) co_return false;
        octets.remove_prefix(sent);
    }
    co_return true;
}

Task<bool> TlsTransport::write(Watched& watched, std::chrono::milliseconds timeout, std::string_view first,
                               std::string_view second, bool) {
    const bool written = co_await write_all(watched, timeout, first);
    if (!written) co_return false;
    const bool both = co_await write_all(watched, timeout, second);
    co_return both;
}

Task<bool> TlsTransport::send_file(Watched& watched, std::chrono::milliseconds timeout,
                                   const FilePart& file) {
    const std::shared_ptr<const int> descriptor = file.descriptor;
    if (!descriptor) co_return false;
    const auto chunk = std::make_unique_for_overwrite<char[]>(tls_file_chunk);
    std::uint64_t offset = file.offset;
    std::uint64_t left = file.length;
    while (left > 0) {
        const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, tls_file_chunk));
        const ssize_t count = ::pread(*descriptor, chunk.get(), wanted, static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) co_return false;
        const std::string_view octets(chunk.get(), static_cast<std::size_t>(count));
        const bool written = co_await write_all(watched, timeout, octets);
        if (!written) co_return false;
        offset += octets.size();
        left -= octets.size();
    }
    co_return true;
}

Task<void> TlsTransport::say_goodbye() {
    SocketError ignored;
    co_await stream_.async_shutdown(asio::redirect_error(awaiting, ignored));
    stream_.next_layer().shutdown(Socket::shutdown_send, ignored);
}

}  // namespace garden::http
