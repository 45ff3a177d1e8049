#include "painting/diffusion/diffusion_painter.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <mutex>

#include <fmt/format.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/wait.h"
#include "image/codec.h"
#include "image/fit.h"
#include "painting/diffusion/child.h"
#include "painting/diffusion/file_hash.h"
#include "painting/diffusion/plan.h"

namespace garden::painting::diffusion {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

// How often a stop and the time are looked at while the child works.
constexpr milliseconds kLook(50);
// A child that has been told to stop may finish its step for so long; then it is ended.
constexpr milliseconds kStopLimit(700);
constexpr milliseconds kHelloLimit(10'000);
constexpr milliseconds kHealthLimit(2'000);
// After n ends in a row that were not asked for, the next start waits 2^n seconds, up to a minute.
constexpr int kMostDoublings = 6;
constexpr std::chrono::seconds kMostWait(60);

double gigabytes(std::uint64_t octets) { return static_cast<double>(octets) / 1e9; }

std::string text_of(const json& head, const char* name) {
    const auto found = head.find(name);
    return found != head.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int number_of(const json& head, const char* name) {
    const auto found = head.find(name);
    return found != head.end() && found->is_number_integer() ? found->get<int>() : 0;
}

Result<image::Picture> picture_of(const Message& message) {
    image::Picture picture{number_of(message.head, "width"), number_of(message.head, "height"), {}};
    picture.rgb.assign(message.octets.begin(), message.octets.end());
    if (!picture.is_whole())
        return fail(ErrorCode::unavailable, "the painter's program sends no whole picture");
    return picture;
}

class DiffusionPainter final : public Painter {
  public:
    DiffusionPainter(PainterSpec spec, Model model, std::filesystem::path program)
        : spec_(std::move(spec)), model_(std::move(model)), program_(std::move(program)) {}

    std::string_view name() const override { return spec_.name; }
    Result<Painting> paint(const Order& order, const Watch& watch) override;
    Result<> check(const std::stop_token& stop) override;

  private:
    Result<std::unique_lock<std::timed_mutex>> take_turn(const std::stop_token& stop);
    Result<> ensure_loaded(Size painted, const Watch& watch);
    Result<> start(const std::stop_token& stop);
    Result<> check_memory(Size painted) const;
    Result<Painting> carry_out(const Plan& plan, const Watch& watch);
    Result<Message> await(std::string_view type, const Watch& watch);
    Error stop_painting();
    void note_progress(const Message& message, const Watch& watch) const;
    Result<Bytes> control_octets(Size painted);
    std::unexpected<Error> lost(std::string_view what);
    void give_up() { child_.reset(); }

    const PainterSpec spec_;
    const Model model_;
    const std::filesystem::path program_;
    FileHash hash_{spec_.url};
    std::timed_mutex mutex_;
    // All below is guarded by mutex_.
    std::unique_ptr<Child> child_;  // with its model loaded, or nothing
    int failures_ = 0;              // of children in a row
    SteadyClock::time_point next_start_{};
};

// One order at a time.
Result<std::unique_lock<std::timed_mutex>> DiffusionPainter::take_turn(const std::stop_token& stop) {
    std::unique_lock lock(mutex_, std::defer_lock);
    while (!lock.try_lock_for(kLook)) {
        if (stop.stop_requested()) return fail(ErrorCode::cancelled, "painting was cancelled");
    }
    return lock;
}

// What is said of a child that is there no longer; the next one waits a while, longer each time.
std::unexpected<Error> DiffusionPainter::lost(std::string_view what) {
    std::string how;
    if (child_) how = child_->bury();
    give_up();
    const auto wait = std::min<std::chrono::seconds>(
        kMostWait, std::chrono::seconds(1) * (1 << std::min(failures_, kMostDoublings)));
    ++failures_;
    next_start_ = SteadyClock::now() + wait;
    log::warning("a painter's program failed",
                 {{"painter", spec_.name}, {"what", std::string(what)}, {"how", how}});
    return fail(ErrorCode::internal, fmt::format("the painter's program {}{}", what,
                                                    how.empty() ? "" : fmt::format("; it {}", how)));
}

Result<> DiffusionPainter::check_memory(Size painted) const {
    const auto available = available_memory();
    const std::uint64_t work = work_memory(spec_, painted);
    if (!available || model_.weights + work <= *available) return {};
    return fail(
        ErrorCode::unavailable,
        fmt::format(
            "the model {} needs {:.1f} GB of memory ({:.1f} for its weights, {:.1f} to paint {}), and "
            "{:.1f} GB are free: give it a smaller precision, smaller pictures or a larger machine",
            model_.name, gigabytes(model_.weights + work), gigabytes(model_.weights), gigabytes(work),
            painted.text(), gigabytes(*available)));
}

Result<> DiffusionPainter::start(const std::stop_token& stop) {
    const auto wait = std::chrono::ceil<milliseconds>(next_start_ - SteadyClock::now());
    if (wait > milliseconds(0) && !sleep_for(wait, stop))
        return fail(ErrorCode::cancelled, "painting was cancelled");
    std::vector<std::string> environment;
    if (spec_.diffusion.device > 0) {
        for (const char* variable : {"CUDA_VISIBLE_DEVICES", "GGML_VK_VISIBLE_DEVICES"})
            environment.push_back(fmt::format("{}={}", variable, spec_.diffusion.device));
    }
    auto child = Child::start(program_, environment);
    if (!child) return std::unexpected(child.error());
    child_ = std::move(*child);
    const auto hello = child_->channel().receive(kHelloLimit);
    if (!hello || !*hello || text_of((*hello)->head, "type") != "hello") return lost("does not say hello");
    if (number_of((*hello)->head, "protocol") != kProtocol) {
        give_up();
        return fail(
            ErrorCode::unavailable,
            fmt::format("{} is of another version than this server: build it anew", program_.string()));
    }
    return {};
}

// A child that has loaded the model. One that found nothing to do for long has ended: that is no failure.
Result<> DiffusionPainter::ensure_loaded(Size painted, const Watch& watch) {
    if (child_) {
        const auto last = child_->channel().receive(milliseconds(1));
        if (last) return {};
        give_up();
    }
    if (auto enough = check_memory(painted); !enough) return enough;
    if (auto started = start(watch.cancel); !started) return started;
    if (const auto sent = child_->channel().send({load_message(spec_, model_)}); !sent)
        return lost("hears nothing");
    const auto begun = SteadyClock::now();
    const auto loaded = await("loaded", watch);
    if (!loaded) {
        if (loaded.error().code != ErrorCode::cancelled) give_up();
        return std::unexpected(loaded.error());
    }
    const std::chrono::duration<double> took = SteadyClock::now() - begun;
    log::info("a model is loaded", {{"painter", spec_.name},
                                    {"model", model_.name},
                                    {"seconds", fmt::format("{:.1f}", took.count())},
                                    {"device", text_of(loaded->head, "device")}});
    hash_.begin();
    return {};
}

// Tells the child to stop. Whatever it does, this takes less than a second: if it must be ended, the model is
// loaded again for the next picture.
Error DiffusionPainter::stop_painting() {
    const auto until = SteadyClock::now() + kStopLimit;
    bool stopped = false;
    bool heard = child_->channel().send({{{"type", "cancel"}}}).has_value();
    while (heard && !stopped && SteadyClock::now() < until) {
        const auto message = child_->channel().receive(kLook);
        heard = message.has_value();
        stopped = heard && *message && text_of((*message)->head, "type") != "progress";
    }
    if (!stopped) {
        child_->kill();
        give_up();
    }
    return {ErrorCode::cancelled, "painting was cancelled"};
}

void DiffusionPainter::note_progress(const Message& message, const Watch& watch) const {
    if (!watch.on_progress) return;
    const auto preview = message.octets.empty() ? Result<image::Picture>() : picture_of(message);
    watch.on_progress({.step = number_of(message.head, "step"),
                       .steps = std::max(1, number_of(message.head, "steps")),
                       .preview = preview && preview->is_whole() ? &*preview : nullptr});
}

// The child's next message of this type; progress is told meanwhile, and gives it more time.
Result<Message> DiffusionPainter::await(std::string_view type, const Watch& watch) {
    auto limit = SteadyClock::now() + spec_.timeout;
    while (true) {
        if (watch.cancel.stop_requested()) return std::unexpected(stop_painting());
        auto message = child_->channel().receive(kLook);
        if (!message) return lost(fmt::format("ended before it had {}", type));
        if (!*message) {
            if (SteadyClock::now() < limit) continue;
            child_->kill();
            return lost(fmt::format("did nothing for {} seconds (timeout)", spec_.timeout.count()));
        }
        const std::string got = text_of((*message)->head, "type");
        if (got == type) return std::move(**message);
        if (got == "failed") {
            // The child is well, and says why it cannot.
            return fail(ErrorCode::unavailable,
                        fmt::format("the painter's program: {}", text_of((*message)->head, "reason")));
        }
        if (got == "progress") {
            note_progress(**message, watch);
            limit = SteadyClock::now() + spec_.timeout;
        }
    }
}

// The picture that holds the composition, in the size to be painted; empty without one.
Result<Bytes> DiffusionPainter::control_octets(Size painted) {
    const std::string& file = spec_.diffusion.control_image;
    if (file.empty()) return Bytes();
    std::ifstream stream(file, std::ios::binary);
    const Bytes octets((std::istreambuf_iterator<char>(stream)), {});
    if (!stream) return fail(ErrorCode::unavailable, fmt::format("control_image {} cannot be read", file));
    const auto picture = image::decode(octets);
    if (!picture) return fail_within(file, picture.error());
    const auto fitted = image::fit(*picture, painted.width, painted.height);
    if (!fitted) return std::unexpected(fitted.error());
    return Bytes(fitted->rgb.begin(), fitted->rgb.end());
}

Result<Painting> DiffusionPainter::carry_out(const Plan& plan, const Watch& watch) {
    auto control = control_octets(plan.painted);
    if (!control) return std::unexpected(control.error());
    if (!child_->channel().send({plan.order, std::move(*control)})) return lost("hears nothing");
    const auto painted = await("painted", watch);
    if (!painted) return std::unexpected(painted.error());
    failures_ = 0;
    const auto picture = picture_of(*painted);
    if (!picture) return std::unexpected(picture.error());
    const Order& order = plan.recipe.order;
    auto fitted = image::fit(*picture, order.width, order.height);
    if (!fitted) return std::unexpected(fitted.error());
    Painting painting{std::move(*fitted), plan.recipe};
    for (const char* choice : {"sampler", "scheduler"}) {
        if (const std::string made = text_of(painted->head, choice); !made.empty())
            painting.recipe.order.options[choice] = made;
    }
    if (plan.painted != Size{order.width, order.height}) painting.recipe.painted_size = plan.painted.text();
    return painting;
}

Result<Painting> DiffusionPainter::paint(const Order& order, const Watch& watch) {
    const auto planned = plan(spec_, model_, order);
    if (!planned) return std::unexpected(planned.error());
    const auto turn = take_turn(watch.cancel);
    if (!turn) return std::unexpected(turn.error());
    if (const auto loaded = ensure_loaded(planned->painted, watch); !loaded)
        return std::unexpected(loaded.error());
    auto painting = carry_out(*planned, watch);
    if (!painting) return painting;
    auto hash = hash_.get(watch.cancel);
    if (!hash) return std::unexpected(hash.error());
    painting->recipe.model_sha256 = std::move(*hash);
    return painting;
}

Result<> DiffusionPainter::check(const std::stop_token&) {
    if (std::error_code error; !std::filesystem::exists(program_, error)) {
        return fail(ErrorCode::unavailable,
                    fmt::format("{} is not there: ./dev diffusion builds it", program_.string()));
    }
    if (const auto model = read_model(spec_); !model)
        return fail(ErrorCode::unavailable, model.error().message);
    std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock) return {};  // it paints
    if (!child_) return check_memory({kLeastSide, kLeastSide});
    auto answered = child_->channel().send({{{"type", "health"}}});
    if (answered) {
        const auto health = child_->channel().receive(kHealthLimit);
        if (health && *health) return {};
    }
    give_up();  // the next order starts another
    return {};
}

}  // namespace

Result<std::unique_ptr<Painter>> make_diffusion_painter(const PainterSpec& spec,
                                                        const std::filesystem::path& program) {
    auto model = read_model(spec);
    if (!model) return std::unexpected(model.error());
    return std::make_unique<DiffusionPainter>(spec, std::move(*model), program);
}

}  // namespace garden::painting::diffusion
