#include "http/router.h"

#include <gtest/gtest.h>

namespace garden::http {
namespace {

Router router_of(std::initializer_list<std::pair<const char*, const char*>> routes) {
    Router router;
    for (const auto& [method, pattern] : routes) {
        router.add(
            {.method = method, .pattern = pattern, .handler = [](const Request&) { return Response{}; }});
    }
    return router;
}

std::string found(const Router& router, std::string_view method, std::string_view path) {
    const Match match = router.find(method, path);
    return match.route != nullptr ? match.route->pattern : "none; " + match.allowed;
}

TEST(Router, TheMostLiteralPatternWinsWhateverCameFirst) {
    const Router router = router_of({{"GET", "/*"},
                                     {"GET", "/emotions/*"},
                                     {"GET", "/api/v1/jobs/*"},
                                     {"GET", "/api/v1/jobs/{id}"},
                                     {"GET", "/api/v1/jobs/{id}/events"},
                                     {"GET", "/"}});
    EXPECT_EQ(found(router, "GET", "/"), "/");
    EXPECT_EQ(found(router, "GET", "/a.jpeg"), "/*");
    EXPECT_EQ(found(router, "GET", "/emotions/happy/cat/a.jpeg"), "/emotions/*");
    EXPECT_EQ(found(router, "GET", "/emotions/"), "/emotions/*");
    EXPECT_EQ(found(router, "GET", "/api/v1/jobs/7"), "/api/v1/jobs/{id}");
    EXPECT_EQ(found(router, "GET", "/api/v1/jobs/7/8"), "/api/v1/jobs/*");
    EXPECT_EQ(found(router, "GET", "/api/v1/jobs/"), "/api/v1/jobs/*");
    EXPECT_EQ(found(router, "GET", "/api/v1/jobs/7/events"), "/api/v1/jobs/{id}/events");
}

TEST(Router, ANameMayHaveASuffixWithinItsSegment) {
    const Router router = router_of({{"GET", "/{name}"},
                                     {"GET", "/{name}.jpeg"},
                                     {"GET", "/pictures/{name}.jpeg/likes"},
                                     {"GET", "/pictures/*"}});
    EXPECT_EQ(found(router, "GET", "/a.jpeg"), "/{name}.jpeg");
    EXPECT_EQ(found(router, "GET", "/a.jpeg.jpeg"), "/{name}.jpeg");
    EXPECT_EQ(found(router, "GET", "/.jpeg"), "/{name}");
    EXPECT_EQ(found(router, "GET", "/a.jpeg.png"), "/{name}");
    EXPECT_EQ(found(router, "GET", "/a/b.jpeg"), "none; ");
    EXPECT_EQ(found(router, "GET", "/pictures/a.jpeg/likes"), "/pictures/{name}.jpeg/likes");
    EXPECT_EQ(found(router, "GET", "/pictures/.jpeg/likes"), "/pictures/*");
    EXPECT_EQ(found(router, "GET", "/pictures/a.png/likes"), "/pictures/*");
}

TEST(Router, LiteralOctetsOfASuffixCount) {
    const Router router = router_of({{"GET", "/pictures/{name}"},
                                     {"GET", "/pictures/x*"},
                                     {"GET", "/pictures/{name}.jpeg"},
                                     {"POST", "/pictures/{name}.jpeg"}});
    EXPECT_EQ(found(router, "GET", "/pictures/x.jpeg"), "/pictures/{name}.jpeg");
    EXPECT_EQ(found(router, "GET", "/pictures/x.png"), "/pictures/x*");
    EXPECT_EQ(found(router, "PUT", "/pictures/x.jpeg"), "none; GET, HEAD, POST, OPTIONS");
}

TEST(Router, GetAnswersHeadUnlessHeadHasItsOwn) {
    const Router router = router_of({{"GET", "/a"}, {"GET", "/b"}, {"HEAD", "/b"}, {"HEAD", "/*"}});
    EXPECT_EQ(router.find("HEAD", "/a").route->method, "GET");
    EXPECT_EQ(router.find("HEAD", "/b").route->method, "HEAD");
    EXPECT_EQ(router.find("HEAD", "/c").route->method, "HEAD");
}

TEST(Router, SaysWhichMethodsAPathHas) {
    const Router router = router_of({{"GET", "/a"}, {"POST", "/a"}, {"PUT", "/b"}});
    EXPECT_EQ(found(router, "DELETE", "/a"), "none; GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(found(router, "GET", "/b"), "none; PUT, OPTIONS");
    EXPECT_EQ(found(router, "GET", "/c"), "none; ");
    EXPECT_EQ(found(router, "GET", "/a/"), "none; ");
}

}  // namespace
}  // namespace garden::http
