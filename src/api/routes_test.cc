#include "api/routes.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/routes_kiosk.h"
#include "api/routes_settings.h"
#include "base/id.h"
#include "gallery/index.h"
#include "image/codec.h"
#include "painting/flower/flower_painter.h"
#include "recommend/taste_recommender.h"
#include "store/buckets.h"
#include "store/disk_blobs.h"
#include "store/sqlite.h"

namespace garden::api {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

// The real rooms in a temporary folder, with a face analyser that answers what a test wants.
class RoutesTest : public testing::Test {
  protected:
    RoutesTest() {
        add_routes(router_, context_);
        add_kiosk_routes(router_, context_, *database_,
                         {.idle_seconds = 90, .face_details = false, .licence = "CC BY 4.0"});
        add_settings_routes(router_, *database_, keys_,
                            {.settings_file = {},
                             .data = folder_.string(),
                             .bucket = "garden",
                             .s3_url = "http://127.0.0.1:9000/",
                             .retention_of_file = {.trash_days = 30, .job_days = 20, .visitor_days = 90}});
    }
    ~RoutesTest() override { std::filesystem::remove_all(folder_); }

    http::Response call(std::string method, std::string path, std::string body = "",
                        std::vector<std::pair<std::string, std::string>> headers = {}) {
        http::Request request;
        request.method = std::move(method);
        const std::size_t query = path.find('?');
        if (query != std::string::npos) {
            const std::size_t equals = path.find('=', query);
            request.query.emplace_back(path.substr(query + 1, equals - query - 1), path.substr(equals + 1));
        }
        request.path = request.raw_path = path.substr(0, query);
        request.body = std::move(body);
        request.headers.add("Host", "garden.example:8080");
        for (auto& [name, value] : headers) request.headers.add(name, value);
        const http::Match match = router_.find(request.method, request.path);
        return match.route == nullptr ? http::text_response(404, "") : match.route->handler(request);
    }
    static std::string text(const http::Response& response) {
        if (const auto* asset = std::get_if<http::StaticBody>(&response.body))
            return std::string(asset->octets);
        return std::get<Bytes>(response.body);
    }
    void put(const std::string& key) {
        ASSERT_TRUE(gallery_.put_picture(key, "picture " + key, {}, {}));
        clock_.advance(std::chrono::seconds(1));
    }

