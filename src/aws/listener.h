#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "aws/authenticator.h"
#include "http/router.h"
#include "http/server.h"

namespace garden::aws {

// x-amz-id-2 of every answer, and HostId of its error: what it told of a host in Amazon's cloud is of no use
// here.
inline constexpr std::string_view kHostId = "emotion-garden";

// One AWS service behind the listener.
struct Service {
    // Called on a worker when the signature of the header is right. The identity and the request live until
    // the sink that this returns is gone. The request's header has what a presigned URL says of it, too.
    std::function<http::Admission(const http::Request&, const Identity&)> handle;
    // An error in the service's own format.
    std::function<http::Response(const http::Request&, const Refusal&)> refuse;
};

// The AWS listener: verifies the signature of every request, gives it a request id, and hands it to the
// service of its credential scope. Requests without a valid signature are refused in S3's format. Parameters
// x-amz-… of a presigned URL that are not the signature's own count as header fields of their names, as SDKs
// put them there; one that is in the header or in the query already is InvalidArgument, as is one that could
// be no field. Filled at start, then thread-safe.
class Listener {
  public:
    explicit Listener(Authenticator authenticator) : authenticator_(std::move(authenticator)) {}

    void add(std::string name, Service service);  // "s3" must be among them
    // Routes for all methods and paths. This must outlive the router.
    void add_routes(http::Router& router, std::size_t body_limit) const;
    // What the server itself refused, as text, in S3's format and with S3's status; every answer gets
    // x-amz-request-id and x-amz-id-2. OPTIONS is refused as for a bucket without a CORS configuration. This
    // must outlive the server.
    http::Filters filters() const;

  private:
    http::Admission handle(const http::Request& request) const;

    Authenticator authenticator_;
    std::map<std::string, Service> services_;
};

// The id that the answer to this request carries in x-amz-request-id, and its errors repeat. 16 upper-case
// hexadecimal digits; the same for every call with one request.
std::string request_id(const http::Request& request);

}  // namespace garden::aws
