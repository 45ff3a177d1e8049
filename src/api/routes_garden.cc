#include <fmt/format.h>

#include "api/emotion_answer.h"
#include "api/errors.h"
#include "api/events.h"
#include "api/garden_answer.h"
#include "api/json_body.h"
#include "api/routes.h"
#include "base/id.h"
#include "base/text.h"
#include "gallery/key.h"
#include "visitors/limits.h"

namespace garden::api {
namespace {

// How sure the reading of the expression is, in whole percent.
constexpr std::string_view kConfidenceField = "X-Emotion-Confidence";

// The client's X-user-id, or a new UUID.
Result<std::string> visitor_id(const http::Request& request) {
    const std::string_view given = request.headers.get("X-user-id");
    if (given.empty()) return make_uuid();
    if (given.size() > visitors::kMostIdOctets || !is_utf8(given) || !is_printable(given)) {
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("X-user-id must be at most {} octets of printable UTF-8", visitors::kMostIdOctets));
    }
    return std::string(given);
}

http::Response emotion(Context& context, const http::Request& request) {
    const auto id = visitor_id(request);
    if (!id) return error_response(id.error());
    const auto faces = context.photos.read(request.body, 1);
    if (!faces) return error_response(faces.error());
    if (faces->empty()) return http::text_response(404, "No Face");

    const vision::Face& face = faces->front();
    const visitors::Visitor visitor{*id, std::string(visitors::generation_of(face.age_low, face.age_high)),
                                    std::string(vision::name(face.gender)),
                                    std::string(vision::name(face.emotions.front().emotion))};
    if (const auto seen = context.visitors.seen(visitor); !seen) return error_response(seen.error());
    context.recommender.visitor_known(visitor);
    http::Response response = http::json_response(200, emotion_answer(*id, context.bucket, face));
    // A field beside the answer, whose members the protocol fixes.
    response.headers.set(kConfidenceField, fmt::format("{:.0f}", face.emotions.front().confidence));
    return response;
}

http::Response garden(Context& context, const http::Request& request) {
    const auto wanted = parse_garden(request);
    if (!wanted) return error_response(wanted.error());
    if (!wanted->visitor.id.empty()) context.recommender.visitor_known(wanted->visitor);
    const auto chosen =
        context.recommender.recommend({wanted->visitor, wanted->search_key.text(), wanted->limit, {}});
    context.recommender.note_given(wanted->visitor.id, chosen);
    return garden_answer(context, request, wanted->search_key, chosen.landscape, chosen.portrait);
}

http::Response garden_from_db(Context& context, const http::Request& request) {
    return all_pictures(context, request, gallery::Place::garden);
}

http::Response like(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return error_response(body.error());
    const auto event = parse_like(context, *body);
    if (!event) return error_response(event.error());
    if (const auto recorded = record_event(context, *event); !recorded)
        return error_response(recorded.error());
    return http::text_response(200, "Success");
}

}  // namespace

void add_garden_routes(http::Router& router, Context& context) {
    router.add({.method = "POST",
                .pattern = "/emotion",
                .handler = [&context](const http::Request& request) { return emotion(context, request); },
                .body_limit = context.max_photo_octets});
    router.add({.method = "POST",
                .pattern = "/garden",
                .handler = [&context](const http::Request& request) { return garden(context, request); },
                .run = http::Run::on_socket});
    router.add(
        {.method = "POST", .pattern = "/gardenfromDB", .handler = [&context](const http::Request& request) {
             return garden_from_db(context, request);
         }});
    router.add({.method = "POST",
                .pattern = "/like",
                .handler = [&context](const http::Request& request) { return like(context, request); },
                .body_limit = kEventBodyLimit});
}

}  // namespace garden::api
