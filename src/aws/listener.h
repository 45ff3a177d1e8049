#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "aws/authenticator.h"
#include "http/body_limits.h"
#include "http/router.h"
#include "http/server.h"

namespace garden::aws {

// x-amz-id-2 of every answer, and HostId of its error: what it told of a host in Amazon's cloud is of no use
// here.
inline constexpr std::string_view kHostId = "emotion-garden";

// Octets of documents that are held at once; who comes while there are more is told SlowDown.
inline constexpr std::size_t kDocumentBudget = std::size_t{128} * 1024 * 1024;

// One AWS service behind the listener, which takes the body of a request piece by piece.
struct Service {
    // Called on a worker when the signature of the header is right. The identity and the request live until
    // the sink that this returns is gone. The request's header has what a presigned URL says of it, too.
    std::function<http::Admission(const http::Request&, const Identity&)> handle;
    // An error in the service's own format.
    std::function<http::Response(const http::Request&, const Refusal&)> refuse;
};

// One whose requests are documents: each is held whole, within the limit, and verified before the service
// sees it. Its clients sign the hash of the body, and may say it; the body unsigned or in chunks is S3's
// alone. Its answers carry their id as x-amzn-RequestId.
struct DocumentService {
    std::string target;  // X-Amz-Target begins with it and a dot: "RekognitionService"; empty: none does
    std::size_t body_limit = 0;  // octets; a longer body is refused as EntityTooLarge, 400
    // Called on a worker when all that the signature says is verified.
    std::function<http::Response(const http::Request&, const Identity&, std::string_view body)> handle;
    std::function<http::Response(const http::Request&, const Refusal&)> refuse;  // as of Service
};

// The AWS listener: verifies the signature of every request, gives it a request id, and hands it to the
// service of its credential scope. A request without a valid signature is refused in the format of the
// service that it claims to be for, or of S3. Parameters x-amz-… of a presigned URL that are not the
// signature's own count as header fields of their names, as SDKs put them there; one that is in the header or
// in the query already is InvalidArgument, as is one that could be no field. Only S3 has presigned URLs.
// Filled at start, then thread-safe.
class Listener {
  public:
    explicit Listener(Authenticator authenticator) : authenticator_(std::move(authenticator)) {}

    void add(std::string name, Service service);  // "s3" must be among them
    void add(std::string name, DocumentService service);
    // Routes for all methods and paths. This must outlive the router.
    void add_routes(http::Router& router, std::size_t body_limit) const;
    // What the server itself refused, as text, in the service's format and with its status; every answer gets
    // its id, and x-amz-id-2 where it is S3's. OPTIONS is refused as for a bucket without a CORS
    // configuration. This must outlive the server.
    http::Filters filters() const;

  private:
    using AnyService = std::variant<Service, DocumentService>;

    http::Admission handle(const http::Request& request) const;
    http::Admission handle_document(const http::Request& request, const DocumentService& service) const;
    http::Admission handle_stream(const http::Request& request, const Service& service) const;
    // The service that a request claims to be for, by its credential scope or its target; S3 for want of
    // another.
    const AnyService& claimed(const http::Request& request) const;

    Authenticator authenticator_;
    std::map<std::string, AnyService, std::less<>> services_;
    mutable http::BodyBudget documents_{kDocumentBudget};
};

// The id that the answer to this request carries in x-amz-request-id, and S3's errors repeat. 16 upper-case
// hexadecimal digits; the same for every call with one request.
std::string request_id(const http::Request& request);

}  // namespace garden::aws
