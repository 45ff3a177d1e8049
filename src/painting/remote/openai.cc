// OpenAI's images (https://platform.openai.com/docs/api-reference/images/create), and the many servers that
// answer as it does. It takes neither seed nor steps nor guidance nor a negative prompt.

#include <fmt/format.h>

#include "painting/remote/await.h"
#include "painting/remote/endpoint.h"
#include "painting/remote/member.h"
#include "painting/remote/plan.h"
#include "painting/remote/remote_painters.h"

namespace garden::painting::remote {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds kFetchLimit(120);
constexpr Understands kUnderstands = {
    .negative_prompt = false, .seed = false, .steps = false, .guidance = false};

// OpenAI's own models paint these sizes only.
std::vector<Size> sizes_of(std::string_view model) {
    if (model.starts_with("gpt-image")) return {{1024, 1024}, {1536, 1024}, {1024, 1536}};
    if (model == "dall-e-3") return {{1024, 1024}, {1792, 1024}, {1024, 1792}};
    if (model == "dall-e-2") return {{256, 256}, {512, 512}, {1024, 1024}};
    return {};
}

PainterSpec completed(PainterSpec spec) {
    if (spec.sizes.empty()) spec.sizes = sizes_of(spec.model);
    // Many write the address as the client libraries want it.
    if (spec.url.ends_with("/v1")) spec.url.resize(spec.url.size() - 3);
    return spec;
}

class OpenAi final : public Painter {
  public:
    explicit OpenAi(const PainterSpec& spec)
        : spec_(completed(spec)), endpoint_(spec_, {.server = "a server of OpenAI's images API"}) {}

    Result<> check_key() const { return endpoint_.check_key(); }
    std::string_view name() const override { return spec_.name; }
    Result<Painting> paint(const Order& order, const Watch& watch) override;
    Result<> check(const std::stop_token& stop) override { return endpoint_.probe("/v1/models", true, stop); }

  private:
    json body_of(const Plan& plan) const;
    Result<Painting> painting_of(const Plan& plan, const json& answer, const Call& fetch);

    const PainterSpec spec_;
    Endpoint endpoint_;
};

json OpenAi::body_of(const Plan& plan) const {
    json body = {{"prompt", plan.order.prompt}, {"n", 1}, {"size", plan.asked.text()}};
    if (!spec_.model.empty()) body["model"] = spec_.model;
    // Those always answer with base64, and refuse to be asked for it.
    if (!spec_.model.starts_with("gpt-image")) body["response_format"] = "b64_json";
    return body;
}

Result<Painting> OpenAi::painting_of(const Plan& plan, const json& answer, const Call& fetch) {
    const json* image = first_member(answer, "data");
    if (image == nullptr) {
        const std::string sentence = endpoint_.sentence_of(answer);
        return fail(ErrorCode::unavailable, sentence.empty()
                                                ? "the painter answers without a picture"
                                                : "the painter answers without a picture: " + sentence);
    }
    if (const std::string* text = text_of(member(*image, "b64_json"))) return deliver_base64(plan, *text);
    const std::string* url = text_of(member(*image, "url"));
    if (url == nullptr) {
        return fail(ErrorCode::unavailable, "the painter answers with neither b64_json nor url");
    }
    const auto file = endpoint_.fetch(*url, fetch);
    if (!file) return std::unexpected(file.error());
    return deliver(plan, *file);
}

Result<Painting> OpenAi::paint(const Order& order, const Watch& watch) {
    const auto planned = plan(spec_, order, kUnderstands);
    if (!planned) return std::unexpected(planned.error());
    const Deadline deadline(spec_.timeout);
    const auto answer =
        endpoint_.post("/v1/images/generations", body_of(*planned), {spec_.timeout, watch.cancel});
    if (!answer) return std::unexpected(answer.error());
    return painting_of(*planned, *answer, deadline.fetching(watch.cancel, kFetchLimit));
}

}  // namespace

Result<std::unique_ptr<Painter>> make_openai(const PainterSpec& spec) {
    return checked(std::make_unique<OpenAi>(spec));
}

}  // namespace garden::painting::remote
