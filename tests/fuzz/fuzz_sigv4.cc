// Requests with signatures: a target, then header fields a line each. Whatever they say, the authenticator
// answers one refusal or one identity; what our own client signs is always accepted, and not once it is
// altered.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "aws/authenticator.h"
#include "base/hash.h"
#include "base/text.h"
#include "http/target.h"
#include "net/sigv4.h"

namespace {

using garden::http::Request;
namespace net = garden::net;

// The moment and the keys of the examples in the Amazon S3 API Reference, which are among the seeds.
constexpr std::int64_t kNow = 1'369'353'600;
const net::KeyPair kKeys{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};

void must(bool promise) {
    if (!promise) std::abort();
}

bool is_name(std::string_view name) {
    return !name.empty() &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
               std::string_view::npos;
}

// False if the first line is no target.
bool read(std::string_view text, Request& request) {
    const auto lines = garden::split(text, '\n');
    if (!garden::http::parse_target(lines.front(), request)) return false;
    for (std::size_t i = 1; i < lines.size() && i < 200; ++i) {
        const std::size_t colon = std::min(lines[i].find(':'), lines[i].size());
        const std::string_view name = lines[i].substr(0, colon);
        if (!is_name(name)) continue;
        request.headers.add(std::string(name),
                            std::string(lines[i].substr(std::min(colon + 1, lines[i].size()))));
    }
    return true;
}

void check_canonical_forms(const Request& request) {
    const std::string query = net::canonical_query(request.raw_query);
    must(net::canonical_query(query) == query);
    const std::string path = net::canonical_path(request.path, net::PathRule::encoded_once);
    must(garden::percent_decode(path) == (request.path.empty() ? "/" : request.path));
    net::canonical_path(request.path, net::PathRule::normalised_twice);
}

void check_our_own_signature(const garden::aws::Authenticator& authenticator, const Request& request) {
    if (net::is_presigned(request.query)) return;
    Request ours = request;
    ours.headers.clear();
    ours.headers.add("Host", "garden");
    for (const auto& [name, value] : request.headers.all()) {
        const std::string lower = garden::to_lower(name);
        if (lower == "authorization" || lower == "x-amz-date" || lower == "x-amz-content-sha256") continue;
        ours.headers.add(name, value);
    }
    const net::Scope scope{"20130524", "us-east-1", request.path.size() % 2 == 0 ? "s3" : "personalize"};
    const auto rule = scope.service == "s3" ? net::PathRule::encoded_once : net::PathRule::normalised_twice;
    for (const auto& [name, value] :
         net::sign_headers(ours.method, ours.path, ours.raw_query, ours.headers.all(), garden::sha256_hex(""),
                           kKeys, scope, net::amz_time(kNow), rule)) {
        ours.headers.add(name, value);
    }
    must(authenticator.authenticate(ours).has_value());
    ours.method = "DELETE";
    must(!authenticator.authenticate(ours).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const garden::FakeClock clock(kNow);
    static const garden::aws::Authenticator authenticator(
        [](std::string_view name) -> garden::Result<std::optional<garden::access::AccessKey>> {
            if (name != kKeys.access_key) return std::nullopt;
            return garden::access::AccessKey{
                kKeys.access_key, kKeys.secret_key, garden::access::Permission::full, {}};
        },
        clock);
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static_cast<void>(net::parse_authorization(text));
    if (const auto seconds = net::parse_amz_time(text)) must(net::amz_time(*seconds) == text);
    Request request;
    request.method = "GET";
    if (!read(text, request)) return 0;
    const auto identity = authenticator.authenticate(request);
    if (identity) {
        must(identity->access_key == kKeys.access_key);
    } else {
        must(identity.error().status >= 400 && !identity.error().code.empty());
        for (const auto& [name, value] : identity.error().details) {
            must(value.find(kKeys.secret_key) == std::string::npos ||
                 text.find(kKeys.secret_key) != text.npos);
        }
    }
    // What is refused before the body is there would not have passed with it.
    must(!authenticator.refuse_early(request) ||
         !authenticator.authenticate(request, garden::sha256_hex("")));
    check_canonical_forms(request);
    check_our_own_signature(authenticator, request);
    return 0;
}
