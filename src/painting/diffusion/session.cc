#include "painting/diffusion/session.h"

#include <fmt/format.h>

namespace garden::painting::diffusion {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// How often a stop and the time are looked at while the child works.
constexpr milliseconds kLook(50);
// A child that has been told to stop may finish its step for so long; then it is ended.
constexpr milliseconds kStopLimit(700);
constexpr milliseconds kHealthLimit(2'000);
constexpr std::chrono::seconds kHelloLimit(10);

Error cancelled() { return {ErrorCode::cancelled, "painting was cancelled"}; }

}  // namespace

std::string text_in(const json& head, const char* name) {
    const auto found = head.find(name);
    return found != head.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int number_in(const json& head, const char* name) {
    const auto found = head.find(name);
    return found != head.end() && found->is_number_integer() ? found->get<int>() : 0;
}

Result<std::unique_ptr<Session>> Session::start(const std::filesystem::path& program,
                                                const std::vector<std::string>& variables,
                                                std::chrono::seconds limit, const std::stop_token& stop) {
    auto child = Child::start(program, variables);
    if (!child) return std::unexpected(child.error());
    std::unique_ptr<Session> session(new Session(std::move(*child), kHelloLimit));
    const auto hello = session->await("hello", {}, stop);
    if (!hello) return std::unexpected(hello.error());
    if (number_in(hello->head, "protocol") != kProtocol) {
        return fail(
            ErrorCode::unavailable,
            fmt::format("{} is of another version than this server: build it anew", program.string()));
    }
    session->limit_ = limit;
    session->device_ = {.name = text_in(hello->head, "device"),
                        .is_gpu = hello->head.contains("free"),
                        .free_octets = hello->head.value("free", std::uint64_t{0})};
    return session;
}

Result<> Session::load(const json& message, const std::stop_token& stop) {
    usable_ = false;
    if (const auto sent = child_->channel().send({message}, stop); !sent) return lost(sent.error(), false);
    const auto loaded = await("loaded", {}, stop);
    if (!loaded) return std::unexpected(loaded.error());
    usable_ = true;
    return {};
}

Result<Message> Session::paint(const Message& order, const OnProgress& on_progress,
                               const std::stop_token& stop) {
    if (const auto sent = child_->channel().send(order, stop); !sent) return lost(sent.error(), false);
    return await("painted", on_progress, stop);
}

bool Session::is_usable() {
    // Nothing is to be heard of a child that has nothing to do, but that it is gone.
    usable_ = usable_ && child_->channel().receive(milliseconds(0)).has_value();
    return usable_;
}

bool Session::is_well() {
    if (!usable_ || !child_->channel().send({{{"type", "health"}}})) return false;
    const auto answer = child_->channel().receive(kHealthLimit);
    return answer && *answer;
}

// What is said of a child that cannot be heard, or does not listen.
std::unexpected<Error> Session::lost(const Error& error, bool has_begun) {
    usable_ = false;
    if (error.code == ErrorCode::cancelled) return std::unexpected(cancelled());
    if (error.code == ErrorCode::corrupt)
        return fail(ErrorCode::internal, "the painter's program talks nonsense");
    const Child::End end = child_->wait();
    if (end.orderly && !has_begun)
        return fail(ErrorCode::not_found, "the painter's program has ended, for it had nothing to do");
    return fail(ErrorCode::internal, fmt::format("the painter's program {}", end.how));
}

// Tells the child to stop. Whatever it does, this takes less than a second: a child that goes on is ended
// with this session, and the model is loaded again for the next picture.
Error Session::stop_painting() {
    const auto until = Clock::now() + kStopLimit;
    usable_ = false;
    bool heard = child_->channel().send({{{"type", "cancel"}}}).has_value();
    while (heard && !usable_ && Clock::now() < until) {
        const auto message = child_->channel().receive(kLook);
        heard = message.has_value();
        const std::string type = heard && *message ? text_in((*message)->head, "type") : "";
        // The picture may just have been finished.
        usable_ = type == "cancelled" || type == "painted";
    }
    return cancelled();
}

// The child's next message of this type; progress is told meanwhile, and gives it more time.
Result<Message> Session::await(std::string_view type, const OnProgress& on_progress,
                               const std::stop_token& stop) {
    auto until = Clock::now() + limit_;
    bool has_begun = false;
    while (true) {
        if (stop.stop_requested()) return std::unexpected(stop_painting());
        auto message = child_->channel().receive(kLook);
        if (!message) return lost(message.error(), has_begun);
        if (!*message) {
            if (Clock::now() < until) continue;
            usable_ = false;
            return fail(
                ErrorCode::internal,
                fmt::format("the painter's program did nothing for {} seconds (timeout)", limit_.count()));
        }
        const std::string got = text_in((*message)->head, "type");
        if (got == type) return std::move(**message);
        if (got == "failed") {
            return fail(ErrorCode::unavailable,
                        fmt::format("the painter's program: {}", text_in((*message)->head, "reason")));
        }
        if (got != "progress") continue;
        has_begun = true;
        until = Clock::now() + limit_;
        if (on_progress) on_progress(**message);
    }
}

}  // namespace garden::painting::diffusion
