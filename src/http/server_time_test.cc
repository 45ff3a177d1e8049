// Time-outs, drain and event streams.
#include <future>
#include <thread>

#include "http/server_test_client.h"

namespace garden::http {
namespace {

using namespace std::chrono_literals;

class TimeTest : public ServerTest {
  protected:
    ~TimeTest() override { server_.reset(); }
};

TEST_F(TimeTest, AHeaderThatDoesNotCompleteIsAnswered) {
    options_.header_timeout = 50ms;
    start();
    TestClient client(server_->port());
    const Answer answer = client.ask("GET / HTTP/1.1\r\nHost:");
    EXPECT_EQ(answer.status, 408u);
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_TRUE(client.closed());
}

TEST_F(TimeTest, ATrickleDoesNotLengthenTheHeadersTime) {
    options_.header_timeout = 100ms;
    start();
    TestClient client(server_->port());
    const auto begin = std::chrono::steady_clock::now();
    client.send("GET / HTTP/1.1\r\nX: ");
    std::jthread trickle([&client](const std::stop_token& stop) {
        while (!stop.stop_requested() && client.send("x")) std::this_thread::sleep_for(10ms);
    });
    EXPECT_EQ(client.receive().status, 408u);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
}

TEST_F(TimeTest, ABodyThatStopsIsAnswered) {
    options_.body_timeout = 50ms;
    post("/echo", echo);
    start();
    TestClient client(server_->port());
    EXPECT_EQ(client.ask("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\nab").status, 408u);
    EXPECT_TRUE(client.closed());
}

TEST_F(TimeTest, ATrickleDoesNotLengthenTheBodysTime) {
    options_.body_timeout = 200ms;
    post("/echo", echo, 100'000);
    start();
    TestClient client(server_->port());
    const auto begin = std::chrono::steady_clock::now();
    client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n");
    std::jthread trickle([&client](const std::stop_token& stop) {
        while (!stop.stop_requested() && client.send("x")) std::this_thread::sleep_for(10ms);
    });
    EXPECT_EQ(client.receive().status, 408u);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 200ms);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
}

TEST_F(TimeTest, AnUnwantedBodyHasNoMoreTime) {
    options_.body_timeout = 200ms;
    start();
    TestClient client(server_->port());
    const auto begin = std::chrono::steady_clock::now();
    client.send("POST /nowhere HTTP/1.1\r\nHost: t\r\nContent-Length: 60000\r\n\r\n");
    EXPECT_EQ(client.receive().status, 404u);
    while (client.send("x") && std::chrono::steady_clock::now() - begin < 5s)
        std::this_thread::sleep_for(10ms);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
}

TEST_F(TimeTest, AnIdleConnectionIsClosedSilently) {
    options_.idle_timeout = 50ms;
    get("/hello", hello);
    start();
    TestClient fresh(server_->port());
    EXPECT_TRUE(fresh.closed());
    TestClient used(server_->port());
    EXPECT_EQ(used.ask(plain("GET", "/hello")).status, 200u);
    EXPECT_TRUE(used.closed());
}

TEST_F(TimeTest, AClientThatTakesNothingIsLetGo) {
    options_.write_timeout = 100ms;
    std::promise<unsigned> finished;
    get("/large", [](const Request&) { return text_response(200, std::string(30'000'000, 'x')); });
    filters_.observe = [&](std::string_view, unsigned status, double) { finished.set_value(status); };
    start();
    TestClient client(server_->port(), nullptr, 4096);
    client.send(plain("GET", "/large"));
    EXPECT_EQ(finished.get_future().wait_for(10s), std::future_status::ready);
}

TEST_F(TimeTest, DrainFinishesWhatRunsAndEndsWhatIsIdle) {
    std::promise<void> inside;
    std::promise<void> gate;
    get("/wait", [&](const Request&) {
        inside.set_value();
        gate.get_future().wait();
        return text_response(200, "done");
    });
    get("/hello", hello);
    start();
    TestClient idle(server_->port());
    EXPECT_EQ(idle.ask(plain("GET", "/hello")).status, 200u);
    TestClient running(server_->port());
    running.send(plain("GET", "/wait"));
    inside.get_future().wait();

    std::jthread first([this] { server_->drain(); });
    std::jthread second([this] { server_->drain(); });
    EXPECT_TRUE(idle.closed());
    gate.set_value();
    const Answer answer = running.receive();
    EXPECT_EQ(answer.body, "done");
    EXPECT_EQ(answer.field("Connection"), "close");
    first.join();
    second.join();
    EXPECT_FALSE(TestClient(server_->port()).connected());
    server_->drain();
}

TEST_F(TimeTest, DrainGivesUpAfterItsTime) {
    options_.drain_timeout = 50ms;
    post("/echo", echo);
    start();
    TestClient client(server_->port());
    EXPECT_EQ(
        client.ask("POST /echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
            .status,
        100u);
    const auto begin = std::chrono::steady_clock::now();
    server_->drain();
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 50ms);
    EXPECT_TRUE(client.closed());
}

TEST_F(TimeTest, TheDestructorWaitsForHandlersThatOutlastTheDrain) {
    options_.drain_timeout = 20ms;
    std::promise<void> inside;
    std::atomic<bool> done = false;
    get("/long", [&](const Request&) {
        inside.set_value();
        std::this_thread::sleep_for(150ms);
        done = true;
        return text_response(200, "");
    });
    start();
    TestClient client(server_->port());
    client.send(plain("GET", "/long"));
    inside.get_future().wait();
    server_.reset();
    EXPECT_TRUE(done);
}

TEST_F(TimeTest, WhatWaitsForAWorkerWhenEverythingIsClosedIsNotHandled) {
    options_.worker_threads = 1;
    options_.drain_timeout = 100ms;
    std::promise<void> gate;
    std::atomic<int> arrived = 0;
    std::atomic<int> handled = 0;
    get("/wait", [&, opened = gate.get_future().share()](const Request&) {
        ++handled;
        opened.wait();
        return text_response(200, "");
    });
    filters_.before = [&](const Request&) -> std::optional<Response> {
        ++arrived;
        return std::nullopt;
    };
    start();
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 4; ++i) {
        clients.push_back(std::make_unique<TestClient>(server_->port()));
        clients.back()->send(plain("GET", "/wait"));
    }
    while (arrived < 4 || handled < 1) std::this_thread::sleep_for(1ms);
    server_->drain();
    gate.set_value();
    server_.reset();
    EXPECT_EQ(handled, 1);
}

Response events(std::function<void(EventSink&)> run) {
    Response response;
    response.headers.add("Content-Type", "text/event-stream");
    response.body = EventStream{std::move(run)};
    return response;
}

TEST_F(TimeTest, EventsArriveAsTheyAreSent) {
    std::promise<void> gate;
    get("/events", [&](const Request&) {
        return events([&](EventSink& sink) {
            EXPECT_TRUE(sink.send("progress", "1\n2"));
            gate.get_future().wait();
            EXPECT_TRUE(sink.send("done", ""));
        });
    });
    start();
    TestClient client(server_->port());
    client.send(plain("GET", "/events"));
    EXPECT_TRUE(client.wait_for("event: progress\ndata: 1\ndata: 2\n\n"));
    gate.set_value();
    const Answer answer = client.receive();
    EXPECT_EQ(answer.field("Content-Type"), "text/event-stream");
    EXPECT_EQ(answer.field("Content-Length"), "");
    EXPECT_TRUE(answer.body.ends_with("event: done\ndata: \n\n"));
}

TEST_F(TimeTest, HeadOfAStreamRunsNothing) {
    get("/events",
        [](const Request&) { return events([](EventSink&) { ADD_FAILURE() << "ran for HEAD"; }); });
    start();
    TestClient client(server_->port());
    EXPECT_EQ(client.ask(plain("HEAD", "/events")).status, 200u);
}

TEST_F(TimeTest, AStreamNoticesAClientThatGoesAway) {
    std::promise<void> ended;
    get("/events", [&](const Request&) {
        return events([&](EventSink& sink) {
            sink.send("", "first");
            while (sink.open()) std::this_thread::sleep_for(5ms);
            EXPECT_FALSE(sink.send("", "second"));
            ended.set_value();
        });
    });
    start();
    {
        TestClient client(server_->port());
        client.send(plain("GET", "/events"));
        EXPECT_TRUE(client.wait_for("data: first"));
    }
    EXPECT_EQ(ended.get_future().wait_for(10s), std::future_status::ready);
}

TEST_F(TimeTest, AStreamBeatsWhileItIsSilentAndEndsWithTheDrain) {
    options_.heartbeat = 20ms;
    get("/events", [](const Request&) {
        return events([](EventSink& sink) {
            while (sink.open()) std::this_thread::sleep_for(5ms);
        });
    });
    start();
    TestClient client(server_->port());
    client.send(plain("GET", "/events"));
    EXPECT_TRUE(client.wait_for(":\n\n:\n\n"));
    server_->drain();
    EXPECT_NE(client.receive().status, 0u);
    EXPECT_TRUE(client.closed());
}

TEST_F(TimeTest, WhatAStreamHasBegunIsEndedWhileTheServerDrains) {
    get("/events", [](const Request&) {
        return events([](EventSink& sink) {
            EXPECT_TRUE(sink.write("{"));
            while (sink.open()) std::this_thread::sleep_for(5ms);
            EXPECT_FALSE(sink.send("", "one more"));
            EXPECT_TRUE(sink.write("}"));
        });
    });
    start();
    TestClient client(server_->port());
    client.send(plain("GET", "/events"));
    EXPECT_TRUE(client.wait_for("{"));
    server_->drain();
    EXPECT_EQ(client.receive().body, "{}");
    EXPECT_TRUE(client.closed());
}

TEST_F(TimeTest, ASlowClientSlowsTheStreamDownOrLosesIt) {
    options_.write_timeout = 200ms;
    std::promise<int> sent;
    get("/events", [&](const Request&) {
        return events([&](EventSink& sink) {
            int count = 0;
            while (sink.send("", std::string(100'000, 'x'))) ++count;
            sent.set_value(count);
        });
    });
    start();
    TestClient client(server_->port(), nullptr, 4096);
    client.send(plain("GET", "/events"));
    // What the kernel takes, and little more.
    EXPECT_LT(sent.get_future().get(), 1000);
}

TEST_F(TimeTest, StreamsHaveALimit) {
    options_.event_stream_limit = 1;
    get("/events", [](const Request&) {
        return events([](EventSink& sink) {
            sink.send("", "first");
            while (sink.open()) std::this_thread::sleep_for(5ms);
        });
    });
    start();
    TestClient client(server_->port());
    client.send(plain("GET", "/events"));
    EXPECT_TRUE(client.wait_for("data: first"));
    const Answer refused = ask(plain("GET", "/events"));
    EXPECT_EQ(refused.status, 503u);
    EXPECT_EQ(refused.field("Retry-After"), "1");
}

}  // namespace
}  // namespace garden::http
