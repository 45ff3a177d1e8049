#include "painting/diffusion/diffusion_painter.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <mutex>

#include <fmt/format.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/wait.h"
#include "image/codec.h"
#include "image/fit.h"
#include "painting/diffusion/file_hash.h"
#include "painting/diffusion/plan.h"
#include "painting/diffusion/session.h"

namespace garden::painting::diffusion {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

// How often a stop is looked at while another order is painted.
constexpr milliseconds kLook(50);
// After n children in a row that did not end well, the next start waits 2^n seconds, up to a minute.
constexpr int kMostDoublings = 6;
constexpr std::chrono::seconds kMostWait(60);

double gigabytes(std::uint64_t octets) { return static_cast<double>(octets) / 1e9; }

Result<image::Picture> picture_of(const Message& message) {
    image::Picture picture{number_in(message.head, "width"), number_in(message.head, "height"), {}};
    picture.rgb.assign(message.octets.begin(), message.octets.end());
    if (!picture.is_whole()) return fail(ErrorCode::internal, "the painter's program sends no whole picture");
    return picture;
}

void tell_progress(const Message& message, const Watch& watch) {
    if (!watch.on_progress) return;
    const auto preview = message.octets.empty() ? Result<image::Picture>() : picture_of(message);
    watch.on_progress({.step = number_in(message.head, "step"),
                       .steps = std::max(1, number_in(message.head, "steps")),
                       .preview = preview && preview->is_whole() ? &*preview : nullptr});
}

// The picture that holds the composition, in the size to be painted; empty without one.
Result<Bytes> control_octets(const std::string& file, Size painted) {
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

std::vector<std::string> variables_of(const DiffusionSpec& spec) {
    if (spec.device == 0) return {};
    return {fmt::format("CUDA_VISIBLE_DEVICES={}", spec.device),
            fmt::format("GGML_VK_VISIBLE_DEVICES={}", spec.device)};
}

// A LoRA's file, as recipes and as AUTOMATIC1111's text name it.
struct LoraHash {
    explicit LoraHash(const std::filesystem::path& path) : file(path), weights(path, HashOf::weights) {}

    FileHash file;
    FileHash weights;
};

class DiffusionPainter final : public Painter {
  public:
    DiffusionPainter(PainterSpec spec, Model model, std::filesystem::path program)
        : spec_(std::move(spec)), program_(std::move(program)), model_(std::move(model)) {}

    std::string_view name() const override { return spec_.name; }
    OptionValues options() const override { return sampling_options(); }
    Result<Painting> paint(const Order& order, const Watch& watch) override;
    Result<> check(const std::stop_token& stop) override;

  private:
    Result<std::unique_lock<std::timed_mutex>> take_turn(const std::stop_token& stop);
    Result<Message> paint_here(const Plan& plan, const Watch& watch);
    Result<> ensure_loaded(Size painted, const std::stop_token& stop);
    Result<> load(Size painted, const std::stop_token& stop);
    Result<> know_model();
    Result<> check_memory(Size painted, const Device& device, bool is_loaded) const;
    Result<Painting> painting_of(const Plan& plan, const Message& painted, const std::stop_token& stop);
    void note_end(const Error& error);
    void begin_hashes(const Plan& plan);
    void tell_hashes(const Plan& plan, Recipe& recipe, const std::stop_token& stop);

    const PainterSpec spec_;
    const std::filesystem::path program_;
    std::timed_mutex mutex_;
    // All below is guarded by mutex_.
    Model model_;
    FileHash hash_{spec_.url};
    std::map<std::filesystem::path, LoraHash> lora_hashes_;  // of those that were asked for
    std::unique_ptr<Session> session_;                       // with its model loaded, or nothing
    int failures_ = 0;                                       // of children in a row
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

// After a child that did not end well the next one waits a while, longer each time.
void DiffusionPainter::note_end(const Error& error) {
    if (error.code != ErrorCode::internal) return;
    session_.reset();
    const auto wait = std::min<std::chrono::seconds>(
        kMostWait, std::chrono::seconds(1) * (1 << std::min(failures_, kMostDoublings)));
    ++failures_;
    next_start_ = SteadyClock::now() + wait;
    log::warning("a painter's program failed", {{"painter", spec_.name}, {"reason", error.message}});
}

// Of the machine, or of the GPU. Weights that are loaded already are in what the machine tells to be free,
// but not in what the GPU told at the start.
Result<> DiffusionPainter::check_memory(Size painted, const Device& device, bool is_loaded) const {
    const bool in_gpu = device.is_gpu && !spec_.diffusion.offload;
    const auto available = in_gpu ? std::optional(device.free_octets) : available_memory();
    const std::uint64_t weights = is_loaded && !in_gpu ? 0 : model_.weights;
    const std::uint64_t work = work_memory(spec_, painted);
    if (!available || weights + work <= *available) return {};
    return fail(
        ErrorCode::unavailable,
        fmt::format(
            "the model {} needs {:.1f} GB of memory ({}{:.1f} to paint {}), and {:.1f} GB are free{}: "
            "give it a smaller precision, smaller pictures or a larger machine",
            model_.name, gigabytes(weights + work),
            weights == 0 ? "" : fmt::format("{:.1f} for its weights, ", gigabytes(weights)), gigabytes(work),
            painted.text(), gigabytes(*available), in_gpu ? " on " + device.name : ""));
}

// Before a model is loaded, what stands in its file is read anew: it may be another by now.
Result<> DiffusionPainter::know_model() {
    if (session_ && session_->is_usable()) return {};
    session_.reset();
    auto model = read_model(spec_);
    if (!model) return fail(ErrorCode::unavailable, model.error().message);
    model_ = std::move(*model);
    return {};
}

Result<> DiffusionPainter::load(Size painted, const std::stop_token& stop) {
    auto session = Session::start(program_, variables_of(spec_.diffusion), spec_.timeout, stop);
    if (!session) return std::unexpected(session.error());
    if (auto enough = check_memory(painted, (*session)->device(), false); !enough) return enough;
    hash_.begin();
    const auto begun = SteadyClock::now();
    if (auto loaded = (*session)->load(load_message(spec_, model_), stop); !loaded) return loaded;
    const std::chrono::duration<double> took = SteadyClock::now() - begun;
    log::info("a model is loaded", {{"painter", spec_.name},
                                    {"model", model_.name},
                                    {"seconds", fmt::format("{:.1f}", took.count())},
                                    {"device", (*session)->device().name}});
    session_ = std::move(*session);
    return {};
}

Result<> DiffusionPainter::ensure_loaded(Size painted, const std::stop_token& stop) {
    if (session_) return check_memory(painted, session_->device(), true);
    const auto wait = std::chrono::ceil<milliseconds>(next_start_ - SteadyClock::now());
    if (wait > milliseconds(0) && !sleep_for(wait, stop))
        return fail(ErrorCode::cancelled, "painting was cancelled");
    auto loaded = load(painted, stop);
    if (!loaded) note_end(loaded.error());
    return loaded;
}

Result<Message> DiffusionPainter::paint_here(const Plan& plan, const Watch& watch) {
    auto control = control_octets(spec_.diffusion.control_image, plan.painted);
    if (!control) return std::unexpected(control.error());
    const Message order{plan.order, std::move(*control)};
    const auto tell = [&](const Message& progress) { tell_progress(progress, watch); };
    while (true) {
        if (auto loaded = ensure_loaded(plan.painted, watch.cancel); !loaded)
            return std::unexpected(loaded.error());
        auto painted = session_->paint(order, tell, watch.cancel);
        if (painted) return painted;
        note_end(painted.error());
        // The library's parts for these are left half done when a picture is given up.
        const bool is_clean = spec_.diffusion.control_net.empty() && !spec_.diffusion.offload;
        if (painted.error().code == ErrorCode::cancelled && !is_clean) session_.reset();
        // It was idle for long, and ended just before it was asked.
        if (painted.error().code != ErrorCode::not_found) return painted;
        session_.reset();
    }
}

Result<Painting> DiffusionPainter::painting_of(const Plan& plan, const Message& painted,
                                               const std::stop_token& stop) {
    const auto picture = picture_of(painted);
    if (!picture) return std::unexpected(picture.error());
    const Order& order = plan.recipe.order;
    auto fitted = image::fit(*picture, order.width, order.height);
    if (!fitted) return std::unexpected(fitted.error());
    Painting painting{std::move(*fitted), plan.recipe};
    for (const char* choice : {"sampler", "scheduler"}) {
        if (const std::string made = text_in(painted.head, choice); !made.empty())
            painting.recipe.order.options[choice] = made;
    }
    if (plan.painted != Size{order.width, order.height}) painting.recipe.painted_size = plan.painted.text();
    tell_hashes(plan, painting.recipe, stop);
    return painting;
}

void DiffusionPainter::begin_hashes(const Plan& plan) {
    for (const std::filesystem::path& lora : plan.loras) {
        LoraHash& hash = lora_hashes_.try_emplace(lora, lora).first->second;
        hash.file.begin();
        hash.weights.begin();
    }
}

// One that cannot be told is left out.
void DiffusionPainter::tell_hashes(const Plan& plan, Recipe& recipe, const std::stop_token& stop) {
    constexpr std::size_t kShort = 12;  // digits of a LoRA's hash in AUTOMATIC1111's text
    recipe.model_sha256 = hash_.get(stop).value_or("");
    for (const std::filesystem::path& lora : plan.loras) {
        LoraHash& hash = lora_hashes_.at(lora);
        const std::string name = lora.stem().string();
        if (const auto file = hash.file.get(stop)) recipe.with["lora:" + name] = *file;
        if (const auto weights = hash.weights.get(stop))
            recipe.lora_hashes[name] = weights->substr(0, kShort);
    }
}

Result<Painting> DiffusionPainter::paint(const Order& order, const Watch& watch) {
    const auto turn = take_turn(watch.cancel);
    if (!turn) return std::unexpected(turn.error());
    if (const auto known = know_model(); !known) return std::unexpected(known.error());
    const auto planned = plan(spec_, model_, order);
    if (!planned) return std::unexpected(planned.error());
    begin_hashes(*planned);
    const auto painted = paint_here(*planned, watch);
    if (!painted) return std::unexpected(painted.error());
    failures_ = 0;
    return painting_of(*planned, *painted, watch.cancel);
}

Result<> DiffusionPainter::check(const std::stop_token& stop) {
    if (std::error_code error; !std::filesystem::exists(program_, error)) {
        return fail(ErrorCode::unavailable,
                    fmt::format("{} is not there: ./dev diffusion builds it", program_.string()));
    }
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock) return {};  // it paints
    const auto left = std::chrono::ceil<std::chrono::seconds>(next_start_ - SteadyClock::now());
    if (left.count() > 0) {
        return fail(ErrorCode::unavailable,
                    fmt::format("its program failed, and is started again in {} s", left.count()));
    }
    if (session_ && session_->is_well()) return {};
    session_.reset();
    if (auto known = know_model(); !known) return known;
    const auto session = Session::start(program_, variables_of(spec_.diffusion), spec_.timeout, stop);
    if (!session) {
        return session.error().code == ErrorCode::cancelled
                   ? std::unexpected(session.error())
                   : std::unexpected(Error{ErrorCode::unavailable, session.error().message});
    }
    return check_memory({kLeastSide, kLeastSide}, (*session)->device(), false);
}

}  // namespace

Result<std::unique_ptr<Painter>> make_diffusion_painter(const PainterSpec& spec,
                                                        const std::filesystem::path& program) {
    auto model = read_model(spec);
    if (!model) return std::unexpected(model.error());
    return std::make_unique<DiffusionPainter>(spec, std::move(*model), program);
}

}  // namespace garden::painting::diffusion
