#include <array>
#include <string>
#include <string_view>

#include "api/request_parts.h"
#include "api/routes.h"
#include "api/stored_object.h"

// The paths of the original's pages for operators (protocol.md, "Pages") lead to the studio.
namespace garden::api {
namespace {

struct OldPage {
    std::string_view path;
    std::string_view place;
};

constexpr std::array<OldPage, 9> kOldPages = {{
    {"/html/text2image/text2image.html", "/studio#/make"},
    {"/html/text2image.html", "/studio#/make"},
    {"/html/pool/bulk/bulk.html", "/studio#/bulk"},
    {"/html/bulk/bulk.html", "/studio#/bulk"},
    {"/html/pool/preview/preview.html", "/studio#/pool"},
    {"/html/preview/preview.html", "/studio#/pool"},
    {"/html/viewer/viewer.html", "/studio#/garden"},
    {"/html/prompt-generator/prompt-generator.html", "/studio#/table"},
    {"/html/dummygenerator.html", "/studio#/insights"},
}};

http::Response lead_to(std::string_view place) {
    http::Response response = http::text_response(302, "This page is a part of the studio now.");
    response.headers.set("Location", std::string(place));
    return no_store(std::move(response));
}

}  // namespace

void add_old_studio_routes(http::Router& router, Context& context) {
    for (const auto& [path, place] : kOldPages) {
        router.add({.method = "GET",
                    .pattern = std::string(path),
                    .handler = unless_uploaded(context, [place](const auto&) { return lead_to(place); })});
    }
}

}  // namespace garden::api
