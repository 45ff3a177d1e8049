#include "http/server.h"

#include <atomic>
#include <cstdio>
#include <future>
#include <semaphore>
#include <stdexcept>

#include <fcntl.h>

#include "http/server_test_client.h"

namespace garden::http {
namespace {

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
    get("/hello", hello);
    start();
    TestClient client(server_->port());
    for (int i = 0; i < 3; ++i) {
        const Answer answer = client.ask(plain("GET", "/hello"));
        EXPECT_EQ(answer.status, 200u);
        EXPECT_EQ(answer.body, "hello");
        EXPECT_EQ(answer.field("Server"), "emotion-garden");
        EXPECT_TRUE(parse_http_date(answer.field("Date")));
        EXPECT_EQ(answer.field("Connection"), "");
    }
}

TEST_F(ServerTest, GivesHandlersTheWholeRequest) {
    post("/a/{id}", [](const Request& request) {
        EXPECT_EQ(request.method, "POST");
        EXPECT_EQ(request.path, "/a/b c");
        EXPECT_EQ(request.query_value("q"), "1");
        EXPECT_EQ(request.headers.get("x-user-id"), "u");
        EXPECT_EQ(request.body, "body");
        EXPECT_EQ(request.peer_address, "127.0.0.1");
        EXPECT_FALSE(request.secure);
        EXPECT_TRUE(request.local_listener);
        return text_response(201, "");
    });
    start();
    EXPECT_EQ(ask("POST /a/b%20c?q=1 HTTP/1.1\r\nHost: t\r\nX-User-ID:  u \r\nContent-Length: 4\r\n\r\nbody")
                  .status,
              201u);
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
    get("/slow", [](const Request& request) { return text_response(200, request.raw_query); });
    get(
        "/quick", [](const Request& request) { return text_response(200, request.raw_query); },
        http::Run::on_socket);
    post("/echo", echo);
    start();
    TestClient client(server_->port());
    std::string requests;
    for (int i = 0; i < 50; ++i) {
        requests += plain("GET", (i % 3 == 0 ? "/slow?" : "/quick?") + std::to_string(i));
        requests += "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\n" + std::to_string(10 + i);
    }
    client.send(requests);
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(client.receive().body, std::to_string(i));
        EXPECT_EQ(client.receive().body, std::to_string(10 + i));
    }
}

TEST_F(ServerTest, RequestsMayComeOctetByOctet) {
    post("/echo", echo);
    start();
    TestClient client(server_->port());
    const std::string request =
        "\r\nPOST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: "
        "chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n";
    for (const char c : request) ASSERT_TRUE(client.send(std::string(1, c)));
    EXPECT_EQ(client.receive().body, "abcde");
    EXPECT_EQ(client.ask(request).body, "abcde");
}

TEST_F(ServerTest, TheClientMayCloseItsHalfFirst) {
    get("/hello", hello);
    start();
    TestClient client(server_->port());
    client.send(plain("GET", "/hello"));
    client.finish_sending();
    EXPECT_EQ(client.receive().body, "hello");
    EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, ClosesWhenAskedToAndForHttp10) {
    get("/hello", hello);
    start();
    TestClient closing(server_->port());
    EXPECT_EQ(closing.ask("GET /hello HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n").field("Connection"),
              "close");
    EXPECT_TRUE(closing.closed());
    TestClient old(server_->port());
    EXPECT_EQ(old.ask("GET /hello HTTP/1.0\r\n\r\n").body, "hello");
    EXPECT_TRUE(old.closed());
    TestClient kept(server_->port());
    const std::string keep = "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    EXPECT_EQ(kept.ask(keep).field("Connection"), "keep-alive");
    EXPECT_EQ(kept.ask(keep).body, "hello");
}

TEST_F(ServerTest, HeadIsGetWithoutTheBody) {
    get("/hello", hello);
    start();
    TestClient client(server_->port());
    const Answer head = client.ask(plain("HEAD", "/hello"));
    EXPECT_EQ(head.status, 200u);
    EXPECT_EQ(head.field("Content-Length"), "5");
    EXPECT_EQ(client.ask(plain("GET", "/hello")).body, "hello");
}

