// AUTOMATIC1111's web UI, SD.Next and Forge, which answer in the same way: /docs of a running one is its
// reference.

#include <algorithm>
#include <future>

#include <fmt/format.h>

#include "base/id.h"
#include "image/codec.h"
#include "painting/a1111_names.h"
#include "painting/remote/endpoint.h"
#include "painting/remote/member.h"
#include "painting/remote/plan.h"
#include "painting/remote/remote_painters.h"

namespace garden::painting::remote {
namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds kProgressEvery(500);
constexpr std::chrono::milliseconds kProgressLimit(5'000);
constexpr std::chrono::milliseconds kInterruptLimit(1'000);
constexpr int kPreviewSide = 1024;
constexpr std::string_view kProgressPath = "/sdapi/v1/progress";

// The server shows and interrupts what it paints at the moment, whoever ordered it. Since 1.10 it says whose
// that is; one that does not is left alone, and its pictures come without progress.
class Automatic1111 final : public Painter {
  public:
    explicit Automatic1111(const PainterSpec& spec)
        : spec_(spec),
          endpoint_(spec, {.server = "an AUTOMATIC1111 web UI that was started with --api",
                           .key_form = KeyForm::basic}) {}

    Result<> check_key() const { return endpoint_.check_key(); }
    std::string_view name() const override { return spec_.name; }
    OptionValues options() const override { return a1111_options(); }
    Result<Painting> paint(const Order& order, const Watch& watch) override;
    Result<> check(const std::stop_token& stop) override {
        return endpoint_.probe(fmt::format("{}?skip_current_image=true", kProgressPath), false, stop);
    }

  private:
    json body_of(const Plan& plan, const std::string& task) const;
    void tell(const Plan& plan, const std::string& task, const Watch& watch);
    void interrupt(const std::string& task);
    Result<Painting> painting_of(Plan plan, const json& answer) const;

    const PainterSpec spec_;
    Endpoint endpoint_;
};

json Automatic1111::body_of(const Plan& plan, const std::string& task) const {
    json body = {{"prompt", plan.order.prompt},
                 {"negative_prompt", plan.order.negative_prompt},
                 {"width", plan.asked.width},
                 {"height", plan.asked.height},
                 {"steps", *plan.order.steps},
                 {"cfg_scale", *plan.order.guidance},
                 {"seed", plan.order.seed},
                 {"batch_size", 1},
                 {"n_iter", 1},
                 {"send_images", true},
                 {"save_images", false},
                 {"force_task_id", task}};
    for (const auto& [name, value] : plan.order.options)
        body[name == kSampler ? "sampler_name" : name] = a1111_name(value);
    if (!spec_.model.empty()) {
        body["override_settings"] = {{"sd_model_checkpoint", spec_.model}};
        // Or the server would load its other model again after each picture.
        body["override_settings_restore_afterwards"] = false;
    }
    return body;
}

bool is_ours(const json& progress, const std::string& task) {
    return text_in(progress, "current_task") == task;
}

// Asks how far it is, and passes that on. A failure here is none of the painting.
void Automatic1111::tell(const Plan& plan, const std::string& task, const Watch& watch) {
    const auto progress = endpoint_.get(kProgressPath, {kProgressLimit, watch.cancel});
    if (!progress || !is_ours(*progress, task)) return;
    const json* state = member(*progress, "state");
    if (state == nullptr) return;
    Progress told{.step = number_in(*state, "sampling_step", 0),
                  .steps = std::max(1, number_in(*state, "sampling_steps", *plan.order.steps))};
    told.step = std::min(told.step, told.steps);
    const std::string* image = text_of(member(*progress, "current_image"));
    if (image == nullptr) return watch.on_progress(told);
    const auto file = file_of_base64(*image);
    const auto preview =
        file ? image::decode(*file, {.longest_side = kPreviewSide}) : std::unexpected(file.error());
    if (preview) told.preview = &*preview;
    watch.on_progress(told);
}

void Automatic1111::interrupt(const std::string& task) {
    const auto progress =
        endpoint_.get(fmt::format("{}?skip_current_image=true", kProgressPath), {kInterruptLimit});
    if (!progress || !is_ours(*progress, task)) return;
    // Whether it worked is not asked: the picture is given up either way.
    static_cast<void>(endpoint_.post("/sdapi/v1/interrupt", json::object(), {kInterruptLimit}));
}

Result<Painting> Automatic1111::painting_of(Plan plan, const json& answer) const {
    const std::string* image = text_of(first_member(answer, "images"));
    if (image == nullptr) return fail(ErrorCode::unavailable, "the painter answers without a picture");
    const json info = parse_json(text_in(answer, "info"), kAnswerLimits).value_or(json());
    tell_model(plan, endpoint_.shown(text_in(info, "sd_model_name")));
    return deliver_base64(plan, *image);
}

Result<Painting> Automatic1111::paint(const Order& order, const Watch& watch) {
    const auto planned = plan(spec_, order, {}, options());
    if (!planned) return std::unexpected(planned.error());
    const std::string task = make_uuid();
    const auto begun = std::chrono::steady_clock::now();
    auto answering = std::async(std::launch::async, [&] {
        return endpoint_.post("/sdapi/v1/txt2img", body_of(*planned, task), {spec_.timeout, watch.cancel});
    });
    while (answering.wait_for(kProgressEvery) != std::future_status::ready) {
        if (watch.on_progress && !watch.cancel.stop_requested()) tell(*planned, task, watch);
    }
    const auto answer = answering.get();
    if (!answer) {
        const bool ran_out = std::chrono::steady_clock::now() - begun >= spec_.timeout;
        if (watch.cancel.stop_requested() || ran_out) interrupt(task);
        return std::unexpected(answer.error());
    }
    return painting_of(*planned, *answer);
}

}  // namespace

Result<std::unique_ptr<Painter>> make_automatic1111(const PainterSpec& spec) {
    return checked(std::make_unique<Automatic1111>(spec));
}

}  // namespace garden::painting::remote
