#include "api/gate.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/id.h"
#include "store/sqlite.h"

namespace garden::api {
namespace {

class GateTest : public testing::Test {
  protected:
    GateTest() : folder_(std::filesystem::temp_directory_path() / ("gate-" + make_uuid())) {
        std::filesystem::create_directories(folder_);
        database_ = store::open_sqlite(folder_ / "catalog.db").value();
        administrators_ = std::make_unique<access::Administrators>(*database_, clock_);
    }
    ~GateTest() override {
        administrators_.reset();
        database_.reset();
        std::filesystem::remove_all(folder_);
    }

    Gate gate(GateOptions options = {}) { return Gate(std::move(options), *administrators_, clock_); }

    static http::Request request(std::string method, std::string path,
                                 std::vector<std::pair<std::string, std::string>> headers = {
                                     {"Host", "127.0.0.1:8080"}}) {
        http::Request made;
        made.method = std::move(method);
        made.path = made.raw_path = std::move(path);
        made.peer_address = "127.0.0.1";
        made.local_listener = true;
        for (auto& [name, value] : headers) made.headers.add(name, value);
        return made;
    }
    static http::Request from_outside(std::string method, std::string path) {
        http::Request made = request(std::move(method), std::move(path), {{"Host", "192.0.2.7:8080"}});
        made.local_listener = false;
        made.peer_address = "192.0.2.99";
        return made;
    }
    // As the server asks.
    static std::optional<http::Response> check(Gate& gate, const http::Request& request) {
        auto answer = gate.check(request);
        if (!answer && gate.needs_authorization(request)) answer = gate.authorize(request);
        return answer;
    }
    static unsigned status(const std::optional<http::Response>& answer) {
        return answer ? answer->status : 0;
    }

