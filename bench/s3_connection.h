#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/sigv4.h"

namespace garden::bench {

// Who asks, and whom.
struct Endpoint {
    std::string host;  // an IPv4 address
    std::string port;
    net::KeyPair keys;
};

struct S3Request {
    std::string method;
    std::string path;                                        // of characters that need no encoding
    std::vector<std::pair<std::string, std::string>> query;  // by name; not encoded
    std::string headers = {};                                // further ones, whole lines; not signed
    std::string_view body = {};
};

struct S3Answer {
    unsigned status = 0;
    std::string etag;        // as it came, in quotes
    std::uint64_t size = 0;  // of the body
    std::string body;        // unless it was thrown away
};

// One kept-alive HTTP/1.1 connection to an S3 server, which signs with SigV4 and UNSIGNED-PAYLOAD. Cheap, so
// that the server is what is measured: blocking, one write for a request, and bodies that nobody wants are
// thrown away by the kernel. Throws std::runtime_error. One thread at a time.
class S3Connection {
  public:
    explicit S3Connection(const Endpoint& endpoint);
    ~S3Connection();
    S3Connection(const S3Connection&) = delete;
    S3Connection& operator=(const S3Connection&) = delete;

    // `keep`: whether the answer's body is wanted.
    S3Answer ask(const S3Request& request, bool keep);

  private:
    std::string head(const S3Request& request) const;
    void send(std::string_view head, std::string_view body);
    void receive();  // appends to input_
    std::string read_line();
    void take(std::uint64_t octets, bool keep, std::string& body);

    Endpoint endpoint_;
    int socket_ = -1;
    std::string input_;  // what came and is not used yet
};

}  // namespace garden::bench
