// An endpoint in the shape of SageMaker JumpStart's text-to-image models: the orders are POSTed to its
// address.
// https://sagemaker-examples.readthedocs.io/en/latest/introduction_to_amazon_algorithms/jumpstart_text_to_image/

#include "painting/remote/endpoint.h"
#include "painting/remote/member.h"
#include "painting/remote/plan.h"
#include "painting/remote/remote_painters.h"

namespace garden::painting::remote {
namespace {

using nlohmann::json;

class SageMaker final : public Painter {
  public:
    explicit SageMaker(const PainterSpec& spec)
        : spec_(spec),
          // With ";jpeg" the model answers with files in base64, not with lists of pixels.
          endpoint_(spec_, {.server = "a JumpStart text-to-image model", .accept = "application/json;jpeg"}) {
    }

    Result<> check_key() const { return endpoint_.check_key(); }
    std::string_view name() const override { return spec_.name; }
    Result<Painting> paint(const Order& order, const Watch& watch) override;
    // Nothing is there to be asked for cheaply: any answer that does not speak of the key will do.
    Result<> check(const std::stop_token& stop) override { return endpoint_.probe("", true, stop); }

  private:
    const PainterSpec spec_;
    Endpoint endpoint_;
};

json body_of(const Plan& plan) {
    json body = {{"prompt", plan.order.prompt},
                 {"width", plan.asked.width},
                 {"height", plan.asked.height},
                 {"num_images_per_prompt", 1},
                 {"num_inference_steps", *plan.order.steps},
                 {"guidance_scale", *plan.order.guidance},
                 {"seed", plan.order.seed}};
    if (!plan.order.negative_prompt.empty()) body["negative_prompt"] = plan.order.negative_prompt;
    return body;
}

Result<Painting> SageMaker::paint(const Order& order, const Watch& watch) {
    const auto planned = plan(spec_, order, {});
    if (!planned) return std::unexpected(planned.error());
    const auto answer = endpoint_.post("", body_of(*planned), {spec_.timeout, watch.cancel});
    if (!answer) return std::unexpected(answer.error());
    const std::string* image = text_of(first_member(*answer, "generated_images"));
    if (image == nullptr) {
        return fail(ErrorCode::unavailable,
                    "the painter answers without a picture: it must be a text in generated_images");
    }
    return deliver_base64(*planned, *image);
}

}  // namespace

Result<std::unique_ptr<Painter>> make_sagemaker(const PainterSpec& spec) {
    return checked(std::make_unique<SageMaker>(spec));
}

}  // namespace garden::painting::remote
