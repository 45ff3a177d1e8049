// emotion-garden-diffusion: paints with stable-diffusion.cpp for the server that started it, over the socket
// that it was given; docs/diffusion-protocol.md. It has one model, and ends when the server is gone, or when
// there was nothing to do for as long as the model is to be kept.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <optional>
#include <thread>

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>

#include "engine.h"
#include "painting/diffusion/wire.h"

namespace garden::diffusion {
namespace {

using nlohmann::json;
using painting::diffusion::Channel;
using painting::diffusion::kChildSocket;
using painting::diffusion::kProtocol;
using painting::diffusion::Message;

// Visitors come first: whatever else wants the processor gets it.
void take_lowest_priority() {
    const sched_param none{};
    if (::sched_setscheduler(0, SCHED_IDLE, &none) != 0) ::setpriority(PRIO_PROCESS, 0, 19);
}

// What is to happen when this program fails: no core of gigabytes, and when memory runs out the system takes
// this program rather than the server. Programs that the library starts hold no end of the channel.
void be_expendable() {
    constexpr rlimit kNone{0, 0};
    ::setrlimit(RLIMIT_CORE, &kNone);
    ::fcntl(kChildSocket, F_SETFD, FD_CLOEXEC);
    std::ofstream("/proc/self/oom_score_adj") << 500;
}

Message hello() {
    const Device device = garden::diffusion::device();
    json head = {{"type", "hello"}, {"protocol", kProtocol}, {"device", device.name}};
    if (device.is_gpu) head["free"] = device.free_octets;
    return {std::move(head)};
}

// Ends at once, whatever the library is at: nothing here has to be kept.
[[noreturn]] void leave(int status) { std::_Exit(status); }

// What the server wants next. Its messages are heard while the library paints.
class Inbox {
  public:
    explicit Inbox(Channel& channel) : channel_(channel) {}

    // Until the server is gone, which ends the program.
    void listen() {
        while (true) {
            auto message = channel_.receive(std::nullopt);
            if (!message) leave(message.error().code == ErrorCode::not_found ? 0 : 1);
            const std::string type = (*message)->head.value("type", "");
            if (type == "cancel") {
                cancelled_ = true;
            } else if (type == "health") {
                say({{{"type", "health"}, {"painting", busy_.load()}}});
            } else {
                const std::lock_guard lock(mutex_);
                cancelled_ = false;  // what was asked before was of an order before
                next_ = std::move(**message);
                changed_.notify_one();
            }
        }
    }

    // The next order; nothing when none comes for so long.
    std::optional<Message> next(std::chrono::seconds most) {
        std::unique_lock lock(mutex_);
        busy_ = false;
        const auto any = [&] { return next_.has_value(); };
        if (most.count() == 0) {
            changed_.wait(lock, any);
        } else if (!changed_.wait_for(lock, most, any)) {
            return std::nullopt;
        }
        busy_ = true;
        return std::exchange(next_, std::nullopt);
    }

    bool cancelled() const { return cancelled_; }

    // From both threads.
    void say(const Message& message) {
        const std::lock_guard lock(say_);
        if (!channel_.send(message)) leave(1);
    }

  private:
    Channel& channel_;
    std::mutex say_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<Message> next_;  // guarded by mutex_
    std::atomic<bool> cancelled_ = false;
    std::atomic<bool> busy_ = false;
};

Message failure(const Error& error) {
    if (error.code == ErrorCode::cancelled) return {{{"type", "cancelled"}}};
    return {{{"type", "failed"}, {"reason", error.message}}};
}

Message with_pixels(json head, const Pixels& pixels) {
    head["width"] = pixels.width;
    head["height"] = pixels.height;
    return {std::move(head), pixels.rgb};
}

void paint(Inbox& inbox, Engine& engine, const Message& order) {
    const auto painted = engine.paint(order.head, order.octets, [&](const Step& step) {
        const json head = {{"type", "progress"}, {"step", step.step}, {"steps", step.steps}};
        inbox.say(step.preview == nullptr ? Message{head} : with_pixels(head, *step.preview));
        return !inbox.cancelled();
    });
    if (!painted) {
        inbox.say(failure(painted.error()));
        return;
    }
    inbox.say(
        with_pixels({{"type", "painted"}, {"sampler", painted->sampler}, {"scheduler", painted->scheduler}},
                    painted->pixels));
}

// Carries out orders, one after the other.
void work(Inbox& inbox) {
    std::unique_ptr<Engine> engine;
    std::chrono::seconds keep(0);
    while (auto message = inbox.next(keep)) {
        const std::string type = message->head.value("type", "");
        if (type == "load") {
            keep = std::chrono::seconds(message->head.value("keep_seconds", 0));
            engine.reset();
            auto loaded = Engine::load(message->head);
            if (loaded) engine = std::move(*loaded);
            inbox.say(engine ? Message{{{"type", "loaded"}}} : failure(loaded.error()));
        } else if (type == "paint" && engine) {
            paint(inbox, *engine, *message);
        } else {
            inbox.say(
                failure({ErrorCode::invalid_argument, "no model is loaded, or the message is unknown"}));
        }
    }
}

int run() {
    be_expendable();
    Channel channel(kChildSocket);
    Inbox inbox(channel);
    inbox.say(hello());  // before everybody else comes first: the server waits for it
    take_lowest_priority();
    std::thread([&inbox] { inbox.listen(); }).detach();
    work(inbox);
    leave(0);
}

}  // namespace
}  // namespace garden::diffusion

int main(int argc, char**) {
    if (argc > 1) {
        std::fputs("emotion-garden-diffusion is started by the server emotion-garden, and by nobody else.\n",
                   stderr);
        return 2;
    }
    return garden::diffusion::run();
}
