#include "api/erase_visitor.h"

#include <fmt/format.h>

#include "api/errors.h"

namespace garden::api {

http::Response erase_visitor(Context& context, const std::string& id) {
    const auto erased = context.follower.erase(id);
    if (!erased) return json_error_response(erased.error());
    return http::json_response(200, fmt::format("{{\"interactions\":{}}}", *erased));
}

}  // namespace garden::api