    std::filesystem::path folder_;
    FakeClock clock_;
    std::unique_ptr<store::Database> database_;
    std::unique_ptr<access::Administrators> administrators_;
};

constexpr unsigned kPasses = 0;

TEST_F(GateTest, LocalRequestsNeedNoLoginUnlessTheyCameThroughAProxyOrAForeignName) {
    Gate gate = this->gate();
    for (const char* host : {"127.0.0.1:8080", "localhost", "[::1]:8080", "garden.localhost:80"}) {
        EXPECT_EQ(status(check(gate, request("GET", "/metrics", {{"Host", host}}))), kPasses) << host;
    }
    EXPECT_EQ(status(check(gate, request("GET", "/metrics", {{"Host", "rebound.example:8080"}}))), 401u);
    EXPECT_EQ(status(check(gate, request("GET", "/metrics", {{"Host", "127.0.0.1.example"}}))), 401u);
    for (const char* header : {"Forwarded", "X-Forwarded-For", "x-forwarded-host", "Via", "X-Real-IP"}) {
        EXPECT_EQ(status(check(gate, request("GET", "/metrics", {{"Host", "localhost"}, {header, "a"}}))),
                  401u)
            << header;
    }
}

TEST_F(GateTest, WhatVisitorsNeedIsOpenAndTheRestIsNot) {
    Gate gate = this->gate();
    for (const char* path : {"/", "/healthz", "/assets/index.js", "/html/page.html", "/emotions/happy/a.jpeg",
                             "/display/zone1/img1h.jpeg", "/img_1.jpeg", "/login", "/image"}) {
        EXPECT_EQ(status(check(gate, from_outside("GET", path))), kPasses) << path;
    }
    for (const char* path :
         {"/emotion", "/garden", "/gardenfromDB", "/like", "/api/v1/events", "/api/v1/session"}) {
        EXPECT_EQ(status(check(gate, from_outside("POST", path))), kPasses) << path;
    }
    for (const char* path : {"/metrics", "/imgPool/happy/a.jpeg", "/api/v1/explain", "/api/v1/insights",
                             "/profile/a.jpeg", "/dataset/users/users.csv"}) {
        EXPECT_EQ(status(check(gate, from_outside("GET", path))), 401u) << path;
    }
    EXPECT_EQ(status(check(gate, from_outside("POST", "/api/v1/faces"))), 401u);
    EXPECT_EQ(status(check(gate, from_outside("PUT", "/emotions/happy/a.jpeg"))), 401u);
    EXPECT_EQ(status(check(gate, from_outside("DELETE", "/html/page.html"))), 401u);
}

TEST_F(GateTest, ASessionOrATokenOpensTheRest) {
    Gate gate = this->gate();
    ASSERT_TRUE(administrators_->add("ada", "correct horse"));
    http::Request browser = from_outside("GET", "/metrics");
    browser.headers.add("Cookie", "a=b; garden_session=" + *administrators_->log_in("ada", "correct horse"));
    EXPECT_EQ(status(check(gate, browser)), kPasses);
    http::Request script = from_outside("GET", "/metrics");
    script.headers.add("Authorization", "Bearer " + *administrators_->add_token("backup"));
    EXPECT_EQ(status(check(gate, script)), kPasses);
    script.headers.set("Authorization", "Bearer wrong");
    EXPECT_EQ(status(check(gate, script)), 401u);
    http::Request page = from_outside("GET", "/imgPool/happy/a.jpeg");
    page.raw_query = "a=1&b";
    page.headers.add("Accept", "text/html,*/*");
    const auto answer = check(gate, page);
    ASSERT_EQ(status(answer), 303u);
    EXPECT_EQ(answer->headers.get("Location"), "/login?next=%2FimgPool%2Fhappy%2Fa.jpeg%3Fa%3D1%26b");
}

TEST_F(GateTest, ForeignPagesMayNotChangeAnything) {
    Gate gate = this->gate({.public_url = "https://garden.example", .allowed_hosts = {"Kiosk.example"}});
    const auto with_origin = [&](const char* method, const char* host, const char* origin) {
        return status(check(gate, request(method, "/like", {{"Host", host}, {"Origin", origin}})));
    };
    EXPECT_EQ(with_origin("POST", "127.0.0.1:8080", "http://127.0.0.1:8080"), kPasses);
    EXPECT_EQ(with_origin("POST", "192.0.2.7", "http://192.0.2.7"), kPasses);
    EXPECT_EQ(with_origin("POST", "kiosk.example", "http://kiosk.example"), kPasses);
    EXPECT_EQ(with_origin("POST", "127.0.0.1:8080", "https://garden.example"), kPasses);
    EXPECT_EQ(with_origin("POST", "127.0.0.1:8080", "http://evil.example"), 403u);
    EXPECT_EQ(with_origin("POST", "127.0.0.1:8080", "http://127.0.0.1:9999"), 403u);
    EXPECT_EQ(with_origin("POST", "127.0.0.1:8080", "null"), 403u);
    EXPECT_EQ(with_origin("POST", "rebound.example", "http://rebound.example"), 403u);  // DNS rebinding
    EXPECT_EQ(with_origin("GET", "127.0.0.1:8080", "http://evil.example"),
              kPasses);  // cannot be read without CORS
}

TEST_F(GateTest, AllowedOriginsGetCors) {
    Gate gate = this->gate({.allowed_origins = {"https://museum.example"}});
    const http::Request preflight =
        request("OPTIONS", "/emotion", {{"Host", "localhost"}, {"Origin", "https://museum.example"}});
    EXPECT_EQ(status(check(gate, preflight)), 204u);
    const http::Request post =
        request("POST", "/emotion", {{"Host", "localhost"}, {"Origin", "https://museum.example"}});
    EXPECT_EQ(status(check(gate, post)), kPasses);
    http::Response response;
    gate.decorate(post, response);
    EXPECT_EQ(response.headers.get("Access-Control-Allow-Origin"), "https://museum.example");
    http::Response other;
    gate.decorate(request("POST", "/emotion", {{"Origin", "https://evil.example"}}), other);
    EXPECT_FALSE(other.headers.has("Access-Control-Allow-Origin"));
    EXPECT_TRUE(other.headers.has("Content-Security-Policy"));
}

TEST_F(GateTest, RatesAreLimitedByAddressAndNotOnLoopback) {
    Gate gate = this->gate({.trusted_proxies = {"192.0.2.0/31"}, .emotion_per_minute = 2});
    http::Request visitor = from_outside("POST", "/emotion");
    EXPECT_EQ(status(check(gate, visitor)), kPasses);
    EXPECT_EQ(status(check(gate, visitor)), kPasses);
    const auto refused = check(gate, visitor);
    ASSERT_EQ(status(refused), 429u);
    EXPECT_EQ(refused->headers.get("Retry-After"), "30");
    visitor.headers.add("X-Forwarded-For", "198.51.100.1");  // not believed
    EXPECT_EQ(status(check(gate, visitor)), 429u);
    http::Request proxied = from_outside("POST", "/emotion");
    proxied.peer_address = "192.0.2.1";
    for (const char* client : {"198.51.100.1", "198.51.100.1", "198.51.100.2"}) {
        proxied.headers.set("X-Forwarded-For", std::string("203.0.113.9, ") + client);
        EXPECT_EQ(status(check(gate, proxied)), kPasses);
    }
    // Through a proxy before the proxy.
    proxied.headers.set("X-Forwarded-For", "198.51.100.3, 198.51.100.2, 192.0.2.0");
    EXPECT_EQ(status(check(gate, proxied)), kPasses);
    EXPECT_EQ(status(check(gate, proxied)), 429u) << "the client of before, whatever stands before it";
    for (int i = 0; i < 10; ++i) EXPECT_EQ(status(check(gate, request("POST", "/emotion"))), kPasses);
    http::Request customer = from_outside("POST", "/emotion");
    for (const char* address : {"2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"}) {
        customer.peer_address = address;
        EXPECT_EQ(status(check(gate, customer)), kPasses);
    }
    customer.peer_address = "2001:db8::3";  // the same /64 as the first two
    EXPECT_EQ(status(check(gate, customer)), 429u);
}

TEST_F(GateTest, TheBaseUrlIsTheRequestsOwnUnlessConfigured) {
    EXPECT_EQ(gate().base_url(request("GET", "/")), "http://127.0.0.1:8080");
    EXPECT_EQ(gate({.public_url = "https://garden.example"}).base_url(request("GET", "/")),
              "https://garden.example");
    http::Request proxied = request(
        "GET", "/", {{"Host", "inner"}, {"X-Forwarded-Proto", "https"}, {"X-Forwarded-Host", "outer"}});
    EXPECT_EQ(gate().base_url(proxied), "http://inner");
    EXPECT_EQ(gate({.trusted_proxies = {"127.0.0.1"}}).base_url(proxied), "https://outer");
}

TEST_F(GateTest, ATrustedProxyOnThisMachineMakesNobodyLocalAndSaysWhichNameIsOurs) {
    Gate gate = this->gate({.allowed_hosts = {"garden.example"}, .trusted_proxies = {"127.0.0.1"}});
    EXPECT_EQ(status(check(gate, request("GET", "/metrics"))), 401u);
    const http::Request like = request("POST", "/like",
                                       {{"Host", "127.0.0.1:8080"},
                                        {"X-Forwarded-Host", "garden.example"},
                                        {"Origin", "https://garden.example"}});
    EXPECT_EQ(status(check(gate, like)), kPasses);
}

TEST_F(GateTest, ScreensNeedNoLoginForWhatTheyShowAndForSayingSo) {
    EXPECT_TRUE(is_open("GET", "/screen"));
    EXPECT_TRUE(is_open("GET", "/screen/zone1/1h"));
    EXPECT_TRUE(is_open("GET", "/api/v1/kiosk"));
    EXPECT_FALSE(is_open("PUT", "/api/v1/kiosk"));
    EXPECT_FALSE(is_open("GET", "/screens"));
    EXPECT_TRUE(is_open("GET", "/api/v1/displays/zone1"));
    EXPECT_TRUE(is_open("GET", "/api/v1/displays/zone1/events"));
    EXPECT_TRUE(is_open("POST", "/api/v1/displays/zone1/screens/left"));
    EXPECT_FALSE(is_open("PUT", "/api/v1/displays/zone1"));
    EXPECT_FALSE(is_open("GET", "/api/v1/displays"));
    EXPECT_FALSE(is_open("GET", "/api/v1/displays/zone1/screens"));
    EXPECT_FALSE(is_open("POST", "/api/v1/displays/zone1"));
    EXPECT_FALSE(is_open("POST", "/updateDisplay"));
    for (const char* path :
         {"/retrieve", "/remove", "/removePool", "/clearIndex", "/api/v1/pictures/publish"})
        EXPECT_FALSE(is_open("POST", path)) << path;
}

TEST_F(GateTest, ReportsOfScreensAreLimitedByAddress) {
    Gate gate = this->gate({.like_per_minute = 2});
    const auto report = from_outside("POST", "/api/v1/displays/zone1/screens/left");
    EXPECT_EQ(status(check(gate, report)), kPasses);
    EXPECT_EQ(status(check(gate, report)), kPasses);
    EXPECT_EQ(status(check(gate, report)), 429u);
}

}  // namespace
}  // namespace garden::api