    std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("routes-" + make_uuid());
    FakeClock clock_;
    std::unique_ptr<store::Database> database_ = store::open_sqlite(folder_ / "catalog.db").value();
    std::unique_ptr<store::Blobs> blobs_ = store::open_disk_blobs(folder_ / "blobs").value();
    recommend::TasteRecommender recommender_;
    const bool bucket_ = store::Buckets(*database_, clock_).ensure("garden").has_value();
    store::Objects objects_{
        *database_, *blobs_, clock_, gallery::picture_index("garden"), [this](const store::Change& change) {
            const auto picture = gallery::picture_of(change.object);
            if (picture) {
                recommender_.picture_put({picture->key, picture->parts.search_key.text(),
                                          picture->parts.orientation == gallery::Orientation::portrait,
                                          picture->added_at});
            }
        }};
    gallery::Gallery gallery_{*database_, objects_, "garden"};
    gallery::Curation curation_{objects_, gallery_, clock_, "garden"};
    gallery::DisplayFeed display_feed_{"garden"};
    gallery::Displays displays_{*database_, objects_, gallery_, display_feed_, clock_, "garden"};
    visitors::Visitors visitors_{*database_, clock_};
    recommend::SnapshotStore snapshots_{*database_, *blobs_, visitors_, clock_};
    recommend::LogFollower follower_{visitors_, recommender_, snapshots_};
    access::Administrators administrators_{*database_, clock_};
    access::AccessKeys keys_{*database_, clock_};
    std::unique_ptr<painting::Painter> painter_ = painting::make_flower_painter();
    jobs::FirstGarden first_garden_{gallery_, *database_, *painter_, clock_, "a server"};
    Gate gate_{{}, administrators_, clock_};
    Metrics metrics_;
    std::vector<vision::Face> faces_;
    vision::PhotoReader photos_{1, 0, [this](const image::Picture&, int) { return faces_; }};
    jobs::Board board_;
    jobs::Pace pace_{*database_};
    jobs::Queue queue_{*database_, clock_, {}};
    jobs::Workers workers_{queue_,   board_, pace_,
                           gallery_, clock_, {{"flower", "flower", 1, painter_.get()}}};
    prompts::Library library_{*database_, clock_};
    gallery::PictureNames names_{*database_, clock_};
    Orders orders_{gallery_, workers_, library_, names_, clock_};
    hooks::Webhooks webhooks_{*database_, clock_};
    gallery::Thumbnails thumbnails_{{.at_once = 1, .waiting = 1, .most_octets = 1'000'000}};
    hooks::Courier courier_{
        webhooks_, [](const net::HttpOrder&) { return fail(ErrorCode::unavailable, "offline"); }, clock_};
    Context context_{clock_,       "garden",    1'000'000, objects_,        gallery_,
                     curation_,    thumbnails_, displays_, display_feed_,   visitors_,
                     recommender_, follower_,   photos_,   administrators_, first_garden_,
                     queue_,       board_,      pace_,     workers_,        orders_,
                     library_,     webhooks_,   courier_,  gate_,           metrics_};
    http::Router router_;
};

// The "METHOD path" pairs of openapi.yaml: paths are indented by two, methods by four.
std::set<std::string> documented() {
    std::set<std::string> pairs;
    std::ifstream file("openapi.yaml");
    std::string path;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("  /")) path = line.substr(2, line.rfind(':') - 2);
        for (const char* method : {"get", "post", "put", "delete"}) {
            if (line == std::string("    ") + method + ":") {
                std::string upper(method);
                for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
                pairs.insert(upper + " " + path);
            }
        }
        if (line.starts_with("components:")) break;
    }
    return pairs;
}

TEST_F(RoutesTest, AreThoseOfTheContract) {
    std::set<std::string> routes;
    for (const http::Route& route : router_.routes()) {
        // The files of the built pages are no part of the contract.
        if (!route.pattern.starts_with("/assets/") && !route.pattern.ends_with(".svg"))
            routes.insert(route.method + " " + route.pattern);
    }
    const std::set<std::string> contract = documented();
    std::vector<std::string> undocumented, unserved;
    std::ranges::set_difference(routes, contract, std::back_inserter(undocumented));
    std::ranges::set_difference(contract, routes, std::back_inserter(unserved));
    EXPECT_THAT(undocumented, testing::IsEmpty());
    EXPECT_THAT(unserved, testing::IsEmpty());
}

TEST_F(RoutesTest, AFaceIsAnsweredAndItsVisitorRemembered) {
    const auto photo = image::encode_jpeg({2, 2, std::vector<std::uint8_t>(12, 200)}, 90, {});
    ASSERT_TRUE(photo);
    EXPECT_EQ(text(call("POST", "/emotion", *photo)), "No Face");
    faces_.resize(1);
    faces_[0].age_low = 30;
    faces_[0].age_high = 40;
    faces_[0].emotions[0] = {vision::Emotion::sad, 80};
    const json answer = json::parse(text(call("POST", "/emotion", *photo, {{"X-user-id", "ada"}})));
    EXPECT_EQ(answer["id"], "ada");
    EXPECT_EQ(answer["emotions"], "SAD");
    EXPECT_EQ(answer["generation"], "adult");
    std::vector<std::string> known;
    ASSERT_TRUE(visitors_.for_each(
        [&](const visitors::Visitor& visitor) { known.push_back(visitor.id + " " + visitor.emotion); }));
    EXPECT_THAT(known, testing::ElementsAre("ada SAD"));
    EXPECT_EQ(call("POST", "/emotion", *photo, {{"X-user-id", "a\nb"}}).status, 400u);
    EXPECT_EQ(call("POST", "/emotion", "").status, 400u);
    EXPECT_EQ(call("POST", "/emotion", "just text").status, 415u);
}

