#include "s3_connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <ctime>
#include <stdexcept>
#include <system_error>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/text.h"

namespace garden::bench {

namespace {

[[noreturn]] void fail_with_errno(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

std::uint64_t number(std::string_view text, int base) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

std::string encoded_query(const S3Request& request) {
    std::string text;
    for (const auto& [name, value] : request.query) {
        text += fmt::format("{}{}={}", text.empty() ? "" : "&", percent_encode_value(name),
                            percent_encode_value(value));
    }
    return text;
}

}  // namespace

S3Connection::S3Connection(const Endpoint& endpoint) : endpoint_(endpoint) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(number(endpoint.port, 10)));
    if (inet_pton(AF_INET, endpoint.host.c_str(), &address.sin_addr) != 1) {
        throw std::runtime_error("no IPv4 address: " + endpoint.host);
    }
    socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0) fail_with_errno("socket");
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        fail_with_errno("connect");
}

S3Connection::~S3Connection() {
    if (socket_ >= 0) close(socket_);
}

std::string S3Connection::head(const S3Request& request) const {
    const std::string time = net::amz_time(std::time(nullptr));
    const net::Scope scope{time.substr(0, 8), "us-east-1", "s3"};
    const std::string query = encoded_query(request);
    const net::Fields host{{"Host", endpoint_.host + ":" + endpoint_.port}};
    std::string head = fmt::format("{} {}{}{} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n{}",
                                   request.method, request.path, query.empty() ? "" : "?", query,
                                   host.front().second, request.body.size(), request.headers);
    for (const auto& [name, value] : net::sign_headers(request.method, request.path, query, host,
                                                       net::kUnsignedPayload, endpoint_.keys, scope, time)) {
        head += fmt::format("{}: {}\r\n", name, value);
    }
    return head + "\r\n";
}

void S3Connection::send(std::string_view head, std::string_view body) {
    while (!head.empty() || !body.empty()) {
        std::array<iovec, 2> pieces{
            {{const_cast<char*>(head.data()), head.size()}, {const_cast<char*>(body.data()), body.size()}}};
        const ssize_t sent = writev(socket_, pieces.data(), pieces.size());
        if (sent < 0 && errno != EINTR) fail_with_errno("the request");
        const auto done = static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
        const std::size_t of_head = std::min(done, head.size());
        head.remove_prefix(of_head);
        body.remove_prefix(done - of_head);
    }
}

void S3Connection::receive() {
    std::array<char, 16'384> buffer;
    const ssize_t got = recv(socket_, buffer.data(), buffer.size(), 0);
    if (got < 0) fail_with_errno("the answer");
    if (got == 0) throw std::runtime_error("the server hung up");
    input_.append(buffer.data(), static_cast<std::size_t>(got));
}

std::string S3Connection::read_line() {
    std::size_t end = 0;
    while ((end = input_.find("\r\n")) == std::string::npos) receive();
    std::string line = input_.substr(0, end);
    input_.erase(0, end + 2);
    return line;
}

void S3Connection::take(std::uint64_t octets, bool keep, std::string& body) {
    while (keep && input_.size() < octets) receive();
    const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(octets, input_.size()));
    if (keep) body.append(input_, 0, here);
    input_.erase(0, here);
    for (std::uint64_t left = octets - here; left > 0;) {
        // Of a TCP socket, MSG_TRUNC throws away instead of copying: tcp(7).
        const ssize_t got = recv(socket_, nullptr,
                                 static_cast<std::size_t>(std::min<std::uint64_t>(left, 1 << 20)), MSG_TRUNC);
        if (got <= 0) throw std::runtime_error("the server hung up in an answer's body");
        left -= static_cast<std::uint64_t>(got);
    }
}

S3Answer S3Connection::ask(const S3Request& request, bool keep) {
    send(head(request), request.body);
    S3Answer answer;
    const std::string status_line = read_line();
    answer.status = static_cast<unsigned>(number(std::string_view(status_line).substr(9, 3), 10));
    bool chunked = false;
    for (std::string line = read_line(); !line.empty(); line = read_line()) {
        const std::size_t colon = line.find(':');
        const std::string name = to_lower(line.substr(0, colon));
        const std::string_view value = trim(std::string_view(line).substr(std::min(colon + 1, line.size())));
        if (name == "etag") answer.etag = value;
        if (name == "content-length") answer.size = number(value, 10);
        if (name == "transfer-encoding") chunked = true;
    }
    keep = keep || answer.status >= 300;
    if (!chunked) {
        take(answer.size, keep, answer.body);
        return answer;
    }
    for (std::uint64_t size = number(read_line(), 16); size > 0; size = number(read_line(), 16)) {
        take(size, keep, answer.body);
        answer.size += size;
        read_line();
    }
    read_line();
    return answer;
}

}  // namespace garden::bench
