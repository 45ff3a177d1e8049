#include "api/gate.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "api/errors.h"
#include "base/process.h"
#include "base/text.h"

namespace garden::api {
namespace {

constexpr double kLoginsPerMinute = 10;
constexpr std::string_view kDisplays = "/api/v1/displays/";

// What our own pages may do. `blob:` shows the photo that was just taken.
constexpr std::string_view kContentPolicy =
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; base-uri "
    "'none'; "
    "form-action 'self'; frame-ancestors 'none'";

bool is_forwarded(const http::Request& request) {
    return std::ranges::any_of(request.headers.all(), [](const auto& field) {
        const std::string name = to_lower(field.first);
        return name == "forwarded" || name.starts_with("x-forwarded") || name == "via" || name == "x-real-ip";
    });
}

// IPv4 and IPv6 literals: no name that a foreign DNS server could point elsewhere.
bool is_address(std::string_view host) {
    if (host.find(':') != std::string_view::npos) return true;
    return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_safe_method(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

std::string_view without_scheme(std::string_view origin) {
    const std::size_t at = origin.find("://");
    return at == std::string_view::npos ? std::string_view{} : origin.substr(at + 3);
}

bool wants_page(const http::Request& request) {
    return request.method == "GET" &&
           request.headers.get("Accept").find("text/html") != std::string_view::npos;
}

// What one client can be expected to hold: an IPv4 address, or the /64 that a provider gives to each customer
// (RFC 6177).
std::string network_of(const std::string& address) {
    in6_addr octets{};
    if (inet_pton(AF_INET6, address.c_str(), &octets) != 1) return address;
    return to_hex({reinterpret_cast<const char*>(octets.s6_addr), 8}) + "/64";
}

std::string target_of(const http::Request& request) {
    return request.raw_query.empty() ? request.raw_path : request.raw_path + "?" + request.raw_query;
}

std::vector<net::IpNetwork> networks_of(const std::vector<std::string>& texts) {
    std::vector<net::IpNetwork> networks;
    for (const std::string& text : texts) {
        if (const auto network = net::IpNetwork::parse(text)) networks.push_back(*network);
    }
    return networks;
}

http::Response login_needed(const http::Request& request) {
    if (wants_page(request)) {
        http::Response response = http::text_response(303, "Log in first.");
        response.headers.set("Location", "/login?next=" + percent_encode_value(target_of(request)));
        return response;
    }
    return error_response(
        {ErrorCode::unauthenticated,
         "this needs an administrator: log in at /login, or send a token as Authorization: Bearer …"});
}

// A screen on a wall has nobody who could log in: it may see what its zone shows, which GET of display/ tells
// everybody anyway, and say that it is there, which gives it nothing and is limited in rate, size and number.
bool is_for_screens(std::string_view method, std::string_view path) {
    if (!path.starts_with(kDisplays)) return false;
    const auto parts = split(path.substr(kDisplays.size()), '/');
    if (method == "POST") return parts.size() == 3 && parts[1] == "screens";
    return is_safe_method(method) && (parts.size() == 1 || (parts.size() == 2 && parts[1] == "events"));
}

// What counts against like_per_minute: everything small that anybody may have written down.
bool is_event(const http::Request& request) {
    return request.path == "/like" || request.path == "/api/v1/events" || request.path == "/api/v1/forget" ||
           (request.method == "POST" && request.path.starts_with(kDisplays));
}

void allow_origin(http::Response& response, std::string_view origin) {
    response.headers.set("Access-Control-Allow-Origin", std::string(origin));
    response.headers.add("Vary", "Origin");
}

}  // namespace

bool is_open(std::string_view method, std::string_view path) {
    if (is_for_screens(method, path)) return true;
    constexpr std::array<std::string_view, 10> exact = {
        "/",     "/login",         "/emotion",       "/garden", "/gardenfromDB",
        "/like", "/api/v1/events", "/api/v1/forget", "/image",  "/healthz"};
    if (std::ranges::find(exact, path) != exact.end() || path == "/api/v1/session") return true;
    if (method != "GET" && method != "HEAD" && method != "OPTIONS") return false;
    if (path.starts_with("/assets/") || path.starts_with("/html/") || path.starts_with("/emotions/") ||
        path.starts_with("/display/") || path == "/screen" || path.starts_with("/screen/") ||
        path == "/api/v1/kiosk")
        return true;
    const bool at_root = path.find('/', 1) == std::string_view::npos;
    return at_root && (path.ends_with(".jpeg") || path.ends_with(".jpg") || path.ends_with(".png") ||
                       path == "/favicon.ico" || path == "/favicon.svg");
}

std::string host_name(std::string_view authority) {
    if (authority.starts_with('[')) return to_lower(authority.substr(1, authority.find(']') - 1));
    return to_lower(authority.substr(0, authority.rfind(':')));
}

bool is_loopback_name(std::string_view host) {
    if (host == "localhost" || host.ends_with(".localhost") || host == "::1") return true;
    return host.starts_with("127.") && is_address(host);
}

std::string_view session_cookie(const http::Request& request) {
    for (const std::string_view pair : split(request.headers.get("Cookie"), ';')) {
        const std::string_view cookie = trim(pair);
        if (cookie.starts_with(kSessionCookie) && cookie.substr(kSessionCookie.size()).starts_with('=')) {
            return cookie.substr(kSessionCookie.size() + 1);
        }
    }
    return {};
}

Gate::Gate(GateOptions options, access::Administrators& administrators, const Clock& clock)
    : options_(std::move(options)),
      machine_name_(to_lower(garden::machine_name())),
      trusted_proxies_(networks_of(options_.trusted_proxies)),
      administrators_(administrators),
      photos_(options_.emotion_per_minute, clock),
      events_(options_.like_per_minute, clock),
      logins_(kLoginsPerMinute, clock) {}

std::optional<http::Response> Gate::check(const http::Request& request) {
    if (request.headers.get("Host").find_first_of("\"\\<>/ ") != std::string_view::npos) {
        return error_response({ErrorCode::invalid_argument, "the Host header is not a host name"});
    }
    if (auto refused = check_origin(request)) return refused;
    if (is_local(request)) return std::nullopt;
    if (auto refused = check_rate(request)) return refused;
    const bool knocks = request.headers.has("Authorization") || !session_cookie(request).empty();
    return needs_authorization(request) && !knocks ? std::optional(login_needed(request)) : std::nullopt;
}

bool Gate::needs_authorization(const http::Request& request) const {
    return !is_local(request) && !is_open(request.method, request.path);
}

std::optional<http::Response> Gate::authorize(const http::Request& request) const {
    const auto known = is_administrator(request);
    if (!known) return json_error_response(known.error());
    return *known ? std::nullopt : std::optional(login_needed(request));
}

http::Filters Gate::filters() {
    return {
        .before = [this](const http::Request& request) { return check(request); },
        .needs_authorization = [this](const http::Request& request) { return needs_authorization(request); },
        .authorize = [this](const http::Request& request) { return authorize(request); },
        .after = [this](const http::Request& request,
                        http::Response& response) { decorate(request, response); },
        .observe = {}};
}

std::optional<http::Response> Gate::check_origin(const http::Request& request) const {
    const std::string_view origin = request.headers.get("Origin");
    if (origin.empty()) return std::nullopt;
    if (is_allowed_origin(origin)) {
        if (request.method != "OPTIONS") return std::nullopt;
        http::Response preflight;
        preflight.status = 204;
        preflight.headers.set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE");
        preflight.headers.set("Access-Control-Allow-Headers", "Content-Type, X-User-Id, Authorization");
        preflight.headers.set("Access-Control-Max-Age", "600");
        return preflight;
    }
    if (is_safe_method(request.method) || is_own_origin(request, origin)) return std::nullopt;
    return error_response(
        {ErrorCode::forbidden,
         fmt::format("pages of {} may not call this server: if they should, add that origin to "
                     "allowed_origins; if it is a name of this server, add it to allowed_hosts",
                     origin)});
}

std::optional<http::Response> Gate::check_rate(const http::Request& request) {
    access::RateLimiter* limiter = request.path == "/emotion"                                      ? &photos_
                                   : is_event(request)                                             ? &events_
                                   : request.path == "/api/v1/session" && request.method == "POST" ? &logins_
                                                                                                   : nullptr;
    if (limiter == nullptr) return std::nullopt;
    const auto wait = limiter->take(network_of(client_address(request)));
    if (!wait) return std::nullopt;
    http::Response response = http::text_response(
        429, fmt::format("Too many requests from your address: try again in {} seconds.", wait->count()));
    response.headers.set("Retry-After", fmt::to_string(wait->count()));
    return response;
}

void Gate::decorate(const http::Request& request, http::Response& response) const {
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Referrer-Policy", "same-origin");
    response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
    // An operator's own pages under /html/ bring their own scripts: their handler sets a policy of its own.
    if (!response.headers.has("Content-Security-Policy")) {
        response.headers.set("Content-Security-Policy", std::string(kContentPolicy));
        response.headers.set("X-Frame-Options", "DENY");
        response.headers.set("Permissions-Policy", "camera=(self), microphone=(), geolocation=()");
    }
    const std::string_view origin = request.headers.get("Origin");
    if (!origin.empty() && is_allowed_origin(origin)) allow_origin(response, origin);
}

std::string Gate::base_url(const http::Request& request) const {
    if (!options_.public_url.empty()) return options_.public_url;
    const std::string_view name = authority(request);
    return fmt::format("{}://{}", is_secure(request) ? "https" : "http", name.empty() ? "localhost" : name);
}

std::string_view Gate::authority(const http::Request& request) const {
    const bool told_by_proxy = from_trusted_proxy(request) && request.headers.has("X-Forwarded-Host");
    return request.headers.get(told_by_proxy ? "X-Forwarded-Host" : "Host");
}

bool Gate::is_secure(const http::Request& request) const {
    return request.secure ||
           (from_trusted_proxy(request) && request.headers.get("X-Forwarded-Proto") == "https");
}

bool Gate::is_local(const http::Request& request) const {
    return request.local_listener && !is_forwarded(request) && !from_trusted_proxy(request) &&
           is_loopback_name(host_name(request.headers.get("Host")));
}

bool Gate::is_known_host(std::string_view host) const {
    if (is_loopback_name(host) || is_address(host)) return true;
    if (!machine_name_.empty() && (host == machine_name_ || host == machine_name_ + ".local")) return true;
    if (host == host_name(without_scheme(options_.public_url))) return !options_.public_url.empty();
    return std::ranges::any_of(options_.allowed_hosts,
                               [&](const std::string& name) { return to_lower(name) == host; });
}

bool Gate::is_own_origin(const http::Request& request, std::string_view origin) const {
    if (!options_.public_url.empty() && origin == options_.public_url) return true;
    const std::string_view name = without_scheme(origin);
    return name == authority(request) && is_known_host(host_name(name));
}

bool Gate::is_allowed_origin(std::string_view origin) const {
    return std::ranges::find(options_.allowed_origins, origin) != options_.allowed_origins.end();
}

bool Gate::is_trusted_proxy(std::string_view address) const {
    return std::ranges::any_of(trusted_proxies_,
                               [&](const net::IpNetwork& network) { return network.contains(address); });
}

bool Gate::from_trusted_proxy(const http::Request& request) const {
    return is_trusted_proxy(request.peer_address);
}

Result<bool> Gate::is_administrator(const http::Request& request) const {
    constexpr std::string_view scheme = "bearer ";
    const std::string_view authorization = request.headers.get("Authorization");
    if (to_lower(authorization.substr(0, scheme.size())) == scheme) {
        return administrators_.is_token(trim(authorization.substr(scheme.size())));
    }
    const std::string_view session = session_cookie(request);
    return session.empty() ? Result<bool>(false) : administrators_.is_session(session);
}

std::string Gate::client_address(const http::Request& request) const {
    if (!from_trusted_proxy(request)) return request.peer_address;
    // Each proxy adds whom it was asked by, so the last that is no proxy of ours is the client; what stands
    // before it is the client's word.
    std::string client = request.peer_address;
    const auto hops = split(request.headers.get("X-Forwarded-For"), ',');
    for (auto hop = hops.rbegin(); hop != hops.rend() && is_trusted_proxy(client); ++hop) {
        const std::string_view address = trim(*hop);
        if (address.empty()) break;
        client = address;
    }
    return client;
}

}  // namespace garden::api
