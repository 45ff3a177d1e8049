#include "api/routes_kiosk.h"

#include <nlohmann/json.hpp>

#include "api/assets.h"
#include "api/erase_visitor.h"
#include "api/errors.h"
#include "api/events.h"
#include "api/json_body.h"
#include "api/operator_choices.h"
#include "api/request_parts.h"
#include "api/share_page.h"
#include "gallery/favorites.h"
#include "visitors/limits.h"
#include "visitors/secret.h"

namespace garden::api {
namespace {

// As many as a visitor can look over.
constexpr std::size_t kMostFavorites = 12;

http::Response kiosk(store::Database& database, const KioskOptions& options) {
    const auto favorites = gallery::favorites(database, kMostFavorites);
    if (!favorites) return json_error_response(favorites.error());
    const auto consent = read_consent(database);
    if (!consent) return json_error_response(consent.error());
    const nlohmann::ordered_json answer = {{"idleSeconds", options.idle_seconds},
                                           {"faceDetails", options.face_details},
                                           {"consent", {{"en", consent->english}, {"ko", consent->korean}}},
                                           {"favorites", nlohmann::json(*favorites)}};
    return no_store(http::json_response(200, answer.dump()));
}

bool is_picture(std::string_view key) {
    return key.ends_with(".jpeg") || key.ends_with(".jpg") || key.ends_with(".png");
}

// Pictures that everybody may see under their own address, and nothing else, so that the page tells nobody
// more than that address does.
Result<store::ObjectInfo> find_shared(Context& context, std::string_view sent) {
    const auto gone = fail(ErrorCode::not_found, "there is no such picture");
    if (sent.empty() || sent.size() > kMostKeyOctets) return gone;
    const auto key = context.gallery.resolve(sent);
    if (!key) return std::unexpected(key.error());
    if (!is_picture(*key) || !is_open("GET", "/" + *key)) return gone;
    return context.objects.head(context.bucket, *key);
}

http::Response share(Context& context, const http::Request& request, const std::string& licence) {
    const Asset* document = find_asset("/share.html");
    if (document == nullptr) return error_response({ErrorCode::not_found, "the pages have no share page"});
    const auto object = find_shared(context, request.query_value("content").value_or(""));
    if (!object && object.error().code != ErrorCode::not_found) return error_response(object.error());
    http::Response response;
    response.headers.set("Content-Type", std::string(document->content_type));
    response.status = object ? 200 : 404;
    response.body = object
                        ? share_page(document->identity, {*object, context.gate.base_url(request), licence})
                        : std::string(document->identity);
    return no_store(std::move(response));
}

http::Response forget(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return json_error_response(body.error());
    const auto secret = body->required_text("secret", visitors::kMostIdOctets);
    if (!secret) return json_error_response(secret.error());
    if (!visitors::is_secret(*secret)) {
        return json_error_response(
            {ErrorCode::invalid_argument,
             "\"secret\" must be the 22 characters after #forget= in the visitor's own link"});
    }
    return erase_visitor(context, visitors::id_of_secret(*secret));
}

}  // namespace

void add_kiosk_routes(http::Router& router, Context& context, store::Database& database,
                      const KioskOptions& options) {
    router.add({.method = "GET", .pattern = "/api/v1/kiosk", .handler = [&database, options](const auto&) {
                    return kiosk(database, options);
                }});
    router.add({.method = "POST",
                .pattern = "/api/v1/forget",
                .handler = [&context](const http::Request& request) { return forget(context, request); }});
    router.add({.method = "GET",
                .pattern = "/image",
                .handler = [&context, licence = options.licence](const http::Request& request) {
                    return share(context, request, licence);
                }});
}

}  // namespace garden::api
