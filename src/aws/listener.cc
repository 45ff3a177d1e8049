#include "aws/listener.h"

#include <algorithm>
#include <array>
#include <expected>
#include <memory>
#include <utility>

#include "aws/documents.h"
#include "aws/refusals.h"
#include "base/text.h"
#include "net/sigv4.h"

namespace garden::aws {
namespace {

// Keeps what the service's sink may ask for.
class KeepingSink final : public http::BodySink {
  public:
    // `request` is null where the service saw the client's own.
    KeepingSink(std::unique_ptr<const Identity> identity, std::unique_ptr<const http::Request> request,
                std::unique_ptr<http::BodySink> sink)
        : identity_(std::move(identity)), request_(std::move(request)), sink_(std::move(sink)) {}

    std::optional<http::Response> add(std::string_view octets) override { return sink_->add(octets); }
    http::Response finish(const http::Headers& trailers) override { return sink_->finish(trailers); }

  private:
    std::unique_ptr<const Identity> identity_;  // outlives the sink, as does the request
    std::unique_ptr<const http::Request> request_;
    std::unique_ptr<http::BodySink> sink_;
};

// --- header fields in the query

constexpr std::array<std::string_view, 8> kSignatureParameters = {
    "x-amz-algorithm",     "x-amz-credential", "x-amz-date",           "x-amz-expires",
    "x-amz-signedheaders", "x-amz-signature",  "x-amz-security-token", "x-amz-content-sha256"};

// `lower` is the name of a parameter in lower case.
bool is_hoisted(std::string_view lower) {
    return lower.starts_with("x-amz-") &&
           std::ranges::find(kSignatureParameters, lower) == kSignatureParameters.end();
}

// Whether the parser of a header would have taken it: decoded, a parameter may hold anything.
bool is_field(std::string_view lower, std::string_view value) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";  // RFC 9110 5.6.2
    return std::ranges::all_of(lower,
                               [&](char c) {
                                   return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                                          marks.contains(c);
                               }) &&
           std::ranges::none_of(value, [](char c) {
               const auto octet = static_cast<unsigned char>(c);
               return (octet < 0x20 && octet != '\t') || octet == 0x7F;
           });
}

// The request with the header fields of its query in its header; null where it has none there.
std::expected<std::unique_ptr<const http::Request>, Refusal> with_hoisted(const http::Request& request) {
    std::unique_ptr<http::Request> whole;
    for (const auto& [name, value] : request.query) {
        const std::string lower = to_lower(name);
        if (!is_hoisted(lower)) continue;
        if (!whole) whole = std::make_unique<http::Request>(request);
        if (!is_field(lower, value)) {
            return refuse(400, "InvalidArgument",
                          "A query parameter cannot be the header field that it stands for.",
                          {{"ArgumentName", name}});
        }
        if (whole->headers.has(lower)) {
            return refuse(400, "InvalidArgument",
                          "A header field must be given once only, in the header or in the query.",
                          {{"ArgumentName", name}});
        }
        whole->headers.add(lower, std::string(trim(value)));
    }
    return whole;
}

// --- whose a request is

// The service of the credential scope, or "".
std::string claimed_service(const http::Request& request) {
    if (request.headers.has("Authorization")) {
        const auto claim = net::parse_authorization(request.headers.get("Authorization"));
        return claim ? claim->scope.service : std::string();
    }
    if (!net::is_presigned(request.query)) return {};
    const auto presigned = net::parse_presigned(request.query);
    return presigned ? presigned->claim.scope.service : std::string();
}

// --- what the server answered by itself

// S3's status and code for the server's.
std::pair<unsigned, std::string_view> in_s3(unsigned status) {
    switch (status) {
        case 400:
            return {400, "BadRequest"};
        case 403:
            return {403, "AccessDenied"};
        case 404:
            return {404, "NoSuchKey"};
        case 405:
            return {405, "MethodNotAllowed"};
        case 408:
            return {400, "RequestTimeout"};
        case 413:
            return {400, "EntityTooLarge"};
        case 431:
            return {400, "RequestHeaderSectionTooLarge"};
        case 501:
            return {501, "NotImplemented"};
        case 503:
            return {503, "SlowDown"};
        default:
            return {status, status < 500 ? "InvalidRequest" : "InternalError"};
    }
}

bool is_servers_own(const http::Response& response) {
    return response.status >= 400 && response.headers.get("Content-Type").starts_with("text/plain") &&
           std::holds_alternative<Bytes>(response.body);
}

http::Response refuse_by(const std::variant<Service, DocumentService>& service, const http::Request& request,
                         const Refusal& refusal) {
    return std::visit([&](const auto& one) { return one.refuse(request, refusal); }, service);
}

// In the service's format; Allow, Retry-After and the like stay.
http::Response translated(const http::Request& request, const http::Response& response,
                          const std::variant<Service, DocumentService>& service) {
    const auto [status, code] = in_s3(response.status);
    const Refusal refusal{status, std::string(code), std::string(trim(std::get<Bytes>(response.body))), {}};
    http::Response answer = refuse_by(service, request, refusal);
    for (const auto& [name, value] : response.headers.all()) {
        if (!answer.headers.has(name)) answer.headers.add(name, value);
    }
    return answer;
}

// A preflight request carries no signature. No bucket here has a CORS configuration, and S3 says so.
std::optional<Refusal> preflight(const http::Request& request) {
    if (request.method != "OPTIONS") return std::nullopt;
    if (!request.headers.has("Origin")) {
        return Refusal{400, "BadRequest", "Insufficient information. Origin request header needed.", {}};
    }
    return Refusal{403, "AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.", {}};
}

}  // namespace

