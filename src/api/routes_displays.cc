#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/display_json.h"
#include "api/errors.h"
#include "api/events.h"
#include "api/json_body.h"
#include "api/request_parts.h"
#include "api/routes.h"
#include "base/iso_time.h"

namespace garden::api {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kPlaylistBodyLimit = std::size_t{4} * 1024 * 1024;
constexpr std::size_t kReportBodyLimit = std::size_t{8} * 1024;
constexpr std::size_t kMostShows = 1024;
// How often a stream looks for what nobody told of: changes at another server of the same catalog, and hours
// that begin or end.
constexpr std::chrono::milliseconds kLook(500);

Result<std::string> check_zone(std::string name) {
    if (gallery::is_zone(name)) return name;
    return fail(ErrorCode::invalid_argument,
                "a zone is named by 1 to 32 of the characters a-z, 0-9 and -, such as zone1");
}

// The zone and the screen in a path: /api/v1/displays/{zone}/…/{screen}.
Result<std::string> zone_of(const http::Request& request) { return check_zone(path_part(request, 4)); }

Result<std::string> screen_of(const http::Request& request) {
    std::string screen = path_part(request, 6);
    if (gallery::is_screen(screen)) return screen;
    return fail(ErrorCode::invalid_argument,
                "a screen is named by 1 to 64 of the characters a-z, A-Z, 0-9, ., _ and -");
}

http::Response fresh_json(std::string json) { return no_store(http::json_response(200, std::move(json))); }

http::Response update_display(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return error_response(body.error());
    auto zone = body->required_text("zone", kMostKeyOctets);
    if (zone) zone = check_zone(std::move(*zone));
    if (!zone) return error_response(zone.error());
    const auto landscape = body->texts_with_gaps("landscape", gallery::kSlots, kMostKeyOctets);
    if (!landscape) return error_response(landscape.error());
    const auto portrait = body->texts_with_gaps("portrait", gallery::kSlots, kMostKeyOctets);
    if (!portrait) return error_response(portrait.error());
    const auto filled = context.displays.fill_slots(*zone, *landscape, *portrait);
    if (!filled) return error_response(filled.error());
    return http::text_response(200, "sucess");
}

http::Response list_zones(Context& context) {
    const auto zones = context.displays.zones();
    if (!zones) return json_error_response(zones.error());
    return fresh_json(ordered_json{{"zones", *zones}}.dump());
}

http::Response show(Context& context, const http::Request& request, const std::string& zone) {
    const auto display = context.displays.display(zone);
    if (!display) return json_error_response(display.error());
    return fresh_json(display_json(*display, context.gate.base_url(request)));
}

http::Response put_playlist(Context& context, const http::Request& request, const std::string& zone) {
    const auto playlist = parse_playlist(request.body);
    if (!playlist) return json_error_response(playlist.error());
    if (const auto set = context.displays.set_playlist(zone, *playlist); !set)
        return json_error_response(set.error());
    return show(context, request, zone);
}

http::Response list_screens(Context& context, const http::Request&, const std::string& zone) {
    const auto screens = context.displays.screens(zone);
    if (!screens) return json_error_response(screens.error());
    ordered_json list = ordered_json::array();
    for (const gallery::Screen& screen : *screens) {
        list.push_back(
            {{"screen", screen.name}, {"shows", screen.shows}, {"lastSeen", iso_time(screen.seen)}});
    }
    return fresh_json(ordered_json{{"screens", std::move(list)}}.dump());
}

http::Response report(Context& context, const http::Request& request, const std::string& zone) {
    const auto screen = screen_of(request);
    if (!screen) return json_error_response(screen.error());
    const auto body = JsonBody::parse(request.body);
    if (!body) return json_error_response(body.error());
    const auto shows = body->text("shows", kMostShows);
    if (!shows) return json_error_response(shows.error());
    if (const auto reported = context.displays.report(zone, *screen, *shows); !reported)
        return json_error_response(reported.error());
    return no_content();
}

// Sends what the display shows now, and again whenever that changes.
void follow(Context& context, const std::string& zone, const std::string& base, http::EventSink& sink) {
    std::string last;
    while (sink.open()) {
        const std::uint64_t version = context.display_feed.version(zone);
        const auto display = context.displays.display(zone);
        if (!display) return;  // the client comes again
        std::string now = display_json(*display, base);
        if (now != last && !sink.send("display", now)) return;
        last = std::move(now);
        context.display_feed.wait(zone, version, kLook);
    }
}

http::Response events(Context& context, const http::Request& request, const std::string& zone) {
    const auto seat = context.display_feed.take_seat();
    if (!seat) {
        return json_error_response(
            {ErrorCode::busy,
             "as many displays are listening as may: ask for the display itself now and then"});
    }
    return event_stream([&context, seat, zone, base = context.gate.base_url(request)](http::EventSink& sink) {
        follow(context, zone, base, sink);
    });
}

using ZoneHandler = http::Response (*)(Context&, const http::Request&, const std::string&);

http::Handler of_zone(Context& context, ZoneHandler handler) {
    return [&context, handler](const http::Request& request) {
        const auto zone = zone_of(request);
        return zone ? handler(context, request, *zone) : json_error_response(zone.error());
    };
}

}  // namespace

void add_display_routes(http::Router& router, Context& context) {
    router.add(
        {.method = "POST",
         .pattern = "/updateDisplay",
         .handler = [&context](const http::Request& request) { return update_display(context, request); },
         .body_limit = std::size_t{256} * 1024});
    router.add({.method = "GET", .pattern = "/api/v1/displays", .handler = [&context](const http::Request&) {
                    return list_zones(context);
                }});
    constexpr std::string_view zone = "/api/v1/displays/{zone}";
    const auto add = [&](std::string_view method, std::string_view rest, ZoneHandler handler,
                         std::size_t limit) {
        router.add({.method = std::string(method),
                    .pattern = fmt::format("{}{}", zone, rest),
                    .handler = of_zone(context, handler),
                    .body_limit = limit});
    };
    add("GET", "", show, 0);
    add("PUT", "", put_playlist, kPlaylistBodyLimit);
    add("GET", "/events", events, 0);
    add("GET", "/screens", list_screens, 0);
    add("POST", "/screens/{screen}", report, kReportBodyLimit);
}

}  // namespace garden::api
