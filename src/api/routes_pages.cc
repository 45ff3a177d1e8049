#include <array>

#include <fmt/format.h>

#include "api/assets.h"
#include "api/routes.h"
#include "api/stored_object.h"
#include "http/accept_coding.h"

namespace garden::api {
namespace {

// A built document and where it is served.
struct Page {
    std::string_view document;
    std::string_view pattern;
};

constexpr std::array<Page, 5> kPages = {{{"/index.html", "/"},
                                         {"/login.html", "/login"},
                                         {"/studio.html", "/studio"},
                                         {"/display.html", "/screen"},
                                         {"/display.html", "/screen/{zone}/{screen}"}}};

// Paths of the original's pages. A page that an operator uploaded under the same path wins over ours.
constexpr std::array<Page, 4> kOldPages = {{{"/index.html", "/html/emotion-garden/emotion-garden.html"},
                                            {"/index.html", "/html/emotion/emotion.html"},
                                            {"/index.html", "/html/garden/garden.html"},
                                            {"/display.html", "/html/flower-viewer/flower-viewer.html"}}};

struct Coding {
    std::string_view name;  // "": identity
    std::string_view bytes;
};

// The smallest form that the client takes.
Coding best_coding(const Asset& asset, std::string_view accepted) {
    if (!asset.brotli.empty() && http::accepts_coding(accepted, "br")) return {"br", asset.brotli};
    if (!asset.gzip.empty() && http::accepts_coding(accepted, "gzip")) return {"gzip", asset.gzip};
    return {"", asset.identity};
}

http::Response asset_response(const http::Request& request, const Asset& asset) {
    const Coding coding = best_coding(asset, request.headers.get("Accept-Encoding"));
    std::string etag(asset.etag);
    if (!coding.name.empty()) etag.insert(etag.size() - 1, fmt::format("-{}", coding.name));
    // Names under /assets/ hold a hash of their content.
    const bool immutable = asset.path.starts_with("/assets/");
    http::Response response = http::respond_with(
        request, {.content_type = std::string(asset.content_type),
                  .etag = etag,
                  .modified_seconds = 0,
                  .cache_control = immutable ? "public, max-age=31536000, immutable" : "no-cache",
                  .size = coding.bytes.size(),
                  .read = [&](std::uint64_t offset, std::uint64_t length) -> Result<http::Body> {
                      return http::StaticBody{coding.bytes.substr(offset, length)};
                  }});
    if (!coding.name.empty()) response.headers.set("Content-Encoding", std::string(coding.name));
    response.headers.add("Vary", "Accept-Encoding");
    return response;
}

http::Handler handler_of(const Asset& asset) {
    return [&asset](const http::Request& request) { return asset_response(request, asset); };
}

}  // namespace

void add_page_routes(http::Router& router, Context& context) {
    for (const Asset& asset : assets()) {
        if (asset.path.ends_with(".html")) continue;  // documents have addresses of their own
        router.add({.method = "GET",
                    .pattern = std::string(asset.path),
                    .handler = handler_of(asset),
                    .run = http::Run::on_socket});
    }
    for (const auto& [document, pattern] : kPages) {
        const Asset* asset = find_asset(document);
        if (asset == nullptr) continue;
        router.add({.method = "GET",
                    .pattern = std::string(pattern),
                    .handler = handler_of(*asset),
                    .run = http::Run::on_socket});
    }
    for (const auto& [document, pattern] : kOldPages) {
        const Asset* asset = find_asset(document);
        if (asset == nullptr) continue;
        router.add({.method = "GET",
                    .pattern = std::string(pattern),
                    .handler = unless_uploaded(context, handler_of(*asset))});
    }
}

}  // namespace garden::api
