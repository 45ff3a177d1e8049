#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/administrators.h"
#include "access/rate_limiter.h"
#include "http/server.h"
#include "net/ip_network.h"

namespace garden::api {

struct GateOptions {
    std::string public_url = {};                    // scheme and host, or empty
    std::vector<std::string> allowed_hosts = {};    // beside loopback, addresses and the machine's own name
    std::vector<std::string> allowed_origins = {};  // CORS
    std::vector<std::string> trusted_proxies = {};  // as net::IpNetwork reads them
    double emotion_per_minute = 0;                  // 0: no limit
    double like_per_minute = 0;
};

// Whether everybody may call this, without being an administrator (design.md, "The command line").
bool is_open(std::string_view method, std::string_view path);

// "host" of "host:8080", "[::1]:8080" and "host"; lower case.
std::string host_name(std::string_view authority);
// localhost, *.localhost, 127.0.0.0/8 and ::1.
bool is_loopback_name(std::string_view host);

// Who may pass: sees every request before its body is read. Thread-safe.
//
// - A request is local when it came to a loopback listener, for a loopback Host, through no proxy. Local
// requests need no
//   login: whoever can make them can read the data folder too.
// - A page of another site may not change anything: with an Origin header, that must be this server's own
// origin under a
//   name it knows (so that DNS rebinding does not help) or one of allowed_origins.
// - What is not open wants a session cookie or a bearer token.
// - /emotion, /like, /api/v1/events and logins are limited by address; local requests are not.
class Gate {
  public:
    Gate(GateOptions options, access::Administrators& administrators, const Clock& clock);

    // The answer that ends the request, or nothing: it goes on with needs_authorization().
    std::optional<http::Response> check(const http::Request& request);
    // Whether it goes on with authorize(): where only an administrator may make it.
    bool needs_authorization(const http::Request& request) const;
    // As check(), by whether an administrator makes it, which the catalog knows; nothing: it goes ahead.
    std::optional<http::Response> authorize(const http::Request& request) const;

    // These three and decorate(), as a server asks them; the gate must outlive it.
    http::Filters filters();

    // Adds security headers, and CORS headers for allowed origins.
    void decorate(const http::Request& request, http::Response& response) const;

    // By names that other servers know them by.
    std::map<std::string, access::RateLimiter*> limiters() {
        return {{"photos", &photos_}, {"events", &events_}, {"logins", &logins_}};
    }

    // "https://garden.example": how the client reaches this server; public_url where it is set.
    std::string base_url(const http::Request& request) const;

    // Through TLS, here or at a trusted proxy.
    bool is_secure(const http::Request& request) const;

  private:
    // "garden.example:8080": the name that the client asked for, by the Host header or a trusted proxy's
    // word.
    std::string_view authority(const http::Request& request) const;
    bool is_local(const http::Request& request) const;
    bool is_known_host(std::string_view host) const;
    bool is_own_origin(const http::Request& request, std::string_view origin) const;
    bool is_allowed_origin(std::string_view origin) const;
    bool is_trusted_proxy(std::string_view address) const;
    bool from_trusted_proxy(const http::Request& request) const;
    Result<bool> is_administrator(const http::Request& request) const;
    std::string client_address(const http::Request& request) const;
    std::optional<http::Response> check_origin(const http::Request& request) const;
    std::optional<http::Response> check_rate(const http::Request& request);

    const GateOptions options_;
    const std::string machine_name_;
    const std::vector<net::IpNetwork> trusted_proxies_;
    access::Administrators& administrators_;
    access::RateLimiter photos_;
    access::RateLimiter events_;
    access::RateLimiter logins_;
};

// The session's secret in the request's cookies, or "".
std::string_view session_cookie(const http::Request& request);
inline constexpr std::string_view kSessionCookie = "garden_session";

}  // namespace garden::api
