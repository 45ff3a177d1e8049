#include "api/stored_object.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/errors.h"
#include "base/text.h"
#include "s3/object_body.h"

namespace garden::api {
namespace {

constexpr std::string_view kPages = "html/";

// The content type of the upload, or by the extension where it names none.
std::string content_type_of(const store::ObjectInfo& object) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 13> types = {{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".webp", "image/webp"},
        {".ico", "image/x-icon"},
        {".txt", "text/plain; charset=utf-8"},
        {".woff2", "font/woff2"},
    }};
    const bool unnamed = object.content_type.empty() || object.content_type == "application/octet-stream" ||
                         object.content_type == "binary/octet-stream";
    if (!unnamed) return object.content_type;
    for (const auto& [extension, type] : types) {
        if (to_lower(object.key).ends_with(extension)) return std::string(type);
    }
    return "application/octet-stream";
}

http::Response not_opened(const Error& error) {
    if (error.code != ErrorCode::not_found) return error_response(error);
    return error_response({ErrorCode::not_found, "there is no object with this key"});
}

http::Response show(const http::Request& request, const Result<store::OpenObject>& opened) {
    if (!opened) return not_opened(opened.error());
    const auto& [object, pieces] = *opened;
    // Always asked for anew: an object may be replaced under its key at any time, and displays poll for just
    // that.
    return http::respond_with(
        request,
        {.content_type = content_type_of(object),
         .etag = '"' + object.etag + '"',
         .modified_seconds = to_seconds(object.modified),
         .cache_control = "no-cache",
         .size = object.size,
         .read = [&pieces = pieces](std::uint64_t offset, std::uint64_t length) -> Result<http::Body> {
             return s3::body_of(pieces, offset, length);
         }});
}

}  // namespace

http::Response stored_object(Context& context, const http::Request& request, const std::string& key) {
    http::Response response = show(request, context.objects.open(context.bucket, key));
    if (key.starts_with(kPages) && response.status != 404) {
        // An operator's own pages have inline scripts, so our strict policy is not theirs.
        response.headers.set("Content-Security-Policy", "frame-ancestors 'self'");
    }
    return response;
}

http::Handler unless_uploaded(Context& context, http::Handler ours) {
    return [&context, ours = std::move(ours)](const http::Request& request) {
        const std::string key = request.path.substr(1);
        return context.objects.head(context.bucket, key) ? stored_object(context, request, key)
                                                         : ours(request);
    };
}

http::Response trashed_object(Context& context, const http::Request& request, const std::string& id) {
    return show(request, context.objects.open_discarded(context.bucket, id));
}

http::Response thumbnail(Context& context, const http::Request& request,
                         const Result<store::OpenObject>& picture) {
    if (!picture) return not_opened(picture.error());
    const auto small = context.thumbnails.of(*picture);
    if (!small) return error_response(small.error());
    const store::ObjectInfo& object = picture->first;
    // Other octets have another ETag, and so another address.
    const bool forever = request.query_value("etag") == object.etag;
    return http::respond_with(request,
                              {.content_type = "image/jpeg",
                               .etag = fmt::format("\"{}-{}\"", object.etag, gallery::kThumbnailSide),
                               .modified_seconds = to_seconds(object.modified),
                               .cache_control = forever ? "private, max-age=31536000, immutable" : "no-cache",
                               .size = (*small)->size(),
                               .read = [&](std::uint64_t offset, std::uint64_t length) -> Result<http::Body> {
                                   return (*small)->substr(offset, length);
                               }});
}

nlohmann::ordered_json recipe_of(const store::ObjectInfo& object) {
    const auto recipe = object.metadata.find("recipe");
    if (recipe == object.metadata.end()) return nullptr;
    auto json = nlohmann::ordered_json::parse(recipe->second, nullptr, false);
    return json.is_object() ? json : nlohmann::ordered_json(nullptr);
}

}  // namespace garden::api
