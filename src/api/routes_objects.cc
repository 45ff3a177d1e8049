#include "api/routes.h"
#include "api/stored_object.h"

namespace garden::api {
void add_object_routes(http::Router& router, Context& context) {
    const auto by_path = [&context](const http::Request& request) {
        return stored_object(context, request, request.path.substr(1));
    };
    // The last three: pictures of text2image lie at the root. Everything else of the bucket is not for
    // browsers.
    for (const char* pattern : {"/emotions/*", "/imgPool/*", "/display/*", "/html/*", "/{name}.jpeg",
                                "/{name}.jpg", "/{name}.png"}) {
        router.add({.method = "GET", .pattern = pattern, .handler = by_path});
    }
}

}  // namespace garden::api
