#include "api/errors.h"
#include "api/routes.h"
#include "api/stored_object.h"

namespace garden::api {
namespace {

bool is_picture_name(std::string_view name) {
    return name.ends_with(".jpeg") || name.ends_with(".jpg") || name.ends_with(".png");
}

}  // namespace

void add_object_routes(http::Router& router, Context& context) {
    const auto by_path = [&context](const http::Request& request) {
        return stored_object(context, request, request.path.substr(1));
    };
    for (const char* pattern : {"/emotions/*", "/imgPool/*", "/display/*", "/html/*"}) {
        router.add({.method = "GET", .pattern = pattern, .handler = by_path});
    }
    // Pictures of text2image lie at the root. Everything else of the bucket is not for browsers.
    router.add({.method = "GET", .pattern = "/*", .handler = [by_path](const http::Request& request) {
                    const std::string_view name = std::string_view(request.path).substr(1);
                    if (name.find('/') == std::string_view::npos && is_picture_name(name))
                        return by_path(request);
                    return error_response({ErrorCode::not_found, "there is nothing at this address"});
                }});
}

}  // namespace garden::api