TEST_F(RoutesTest, AGardenIsBuiltOfUrlsOfTheRequestsHost) {
    put("emotions/happy/a b.jpeg");
    put("emotions/happy/cv.jpeg");
    put("emotions/happy/spring,sunny,day/d.jpeg");
    EXPECT_EQ(
        text(call("POST", "/garden", R"({"id":"ada","emotion":"happy"})")),
        R"({"landscape":[{"url":"http://garden.example:8080/emotions/happy/a%20b.jpeg","emotion":"happy"}],)"
        R"("portrait":[{"url":"http://garden.example:8080/emotions/happy/cv.jpeg","emotion":"happy"}]})");
    EXPECT_THAT(
        text(call("POST", "/gardenfromDB", R"({"emotion":"happy/spring,sunny,day"})")),
        HasSubstr("/emotions/happy/spring,sunny,day/d.jpeg\",\"emotion\":\"happy/spring,sunny,day\""));
    EXPECT_EQ(text(call("POST", "/garden", R"({"emotion":"sad/whale"})")),
              R"({"landscape":[],"portrait":[]})");
    EXPECT_EQ(call("POST", "/garden", R"({"emotion":"bored"})").status, 400u);
    EXPECT_EQ(call("POST", "/garden", R"({"emotion":"happy","limit":0})").status, 400u);
    EXPECT_EQ(call("POST", "/garden", "{").status, 400u);
}

TEST_F(RoutesTest, AllFormsOfAKeyAreOnePicture) {
    put("emotions/happy/a b.jpeg");
    put("emotions/happy/c.jpeg");
    for (const char* form : {"emotions/happy/a b.jpeg", "emotions/happy/a%20b.jpeg",
                             "http://old.example/emotions/happy/a%20b.jpeg"}) {
        const std::string body = json{{"id", "ada"}, {"itemId", form}, {"impression", {form}}}.dump();
        EXPECT_EQ(text(call("POST", "/like", body)), "Success");
    }
    std::vector<std::string> items;
    ASSERT_TRUE(visitors_.replay(
        [&](const visitors::Event& event) { items.push_back(event.item + "|" + event.impression.at(0)); }));
    EXPECT_THAT(items, testing::Each("emotions/happy/a b.jpeg|emotions/happy/a b.jpeg"));
    EXPECT_EQ(items.size(), 3u);
    // One slate, liked three times: one showing.
    EXPECT_THAT(text(call("GET", "/api/v1/explain?item=emotions/happy/a b.jpeg")),
                HasSubstr(R"("showings":1.0)"));
}

TEST_F(RoutesTest, EventsAreRecordedOnceAndBadOnesSayWhy) {
    const std::string view =
        R"({"userId":"ada","eventType":"view","impression":["emotions/happy/a.jpeg"],"eventId":"e1"})";
    EXPECT_EQ(text(call("POST", "/api/v1/events", view)), R"({"recorded":true})");
    EXPECT_EQ(text(call("POST", "/api/v1/events", view)), R"({"recorded":false})");
    EXPECT_THAT(text(call("POST", "/api/v1/events", R"({"userId":"a","eventType":"hug"})")),
                HasSubstr("view, like or dislike"));
    EXPECT_THAT(text(call("POST", "/api/v1/events", R"({"userId":"a","eventType":"view"})")),
                HasSubstr("impression"));
    EXPECT_THAT(text(call("POST", "/api/v1/events", R"({"userId":"a","eventType":"like"})")),
                HasSubstr("itemId"));
    const json many = {{"id", "ada"}, {"itemId", "x"}, {"impression", std::vector<std::string>(10'000, "k")}};
    EXPECT_THAT(text(call("POST", "/like", many.dump())), HasSubstr("at most 50 entries; it has 10000"));
}

TEST_F(RoutesTest, AnUploadedPageWinsAndKeepsItsScripts) {
    const std::string path = "/html/emotion-garden/emotion-garden.html";
    EXPECT_THAT(text(call("GET", path)), HasSubstr("<!doctype html"));
    ASSERT_TRUE(objects_.put("garden", path.substr(1), "<script>1</script>", {}));
    const http::Response ours = call("GET", path);
    EXPECT_EQ(ours.headers.get("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(ours.headers.get("Content-Security-Policy"), "frame-ancestors 'self'");
    EXPECT_TRUE(std::holds_alternative<http::FileBody>(ours.body));
}

TEST_F(RoutesTest, AKioskIsToldWhatTheOperatorDecidedAndWhatReallyGrows) {
    put("emotions/happy/cat/a_1h.jpeg");
    EXPECT_EQ(text(call("GET", "/api/v1/kiosk")),
              R"({"idleSeconds":90,"faceDetails":false,"consent":{"en":"","ko":""},)"
              R"("favorites":{"happy":["cat"]}})");
}

TEST_F(RoutesTest, WhatAnOperatorDecidesWinsOverTheFile) {
    const auto settings = [&] { return json::parse(text(call("GET", "/api/v1/settings"))); };
    EXPECT_EQ(settings()["file"], nullptr);
    EXPECT_EQ(settings()["s3"], "http://127.0.0.1:9000/");
    EXPECT_EQ(settings()["retention"], (json{{"trashDays", 30}, {"jobDays", 20}, {"visitorDays", 90}}));
    EXPECT_EQ(call("PUT", "/api/v1/settings/retention", R"({"trashDays":7,"jobDays":3650})").status, 200u);
    EXPECT_EQ(settings()["retention"], (json{{"trashDays", 7}, {"jobDays", 3650}, {"visitorDays", 90}}));
    EXPECT_EQ(
        call("PUT", "/api/v1/settings/retention", R"({"trashDays":7,"jobDays":1,"visitorDays":0})").status,
        200u);
    EXPECT_EQ(settings()["retention"]["visitorDays"], 0);
    EXPECT_EQ(call("PUT", "/api/v1/settings/retention", R"({"trashDays":7,"jobDays":1})").status, 200u);
    EXPECT_EQ(settings()["retention"]["visitorDays"], 0) << "what was decided stays";
    EXPECT_THAT(
        text(call("PUT", "/api/v1/settings/retention", R"({"trashDays":7,"jobDays":1,"visitorDays":-1})")),
        HasSubstr("visitorDays"));
    EXPECT_THAT(text(call("PUT", "/api/v1/settings/retention", R"({"trashDays":0,"jobDays":1})")),
                HasSubstr("trashDays"));
    EXPECT_THAT(text(call("PUT", "/api/v1/settings/retention", R"({"trashDays":7})")), HasSubstr("jobDays"));

    const json consent = {{"en", "Ask at the desk.\nThank you."}, {"ko", "안내대에 물어보세요."}};
    EXPECT_EQ(call("PUT", "/api/v1/settings/consent", consent.dump()).status, 200u);
    EXPECT_EQ(settings()["consent"], consent);
    EXPECT_EQ(json::parse(text(call("GET", "/api/v1/kiosk")))["consent"], consent);
    const json long_text = {{"en", std::string(kMostConsentOctets + 1, 'a')}};
    EXPECT_EQ(call("PUT", "/api/v1/settings/consent", long_text.dump()).status, 400u);
}

TEST_F(RoutesTest, WhatIsStoredIsCountedInTheDisksUse) {
    const auto stored = [&] { return json::parse(text(call("GET", "/api/v1/settings")))["disk"]["stored"]; };
    EXPECT_EQ(stored(), 0);
    ASSERT_TRUE(objects_.put("garden", "html/a.html", "twelve bytes", {}));
    EXPECT_EQ(stored(), 12);
    const json disk = json::parse(text(call("GET", "/api/v1/settings")))["disk"];
    EXPECT_GT(disk["capacity"], disk["free"]);
}

TEST_F(RoutesTest, AKeyPairsSecretIsToldOnceWhenItIsMade) {
    const json made = json::parse(text(call("POST", "/api/v1/keys", R"({"permission":"read"})")));
    EXPECT_EQ(made["permission"], "read");
    EXPECT_EQ(keys_.find(made["accessKey"].get<std::string>()).value()->secret_key, made["secretKey"]);
    const json listed = json::parse(text(call("GET", "/api/v1/keys")))["keys"];
    ASSERT_EQ(listed.size(), 1u);
    EXPECT_EQ(listed[0]["accessKey"], made["accessKey"]);
    EXPECT_FALSE(listed[0].contains("secretKey"));
    EXPECT_EQ(call("POST", "/api/v1/keys", R"({"permission":"write"})").status, 400u);
    const std::string path = "/api/v1/keys/" + made["accessKey"].get<std::string>();
    EXPECT_EQ(call("DELETE", path).status, 204u);
    EXPECT_EQ(call("DELETE", path).status, 404u);
}

TEST_F(RoutesTest, ASharedPictureIsToldWithItsRecipeAndEscaped) {
    const std::string recipe = R"({"painter":"flower","prompt":"<script>\"roses\" & more","width":1280})";
    ASSERT_TRUE(gallery_.put_picture("emotions/happy/cat/a 1h.jpeg", "a picture", {{"recipe", recipe}}, {}));
    const auto page = call("GET", "/image?content=emotions/happy/cat/a 1h.jpeg");
    EXPECT_EQ(page.status, 200u);
    EXPECT_EQ(page.headers.get("Content-Type"), "text/html; charset=utf-8");
    const std::string document = text(page);
    const std::string base = "http://garden.example:8080/";
    EXPECT_THAT(document, HasSubstr("<meta property=\"og:image\" content=\"" + base +
                                    "emotions/happy/cat/a%201h.jpeg\">"));
    EXPECT_THAT(document, HasSubstr("<meta property=\"og:url\" content=\"" + base +
                                    "image?content=emotions%2Fhappy%2Fcat%2Fa%201h.jpeg\">"));
    EXPECT_THAT(document, HasSubstr("<meta property=\"og:image:width\" content=\"1280\">"));
    EXPECT_THAT(document, HasSubstr("&lt;script&gt;\\&quot;roses\\&quot; &amp; more"));
    EXPECT_THAT(document, HasSubstr("&quot;licence&quot;:&quot;CC BY 4.0&quot;"));
    EXPECT_LT(document.find("garden:picture"), document.find("</head>"));
}

TEST_F(RoutesTest, TheSharePageTellsOnlyWhatEverybodyMaySee) {
    put("imgPool/happy/a_1h.jpeg");
    ASSERT_TRUE(objects_.put("garden", "html/own.html", "<p>", {}));
    ASSERT_TRUE(objects_.put("garden", "dataset/users/users.csv", "ada", {}));
    for (const char* key : {"imgPool/happy/a_1h.jpeg", "html/own.html", "dataset/users/users.csv",
                            "emotions/happy/gone.jpeg", ""}) {
        const auto page = call("GET", std::string("/image?content=") + key);
        EXPECT_EQ(page.status, 404u) << key;
        EXPECT_THAT(text(page), Not(HasSubstr("garden:picture"))) << key;
    }
    EXPECT_EQ(call("GET", "/image").status, 404u);
}

TEST_F(RoutesTest, OldPathsOpenTheNewPages) {
    for (const char* path : {"/html/emotion/emotion.html", "/html/garden/garden.html"})
        EXPECT_EQ(text(call("GET", path)), text(call("GET", "/"))) << path;
    const std::string display = text(call("GET", "/screen/zone1/1h"));
    EXPECT_THAT(display, HasSubstr("<!doctype html"));
    EXPECT_NE(display, text(call("GET", "/")));
    EXPECT_EQ(text(call("GET", "/html/flower-viewer/flower-viewer.html")), display);
    EXPECT_EQ(text(call("GET", "/screen")), display);
}

TEST_F(RoutesTest, OnlyPicturesOfTheBucketsRootAreServed) {
    put("img_1_0.jpeg");
    ASSERT_TRUE(objects_.put("garden", "dataset/users/users.csv", "secret", {}));
    ASSERT_TRUE(objects_.put("garden", "profile/a.jpeg", "secret", {}));
    EXPECT_EQ(call("GET", "/img_1_0.jpeg").status, 200u);
    EXPECT_EQ(call("GET", "/dataset/users/users.csv").status, 404u);
    EXPECT_EQ(call("GET", "/profile/a.jpeg").status, 404u);
    EXPECT_EQ(call("GET", "/nothing").status, 404u);
    EXPECT_EQ(call("GET", "/emotions/happy/none.jpeg").status, 404u);
}

TEST_F(RoutesTest, AnAdministratorLogsInAndOut) {
    ASSERT_TRUE(administrators_.add("ada", "correct horse"));
    EXPECT_EQ(call("POST", "/api/v1/session", R"({"name":"ada","password":"wrong horse"})").status, 401u);
    const http::Response in = call("POST", "/api/v1/session", R"({"name":"ada","password":"correct horse"})");
    EXPECT_EQ(in.status, 204u);
    const std::string cookie(in.headers.get("Set-Cookie"));
    EXPECT_THAT(cookie,
                testing::AllOf(HasSubstr("; HttpOnly; SameSite=Strict"), HasSubstr("garden_session=")));
    const std::string secret = cookie.substr(15, cookie.find(';') - 15);
    EXPECT_TRUE(administrators_.is_session(secret).value());
    EXPECT_EQ(call("DELETE", "/api/v1/session", "", {{"Cookie", "garden_session=" + secret}}).status, 204u);
    EXPECT_FALSE(administrators_.is_session(secret).value());
}

TEST_F(RoutesTest, MetricsCountWhatWasServed) {
    metrics_.observe("/garden", 200, 0.002);
    metrics_.observe("/garden", 200, 20);
    const std::string page = text(call("GET", "/metrics"));
    EXPECT_THAT(page, HasSubstr("garden_requests_total{route=\"/garden\",status=\"200\"} 2\n"));
    EXPECT_THAT(page, HasSubstr("garden_request_seconds_bucket{route=\"/garden\",le=\"0.0025\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("garden_request_seconds_bucket{route=\"/garden\",le=\"10\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("garden_request_seconds_bucket{route=\"/garden\",le=\"+Inf\"} 2\n"));
}

TEST_F(RoutesTest, MetricsTellWhatAnOperatorIsWokenFor) {
    visitors::Event like;
    like.visitor_id = "v";
    like.type = visitors::EventType::like;
    like.item = "emotions/calm/a.jpeg";
    ASSERT_TRUE(visitors_.record(like));
    jobs::NewJob job;
    job.request.prompt = "rose";
    job.pictures.push_back({.key = "a.jpeg", .width = 64, .height = 64});
    ASSERT_TRUE(queue_.add(job));
    const std::string page = text(call("GET", "/metrics"));
    EXPECT_THAT(page, HasSubstr("\ngarden_database_up 1\n"));
    EXPECT_THAT(page, HasSubstr("\ngarden_events_not_learned 1\n"));
    EXPECT_THAT(page, HasSubstr("\ngarden_jobs{state=\"waiting\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("\ngarden_jobs{state=\"parked\"} 0\n"));
    ASSERT_TRUE(follower_.follow());
    EXPECT_THAT(text(call("GET", "/metrics")), HasSubstr("\ngarden_events_not_learned 0\n"));
}

}  // namespace
}  // namespace garden::api
