#include "api/errors.h"
#include "api/events.h"
#include "api/garden_answer.h"
#include "api/json_body.h"
#include "api/routes.h"

namespace garden::api {
namespace {

Result<std::vector<std::string>> parse_names(const http::Request& request) {
    const auto body = JsonBody::parse(request.body, kBatchLimits);
    if (!body) return std::unexpected(body.error());
    if (!body->has("objName"))
        return fail(ErrorCode::invalid_argument, "\"objName\" is missing: it lists the keys of pictures");
    return body->texts_or_json("objName", gallery::kMostKeys, kMostKeyOctets);
}

http::Response remove(Context& context, const http::Request& request) {
    const auto names = parse_names(request);
    if (!names) return error_response(names.error());
    if (const auto removed = context.curation.remove(*names); !removed)
        return error_response(removed.error());
    return http::text_response(200, "Success");
}

http::Response clear_index(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return error_response(body.error());
    const auto name = body->required_text("objName", kMostKeyOctets);
    if (!name) return error_response(name.error());
    const auto cleared = context.gallery.clear_index(*name);
    if (!cleared) return error_response(cleared.error());
    if (*cleared) context.recommender.picture_removed(**cleared);
    return http::text_response(200, "Success");
}

}  // namespace

void add_curation_routes(http::Router& router, Context& context) {
    router.add(
        {.method = "POST", .pattern = "/retrieve", .handler = [&context](const http::Request& request) {
             return all_pictures(context, request, gallery::Place::pool);
         }});
    for (const char* pattern : {"/remove", "/removePool"}) {
        router.add({.method = "POST",
                    .pattern = pattern,
                    .handler = [&context](const http::Request& request) { return remove(context, request); },
                    .body_limit = kBatchBodyLimit});
    }
    router.add(
        {.method = "POST", .pattern = "/clearIndex", .handler = [&context](const http::Request& request) {
             return clear_index(context, request);
         }});
}

}  // namespace garden::api
