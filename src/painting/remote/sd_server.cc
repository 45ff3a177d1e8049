// stable-diffusion.cpp's own server (examples/server/api.md of its sources): an order becomes a job, which is
// asked for until it is done. It does not say which step it is at.

#include <fmt/format.h>

#include "painting/remote/await.h"
#include "painting/remote/endpoint.h"
#include "painting/remote/member.h"
#include "painting/remote/plan.h"
#include "painting/remote/remote_painters.h"

namespace garden::painting::remote {
namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds kPollEvery(300);
constexpr std::chrono::milliseconds kCancelLimit(1'000);

class SdServer final : public Painter {
  public:
    explicit SdServer(const PainterSpec& spec)
        : spec_(spec), endpoint_(spec, {.server = "sd-server of stable-diffusion.cpp"}) {}

    Result<> check_key() const { return endpoint_.check_key(); }
    std::string_view name() const override { return spec_.name; }
    OptionValues options() const override { return sampling_options(); }
    Result<Painting> paint(const Order& order, const Watch& watch) override;
    Result<> check(const std::stop_token& stop) override {
        return endpoint_.probe("/sdcpp/v1/capabilities", false, stop);
    }

  private:
    Result<std::string> submit(const Plan& plan, const Call& call);
    Result<std::optional<json>> look(const std::string& path, const Call& call);
    Result<Painting> painting_of(const Plan& plan, const json& job) const;

    const PainterSpec spec_;
    Endpoint endpoint_;
};

json body_of(const Plan& plan) {
    json body = {{"prompt", plan.order.prompt},
                 {"negative_prompt", plan.order.negative_prompt},
                 {"width", plan.asked.width},
                 {"height", plan.asked.height},
                 {"seed", plan.order.seed},
                 {"batch_count", 1},
                 {"sample_params",
                  {{"sample_steps", *plan.order.steps}, {"guidance", {{"txt_cfg", *plan.order.guidance}}}}},
                 {"output_format", "png"},
                 // Or prompt and settings would stand in the file a second time.
                 {"embed_image_metadata", false}};
    for (const auto& [name, value] : plan.order.options) {
        if (name == kClipSkip)
            body["clip_skip"] = std::stoi(value);
        else
            body["sample_params"][name == kSampler ? "sample_method" : name] = value;
    }
    return body;
}

Result<std::string> SdServer::submit(const Plan& plan, const Call& call) {
    const auto answer = endpoint_.post("/sdcpp/v1/img_gen", body_of(plan), call);
    if (!answer) return std::unexpected(answer.error());
    std::string id = text_in(*answer, "id");
    if (!is_job_id(id)) return fail(ErrorCode::unavailable, "the painter takes the order, but names no job");
    return id;
}

// The job if it has come to an end, whichever.
Result<std::optional<json>> SdServer::look(const std::string& path, const Call& call) {
    auto job = endpoint_.get(path, call);
    if (!job) return std::unexpected(job.error());
    const std::string status = text_in(*job, "status");
    if (status == "queued" || status == "generating") return std::nullopt;
    return std::move(*job);
}

Result<Painting> SdServer::painting_of(const Plan& plan, const json& job) const {
    const std::string status = text_in(job, "status");
    if (status != "completed") {
        const json* error = member(job, "error");
        const std::string sentence = error == nullptr ? "" : endpoint_.sentence_of(*error);
        return fail(ErrorCode::unavailable,
                    fmt::format("the painter's job ended as \"{}\"{}{}", endpoint_.sentence_of(json(status)),
                                sentence.empty() ? "" : ": ", sentence));
    }
    const json* result = member(job, "result");
    const json* image = result == nullptr ? nullptr : first_member(*result, "images");
    const std::string* text = image == nullptr ? nullptr : text_of(member(*image, "b64_json"));
    if (text == nullptr)
        return fail(ErrorCode::unavailable, "the painter's job is completed without a picture");
    return deliver_base64(plan, *text);
}

Result<Painting> SdServer::paint(const Order& order, const Watch& watch) {
    const auto planned = plan(spec_, order, {}, options());
    if (!planned) return std::unexpected(planned.error());
    const Deadline deadline(spec_.timeout);
    const auto id = submit(*planned, deadline.submission(watch.cancel));
    if (!id) return std::unexpected(id.error());
    if (watch.on_progress) watch.on_progress({.step = 0, .steps = *planned->order.steps});
    const std::string path = "/sdcpp/v1/jobs/" + *id;
    const auto job = await_job(
        deadline, [&] { return pause(kPollEvery, watch.cancel); },
        [&] { return look(path, deadline.call(watch.cancel)); });
    if (!job) {
        // It refuses when it paints already, and then nothing can be done.
        static_cast<void>(endpoint_.post(path + "/cancel", json::object(), {kCancelLimit}));
        return std::unexpected(job.error());
    }
    return painting_of(*planned, *job);
}

}  // namespace

Result<std::unique_ptr<Painter>> make_sd_server(const PainterSpec& spec) {
    return checked(std::make_unique<SdServer>(spec));
}

}  // namespace garden::painting::remote