TEST_F(ServerTest, UnknownPathsAndMethods) {
    get("/hello", hello);
    post("/hello", echo);
    start();
    const Answer missing = ask(plain("GET", "/nothing"));
    EXPECT_EQ(missing.status, 404u);
    EXPECT_EQ(missing.field("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(missing.body, "There is nothing at this address.\n");
    const Answer refused = ask(plain("DELETE", "/hello"));
    EXPECT_EQ(refused.status, 405u);
    EXPECT_EQ(refused.field("Allow"), "GET, HEAD, POST, OPTIONS");
    const Answer options = ask(plain("OPTIONS", "/hello"));
    EXPECT_EQ(options.status, 204u);
    EXPECT_EQ(options.field("Allow"), "GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(options.field("Content-Length"), "");
    EXPECT_EQ(ask(plain("OPTIONS", "*")).status, 204u);
    EXPECT_EQ(ask(plain("OPTIONS", "/nothing")).status, 404u);
}

TEST_F(ServerTest, AnUnwantedSmallBodyIsSkippedAndTheConnectionKept) {
    get("/hello", hello);
    start();
    TestClient client(server_->port());
    const std::string body(3000, 'x');
    EXPECT_EQ(client.ask("POST /hello HTTP/1.1\r\nHost: t\r\nContent-Length: 3000\r\n\r\n" + body).status,
              405u);
    EXPECT_EQ(client.ask(plain("GET", "/hello")).body, "hello");
}

TEST_F(ServerTest, ALargeBodyIsRefusedAndTheClientCanReadIt) {
    post("/echo", echo, 1000);
    start();
    // Most clients send everything before they look for an answer.
    TestClient client(server_->port());
    const std::string body(8 * 1024 * 1024, 'x');
    client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 8388608\r\n\r\n");
    EXPECT_TRUE(client.send(body));
    const Answer answer = client.receive();
    EXPECT_EQ(answer.status, 413u);
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, BodiesUpToTheLimitOfTheirRoute) {
    post("/echo", echo, 1000);
    start();
    const std::string head = "POST /echo HTTP/1.1\r\nHost: t\r\n";
    EXPECT_EQ(ask(head + "Content-Length: 1000\r\n\r\n" + std::string(1000, 'x')).body.size(), 1000u);
    EXPECT_EQ(ask(head + "Content-Length: 1001\r\n\r\n").status, 413u);
    const std::string chunks = "Transfer-Encoding: chunked\r\n\r\n1F4\r\n" + std::string(500, 'x') + "\r\n";
    EXPECT_EQ(ask(head + chunks + "1F4\r\n" + std::string(500, 'y') + "\r\n0\r\n\r\n").body.size(), 1000u);
    EXPECT_EQ(ask(head + chunks + "1F5\r\n").status, 413u);
}

TEST_F(ServerTest, ContinueIsSentOnlyWhenTheBodyIsWanted) {
    post("/echo", echo, 10);
    filters_.before = [](const Request& request) -> std::optional<Response> {
        EXPECT_EQ(request.body, "");
        if (request.headers.has("X-Refuse")) return text_response(401, "no");
        return std::nullopt;
    };
    start();
    const std::string head = "POST /echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\n";
    TestClient client(server_->port());
    EXPECT_EQ(client.ask(head + "Content-Length: 4\r\n\r\n").status, 100u);
    EXPECT_EQ(client.ask("body").body, "body");
    TestClient refused(server_->port());
    EXPECT_EQ(refused.ask(head + "X-Refuse: 1\r\nContent-Length: 4\r\n\r\n").status, 401u);
    EXPECT_TRUE(refused.closed());
    EXPECT_EQ(ask(head + "Content-Length: 11\r\n\r\n").status, 413u);
    EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: t\r\nExpect: cake\r\nContent-Length: 4\r\n\r\nbody").body,
              "body");
    // Some clients take a final answer alone for none, and the next answer for this one.
    TestClient without_body(server_->port());
    EXPECT_EQ(without_body.ask(head + "Content-Length: 0\r\n\r\n").status, 100u);
    EXPECT_EQ(without_body.receive().status, 200u);
}

TEST_F(ServerTest, MalformedRequestsAreRefusedAndTheConnectionEnds) {
    get("/a", hello);
    post("/a", echo);
    start();
    const std::string post = "POST /a HTTP/1.1\r\nHost: t\r\n";
    for (const std::string& request : {
             std::string("nonsense\r\n\r\n"),
             std::string("GET /a\r\n\r\n"),
             std::string("GET  /a HTTP/1.1\r\nHost: t\r\n\r\n"),
             std::string("GET /a b HTTP/1.1\r\nHost: t\r\n\r\n"),
             std::string("GET a HTTP/1.1\r\nHost: t\r\n\r\n"),
             std::string("GET /a HTTP/2.0\r\nHost: t\r\n\r\n"),
             std::string("GET /a HTTP/1.1\r\n\r\n"),
             std::string("GET /a HTTP/1.1\r\nHost: t\r\nHost: t\r\n\r\n"),
             std::string("GET /a HTTP/1.1\r\nHost : t\r\n\r\n"),
             std::string("GET /a HTTP/1.1\r\nHost: t\r\nbad field\r\n\r\n"),
             plain("GET", "/%zz"),
             plain("GET", "/%00"),
             plain("GET", "/%ff"),
             // Requests whose end could be read in two ways.
             post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             post + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
             post + "Content-Length: 2\r\nTransfer-Encoding: gzip\r\n\r\n",
             post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
             post + "Content-Length: 2, 3\r\n\r\nabc",
             post + "Content-Length: -1\r\n\r\n",
             post + "Content-Length: +1\r\n\r\na",
             post + "Content-Length: 99999999999999999999\r\n\r\n",
             post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             std::string("POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
             post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
             post + "Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n",
         }) {
        TestClient client(server_->port());
        const Answer answer = client.ask(request + plain("GET", "/a"));
        EXPECT_EQ(answer.status, 400u) << request;
        EXPECT_EQ(answer.field("Connection"), "close") << request;
        EXPECT_TRUE(client.closed()) << request;
    }
    EXPECT_EQ(ask(post + "Transfer-Encoding: gzip\r\n\r\n").status, 501u);
    EXPECT_EQ(ask(post + "Transfer-Encoding: gzip, chunked\r\n\r\n").status, 501u);
    EXPECT_EQ(ask(post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab").body, "ab");
}

TEST_F(ServerTest, HeadersHaveALimit) {
    options_.header_limit = 1000;
    get("/a", hello);
    start();
    const std::string begin = "GET /a HTTP/1.1\r\nHost: t\r\nX: ";
    const auto request = [&](std::size_t size) {
        return begin + std::string(size - begin.size() - 4, 'x') + "\r\n\r\n";
    };
    EXPECT_EQ(ask(request(1000)).status, 200u);
    EXPECT_EQ(ask(request(1001)).status, 431u);
    EXPECT_EQ(ask(request(100'000)).status, 431u);
    EXPECT_EQ(ask("GET /" + std::string(2000, 'x')).status, 431u);
    std::string many = begin;
    for (int i = 0; i < 200; ++i) many += "\r\nA: b";
    EXPECT_EQ(ask(many + "\r\n\r\n").status, 431u);
}

TEST_F(ServerTest, AnExceptionInAHandlerIsAnswered) {
    get("/throw", [](const Request&) -> Response { throw std::runtime_error("broken"); });
    get("/throw-at-once", [](const Request&) -> Response { throw 1; }, http::Run::on_socket);
    start();
    TestClient client(server_->port());
    EXPECT_EQ(client.ask(plain("GET", "/throw")).status, 500u);
    EXPECT_EQ(client.ask(plain("GET", "/throw-at-once")).status, 500u);
}

TEST_F(ServerTest, AFullQueueIsAnsweredWithRetryAfter) {
    options_.worker_threads = 1;
    options_.worker_queue = 1;
    std::promise<void> gate;
    std::shared_future<void> opened = gate.get_future().share();
    std::atomic<int> inside = 0;
    get("/wait", [&](const Request&) {
        ++inside;
        opened.wait();
        return text_response(200, "done");
    });
    get("/quick", hello, http::Run::on_socket);
    start();
    TestClient running(server_->port());
    running.send(plain("GET", "/wait"));
    while (inside == 0) std::this_thread::yield();
    TestClient waiting(server_->port());
    waiting.send(plain("GET", "/wait"));
    // One of the next is the one that waits; all later ones are refused.
    TestClient third(server_->port());
    third.send(plain("GET", "/wait"));
    const Answer refused = [&] {
        TestClient fourth(server_->port());
        return fourth.ask(plain("GET", "/wait"));
    }();
    EXPECT_EQ(refused.status, 503u);
    EXPECT_EQ(refused.field("Retry-After"), "1");
    EXPECT_EQ(ask(plain("GET", "/quick")).status, 200u);
    gate.set_value();
    EXPECT_EQ(running.receive().body, "done");
    const unsigned a = waiting.receive().status;
    const unsigned b = third.receive().status;
    EXPECT_EQ(std::min(a, b), 200u);
    EXPECT_EQ(std::max(a, b), 503u);
}

TEST_F(ServerTest, FiltersSeeEveryRequestAndAnswer) {
    std::mutex mutex;
    std::vector<std::string> seen;
    get("/a/*", hello);
    filters_.before = [](const Request& request) -> std::optional<Response> {
        if (request.path == "/secret") return text_response(403, "no");
        return std::nullopt;
    };
    filters_.after = [](const Request&, Response& response) { response.headers.add("X-Safe", "1"); };
    filters_.observe = [&](std::string_view pattern, unsigned status, double seconds) {
        const std::lock_guard lock(mutex);
        EXPECT_GE(seconds, 0.0);
        seen.push_back(std::string(pattern) + " " + std::to_string(status));
    };
    start();
    for (const char* path : {"/a/b", "/secret", "/none", "/%00"}) {
        EXPECT_EQ(ask(plain("GET", path)).field("X-Safe"), "1") << path;
    }
    server_.reset();
    EXPECT_EQ(seen, (std::vector<std::string>{"/a/* 200", " 403", " 404", " 400"}));
}

TEST_F(ServerTest, WhoeverWaitsToBeAuthorizedKeepsNobodyElseWaiting) {
    post("/secret", echo, 10);
    get("/open", hello, Run::on_socket);
    std::promise<void> known;
    std::counting_semaphore asked(0);
    filters_.needs_authorization = [](const Request& request) { return request.path == "/secret"; };
    filters_.authorize =
        [&, waits = known.get_future().share()](const Request& request) -> std::optional<Response> {
        EXPECT_EQ(request.body, "");
        if (request.headers.has("X-Throw")) throw std::runtime_error("out of order");
        asked.release();
        waits.wait();
        if (request.headers.has("X-Key")) return std::nullopt;
        return text_response(401, "no");
    };
    start();
    const std::string head = "POST /secret HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n";
    TestClient admitted(server_->port());
    admitted.send(head + "X-Key: 1\r\n\r\nbody");
    TestClient refused(server_->port());
    refused.send(head + "\r\nbody");
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(asked.try_acquire_for(std::chrono::seconds(10)));
    EXPECT_EQ(ask(plain("GET", "/open")).status, 200u) << "while they wait";
    known.set_value();
    EXPECT_EQ(admitted.receive().body, "body");
    EXPECT_EQ(refused.receive().status, 401u);
    EXPECT_EQ(ask(head + "X-Throw: 1\r\n\r\nbody").status, 500u);
}

TEST_F(ServerTest, ConnectionsOverTheLimitAreTurnedAway) {
    options_.connection_limit = 2;
    get("/hello", hello);
    start();
    TestClient first(server_->port());
    EXPECT_EQ(first.ask(plain("GET", "/hello")).status, 200u);
    TestClient second(server_->port());
    EXPECT_EQ(second.ask(plain("GET", "/hello")).status, 200u);
    TestClient third(server_->port());
    EXPECT_EQ(third.receive().status, 503u);
    EXPECT_EQ(first.ask(plain("GET", "/hello")).status, 200u);
}

TEST_F(ServerTest, AnAddressThatIsTakenIsAnError) {
    start();
    options_.port = server_->port();
    const auto second = Server::start(options_, router_, {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::unavailable);
    EXPECT_NE(second.error().message.find("127.0.0.1 port " + std::to_string(options_.port)),
              std::string::npos);
}

// A server that holds 1000 octets of bodies at once, and a handler that holds its body until it is told.
class BudgetTest : public ServerTest {
  protected:
    BudgetTest() {
        options_.body_budget = 1000;
        post("/echo", echo, 1000);
        post(
            "/hold",
            [this](const Request& request) {
                inside_.set_value();
                gate_.get_future().wait();
                return text_response(200, request.body);
            },
            1000);
        start();
        holder_ = std::make_unique<TestClient>(server_->port());
        holder_->send(sized("/hold", 600));
        inside_.get_future().wait();
    }
    ~BudgetTest() override { server_.reset(); }

    void let_go() {
        gate_.set_value();
        EXPECT_EQ(holder_->receive().body.size(), 600u);
        // Given back after the answer was sent: before anything else is read from that connection.
        EXPECT_EQ(holder_->ask(plain("GET", "/")).status, 404u);
    }

    static std::string sized(std::string_view path, std::size_t octets) {
        return "POST " + std::string(path) +
               " HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(octets) + "\r\n\r\n" +
               std::string(octets, 'x');
    }

    std::promise<void> inside_;
    std::promise<void> gate_;
    std::unique_ptr<TestClient> holder_;
};

TEST_F(BudgetTest, ABodyThatDoesNotFitInIsRefusedAndTheConnectionLivesOn) {
    TestClient client(server_->port());
    const Answer refused = client.ask(sized("/echo", 401));
    EXPECT_EQ(refused.status, 503u);
    EXPECT_EQ(refused.field("Retry-After"), "1");
    EXPECT_EQ(client.ask(sized("/echo", 400)).status, 200u);
    EXPECT_EQ(client.ask(sized("/echo", 400)).status, 200u);
    let_go();
    EXPECT_EQ(client.ask(sized("/echo", 1000)).status, 200u);
}

TEST_F(BudgetTest, WhoAsksFirstNeedsNotSendIt) {
    TestClient client(server_->port());
    EXPECT_EQ(client
                  .ask("POST /echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\n"
                       "Content-Length: 401\r\n\r\n")
                  .status,
              503u);
    let_go();
}

TEST_F(BudgetTest, ABodyOfUnknownLengthCountsAsItComes) {
    TestClient client(server_->port());
    client.send("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.send("190\r\n" + std::string(400, 'x') + "\r\n");
    client.send("1\r\nx\r\n");
    const Answer refused = client.receive();
    EXPECT_EQ(refused.status, 503u);
    EXPECT_EQ(refused.field("Connection"), "close");
    EXPECT_TRUE(client.closed());
    // What it had taken is free again, and so is what a client had that went away.
    {
        TestClient(server_->port()).send(sized("/echo", 400).substr(0, 300));
    }
    Answer next;
    for (int i = 0; i < 1000 && next.status != 200; ++i) next = ask(sized("/echo", 400));
    EXPECT_EQ(next.status, 200u);
    let_go();
}

TEST_F(ServerTest, LoopbackHasNoLimitOfConnectionsPerAddress) {
    options_.connections_per_address = 1;
    get("/hello", hello);
    start();
    TestClient first(server_->port());
    TestClient second(server_->port());
    EXPECT_EQ(first.ask(plain("GET", "/hello")).status, 200u);
    EXPECT_EQ(second.ask(plain("GET", "/hello")).status, 200u);
}

}  // namespace
}  // namespace garden::http
