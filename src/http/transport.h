// Of this room alone: how octets go over a socket, plain or with TLS. Both classes have the same members:
//   open()       what comes before the first request
//   read_some()  at least one octet; 0 at the end of the stream, on an error and on a time-out
//   write()      both parts, all of them; `more` says that octets follow at once. False: the client is gone
//   or too slow
//   send_file()  a part of a file. False also where the file is shorter than it was said to be
//   say_goodbye()  tells the client that nothing more comes
// `watched` times every wait; time-outs are without a single octet.
#pragma once

#include <boost/asio/ssl/stream.hpp>

#include "http/loop.h"

namespace garden::http {

// Opens a part that is not open yet, which may take long; it stays closed where that fails.
void open_file(FilePart& part);

class PlainTransport {
  public:
    static constexpr bool secure = false;

    PlainTransport(Shared&, Socket socket) : socket_(std::move(socket)) {}
    Socket& socket() { return socket_; }

    Task<bool> open(Watched& watched);
    Task<std::size_t> read_some(char* data, std::size_t size);
    Task<bool> write(Watched& watched, std::chrono::milliseconds timeout, std::string_view first,
                     std::string_view second, bool more);
    Task<bool> send_file(Watched& watched, std::chrono::milliseconds timeout, const FilePart& file);
    Task<void> say_goodbye();

  private:
    Task<bool> wait_writable(Watched& watched, std::chrono::milliseconds timeout);

    Socket socket_;
};

class TlsTransport {
  public:
    static constexpr bool secure = true;

    TlsTransport(Shared& shared, Socket socket) : stream_(std::move(socket), *shared.tls) {}
    Socket& socket() { return stream_.next_layer(); }

    Task<bool> open(Watched& watched);
    Task<std::size_t> read_some(char* data, std::size_t size);
    Task<bool> write(Watched& watched, std::chrono::milliseconds timeout, std::string_view first,
                     std::string_view second, bool more);
    Task<bool> send_file(Watched& watched, std::chrono::milliseconds timeout, const FilePart& file);
    Task<void> say_goodbye();

  private:
    Task<bool> write_all(Watched& watched, std::chrono::milliseconds timeout, std::string_view octets);

    asio::ssl::stream<Socket> stream_;
};

}  // namespace garden::http
