#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace garden::http {

using Handler = std::function<Response(const Request&)>;
// Called on a worker as soon as the header of the request is there, bodies or not.
using StreamHandler = std::function<Admission(const Request&)>;

// Where a handler runs.
enum class Run {
    on_worker,  // on the bounded worker pool: may block on disk, database or a model
    on_socket,  // at once on the socket's thread: microseconds of work on memory only
};

struct Route {
    std::string method;   // "GET" answers HEAD too
    std::string pattern;  // "/healthz", "/emotions/*" (anything below, the handler reads request.path),
                          // "/api/v1/jobs/{id}"
    Handler handler;
    std::size_t body_limit = std::size_t{64} * 1024;  // octets; more is answered 413
    Run run = Run::on_worker;
    StreamHandler stream{};  // instead of `handler`: the body comes to it piece by piece
};

struct Match {
    const Route* route = nullptr;  // null: no route for this method
    std::string allowed;  // then: the methods that the path has, as for Allow; "" if the path is unknown
};

// Routes by method and path. The pattern with most literal octets wins, and of those the one without `*`. `*`
// is the end of a pattern and matches the rest, slashes and nothing included; `{name}` matches one segment
// that is not empty. Literal octets may follow it within its segment: "/{name}.jpeg" matches a segment that
// ends in ".jpeg" and has at least one octet before that. Filled at start, then only read: thread-safe from
// then on.
class Router {
  public:
    void add(Route route);
    Match find(std::string_view method, std::string_view path) const;
    const std::vector<Route>& routes() const { return routes_; }

  private:
    std::vector<Route> routes_;  // the one that wins comes first
};

}  // namespace garden::http
