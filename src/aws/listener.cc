#include "aws/listener.h"

#include <memory>
#include <utility>

#include "aws/refusals.h"
#include "base/text.h"

namespace garden::aws {
namespace {

// Keeps the identity for as long as the service's sink may ask for it.
class KeepingSink final : public http::BodySink {
  public:
    KeepingSink(std::unique_ptr<const Identity> identity, std::unique_ptr<http::BodySink> sink)
        : identity_(std::move(identity)), sink_(std::move(sink)) {}

    std::optional<http::Response> add(std::string_view octets) override { return sink_->add(octets); }
    http::Response finish(const http::Headers& trailers) override { return sink_->finish(trailers); }

  private:
    std::unique_ptr<const Identity> identity_;  // outlives the sink
    std::unique_ptr<http::BodySink> sink_;
};

// S3's code for a status that the server answered by itself.
std::string_view code_of(unsigned status) {
    switch (status) {
        case 400:
            return "BadRequest";
        case 403:
            return "AccessDenied";
        case 404:
            return "NoSuchKey";
        case 405:
            return "MethodNotAllowed";
        case 408:
            return "RequestTimeout";
        case 413:
            return "EntityTooLarge";
        case 431:
            return "RequestHeaderSectionTooLarge";
        case 501:
            return "NotImplemented";
        case 503:
            return "SlowDown";
        default:
            return status < 500 ? "InvalidRequest" : "InternalError";
    }
}

bool is_servers_own(const http::Response& response) {
    return response.status >= 400 && response.headers.get("Content-Type").starts_with("text/plain") &&
           std::holds_alternative<Bytes>(response.body);
}

// In the service's format; Allow, Retry-After and the like stay.
http::Response translated(const http::Request& request, const http::Response& response,
                          const Service& service) {
    Refusal refusal{response.status,
                    std::string(code_of(response.status)),
                    std::string(trim(std::get<Bytes>(response.body))),
                    {}};
    http::Response answer = service.refuse(request, refusal);
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

http::Admission Listener::handle(const http::Request& request) const {
    const Service& s3 = services_.at("s3");
    auto authenticated = authenticator_.authenticate(request);
    if (!authenticated) return s3.refuse(request, authenticated.error());
    const auto service = services_.find(authenticated->service);
    if (service == services_.end()) {
        return s3.refuse(
            request, {403, "SignatureDoesNotMatch", "Credential should be scoped to correct service.", {}});
    }
    auto identity = std::make_unique<const Identity>(std::move(*authenticated));
    auto admission = service->second.handle(request, *identity);
    if (auto* response = std::get_if<http::Response>(&admission)) return std::move(*response);
    return std::make_unique<KeepingSink>(std::move(identity),
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
        return services_.at("s3").refuse(request, *refusal);
    };
    filters.after = [this](const http::Request& request, http::Response& response) {
        if (is_servers_own(response)) response = translated(request, response, services_.at("s3"));
        response.headers.set("x-amz-request-id", request_id(request));
        response.headers.set("x-amz-id-2", std::string(kHostId));
    };
    return filters;
}

std::string request_id(const http::Request& request) { return request.id; }

}  // namespace garden::aws
