#include <algorithm>

#include <fmt/format.h>

#include "api/assets.h"
#include "api/routes.h"
#include "api/stored_object.h"
#include "http/accept_coding.h"

namespace garden::api {
namespace {

constexpr std::string_view kVisitorPage = "/html/emotion-garden/emotion-garden.html";

const Asset* find_asset(std::string_view path) {
    const auto found = std::ranges::find(assets(), path, &Asset::path);
    return found == assets().end() ? nullptr : &*found;
}

// Where browsers find it: documents have addresses without `.html`.
std::string address_of(std::string_view path) {
    if (path == "/index.html") return "/";
    if (path.ends_with(".html")) path.remove_suffix(std::string_view(".html").size());
    return std::string(path);
}

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

}  // namespace

void add_page_routes(http::Router& router, Context& context) {
    for (const Asset& asset : assets()) {
        const auto handler = [&asset](const http::Request& request) {
            return asset_response(request, asset);
        };
        router.add({.method = "GET",
                    .pattern = address_of(asset.path),
                    .handler = handler,
                    .run = http::Run::on_socket});
    }
    // A page that an operator uploaded under the same path wins over ours.
    router.add({.method = "GET",
                .pattern = std::string(kVisitorPage),
                .handler = [&context](const http::Request& request) {
                    const std::string key(kVisitorPage.substr(1));
                    if (context.objects.head(context.bucket, key))
                        return stored_object(context, request, key);
                    return asset_response(request, *find_asset("/index.html"));
                }});
}

}  // namespace garden::api