void Listener::add(std::string name, Service service) {
    services_.insert_or_assign(std::move(name), std::move(service));
}

void Listener::add(std::string name, DocumentService service) {
    services_.insert_or_assign(std::move(name), std::move(service));
}

auto Listener::claimed(const http::Request& request) const -> const AnyService& {
    const auto by_scope = services_.find(claimed_service(request));
    if (by_scope != services_.end()) return by_scope->second;
    const std::string_view target = request.headers.get("X-Amz-Target");
    for (const auto& [name, service] : services_) {
        const auto* documents = std::get_if<DocumentService>(&service);
        if (documents != nullptr && !documents->target.empty() && target.starts_with(documents->target + '.'))
            return service;
    }
    return services_.find("s3")->second;
}

http::Admission Listener::handle(const http::Request& request) const {
    const AnyService& service = claimed(request);
    if (const std::string scope = claimed_service(request); !scope.empty() && !services_.contains(scope)) {
        return refuse_by(
            service, request,
            {403, "SignatureDoesNotMatch", "Credential should be scoped to correct service.", {}});
    }
    if (const auto* documents = std::get_if<DocumentService>(&service)) {
        return handle_document(request, *documents);
    }
    return handle_stream(request, std::get<Service>(service));
}

http::Admission Listener::handle_document(const http::Request& request,
                                          const DocumentService& service) const {
    // In the query a signature is of S3 alone.
    if (!request.headers.has("Authorization")) {
        return service.refuse(request, {403, "AccessDenied", "Access Denied", {}});
    }
    if (const auto refusal = authenticator_.refuse_early(request)) return service.refuse(request, *refusal);
    return std::make_unique<DocumentSink>(request, service, authenticator_, documents_);
}

http::Admission Listener::handle_stream(const http::Request& request, const Service& service) const {
    auto authenticated = authenticator_.authenticate(request);
    if (!authenticated) return service.refuse(request, authenticated.error());
    auto identity = std::make_unique<const Identity>(std::move(*authenticated));
    std::unique_ptr<const http::Request> whole;
    if (identity->presigned) {
        auto hoisted = with_hoisted(request);
        if (!hoisted) return service.refuse(request, hoisted.error());
        whole = std::move(*hoisted);
    }
    auto admission = service.handle(whole ? *whole : request, *identity);
    if (auto* response = std::get_if<http::Response>(&admission)) return std::move(*response);
    return std::make_unique<KeepingSink>(std::move(identity), std::move(whole),
                                         std::move(std::get<std::unique_ptr<http::BodySink>>(admission)));
}

void Listener::add_routes(http::Router& router, std::size_t body_limit) const {
    for (const char* method : {"GET", "PUT", "POST", "DELETE"}) {
        http::Route route{method, "/*", {}, body_limit};
        route.stream = [this](const http::Request& request) { return handle(request); };
        router.add(std::move(route));
    }
}

http::Filters Listener::filters() const {
    http::Filters filters;
    filters.before = [this](const http::Request& request) -> std::optional<http::Response> {
        const auto refusal = preflight(request);
        if (!refusal) return std::nullopt;
        return refuse_by(services_.at("s3"), request, *refusal);
    };
    filters.after = [this](const http::Request& request, http::Response& response) {
        const AnyService& service = claimed(request);
        if (is_servers_own(response)) response = translated(request, response, service);
        if (response.status == 503 && !response.headers.has("Retry-After"))
            response.headers.set("Retry-After", "1");
        if (std::holds_alternative<DocumentService>(service)) {
            response.headers.set("x-amzn-RequestId", request_id(request));
        } else {
            response.headers.set("x-amz-request-id", request_id(request));
            response.headers.set("x-amz-id-2", std::string(kHostId));
        }
    };
    return filters;
}

std::string request_id(const http::Request& request) { return request.id; }

}  // namespace garden::aws
