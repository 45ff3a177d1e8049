#include "painting/diffusion/plan.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace garden::painting::diffusion {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

PainterSpec spec_of(const std::string& options, const std::string& file = "/m/dream.safetensors") {
    return parse_painters("sd=diffusion@" + file + (options.empty() ? "" : "#" + options))->front();
}

Model model_of(Family family, std::optional<int> few = std::nullopt) {
    return {.name = "dream", .file = ModelFile{.family = family}, .few_steps = few};
}

Plan planned(const PainterSpec& spec, const Model& model, const Order& order) {
    auto done = plan(spec, model, order);
    EXPECT_TRUE(done) << done.error().message;
    return done ? *done : Plan{};
}

TEST(DiffusionPlan, AnOrdinaryModelTakesFiftyStepsAndGuidanceOfSevenAndAHalf) {
    const Plan done =
        planned(spec_of(""), model_of(Family::sd1), {.prompt = "rose", .width = 1280, .height = 800});
    EXPECT_EQ(done.order["steps"], 50);
    EXPECT_EQ(done.order["guidance"], 7.5);
    EXPECT_EQ(done.painted, (Size{1280, 832}));
    EXPECT_EQ(done.recipe.order.steps, 50);
    EXPECT_EQ(done.recipe.order.guidance, 7.5);
    EXPECT_EQ(done.recipe.painter, "diffusion");
    EXPECT_EQ(done.recipe.version, "dream");
}

TEST(DiffusionPlan, AModelOfFewStepsTakesFewAndNoGuidance) {
    const Plan done = planned(spec_of(""), model_of(Family::sdxl, 8), {});
    EXPECT_EQ(done.order["steps"], 8);
    EXPECT_EQ(done.order["guidance"], 1.0);
    EXPECT_EQ(planned(spec_of("negative=rain"), model_of(Family::sdxl, 8), {.negative_prompt = "snow"})
                  .recipe.order.negative_prompt,
              "")
        << "without guidance nothing is compared with it";
}

TEST(DiffusionPlan, FluxReadsItsGuidanceAndIsRunOnceAStep) {
    const Plan done = planned(spec_of(""), model_of(Family::flux), {.guidance = 4.0});
    EXPECT_EQ(done.order["guidance"], 1.0);
    EXPECT_EQ(done.order["distilled_guidance"], 4.0);
    EXPECT_TRUE(done.recipe.reads_guidance);
    EXPECT_EQ(planned(spec_of(""), model_of(Family::flux), {}).recipe.order.guidance, 3.5);
    Model schnell = model_of(Family::flux);
    schnell.file->takes_guidance = false;
    const Plan without = planned(spec_of(""), schnell, {.guidance = 4.0});
    EXPECT_EQ(without.recipe.order.guidance, 1.0) << "it was trained to read none";
    EXPECT_FALSE(without.recipe.reads_guidance);
}

TEST(DiffusionPlan, TheOrderGoesBeforeThePainterAndThePainterBeforeTheModel) {
    const PainterSpec spec = spec_of("steps=20&guidance=5&sampler=heun&negative=rain&clip_skip=2");
    const Plan plain = planned(spec, model_of(Family::sd1, 4), {});
    EXPECT_EQ(plain.order["steps"], 20);
    EXPECT_EQ(plain.order["guidance"], 5.0);
    EXPECT_EQ(plain.order["sampler"], "heun");
    EXPECT_EQ(plain.order["negative"], "rain");
    EXPECT_EQ(plain.order["clip_skip"], 2);
    const Plan said =
        planned(spec, model_of(Family::sd1, 4),
                {.negative_prompt = "snow",
                 .steps = 3,
                 .guidance = 2.0,
                 .options = {{"sampler", "euler"}, {"scheduler", "karras"}, {"clipSkip", "1"}}});
    EXPECT_EQ(said.order["steps"], 3);
    EXPECT_EQ(said.order["guidance"], 2.0);
    EXPECT_EQ(said.order["sampler"], "euler");
    EXPECT_EQ(said.order["scheduler"], "karras");
    EXPECT_EQ(said.order["negative"], "snow");
    EXPECT_EQ(said.order["clip_skip"], 1);
}

TEST(DiffusionPlan, WhatWasPaintedCanBeOrderedAgainFromItsRecipe) {
    const PainterSpec spec = spec_of("quality=best&negative=rain&sampler=heun");
    const Plan first = planned(spec, model_of(Family::sd1), {.prompt = "rose", .seed = 1ULL << 40U | 5U});
    const Plan again = planned(spec, model_of(Family::sd1), first.recipe.order);
    EXPECT_EQ(again.order, first.order);
    EXPECT_EQ(first.order["prompt"], "rose, best");
    EXPECT_EQ(first.order["seed"], 5);
}

TEST(DiffusionPlan, WithAnUpscalerTheModelPaintsTheSizeThatItWasTrainedOn) {
    const Plan done = planned(spec_of("upscaler=/u"), model_of(Family::sd1), {.width = 3840, .height = 2160});
    EXPECT_EQ(done.painted, (Size{704, 384}));
    EXPECT_EQ(done.order["upscale"], true);
    EXPECT_EQ(planned(spec_of("upscaler=/u"), model_of(Family::sd1), {.width = 512, .height = 256}).painted,
              (Size{512, 256}));
    EXPECT_EQ(planned(spec_of("upscaler=/u"), model_of(Family::sdxl), {.width = 1280, .height = 800})
                  .order["upscale"],
              false)
        << "as large as the model paints anyway";
}

TEST(DiffusionPlan, NamesTellASamplerToo) {
    EXPECT_EQ(planned(spec_of("", "/m/dream_LCM.gguf"), model_of(Family::sd1, 4), {}).order["sampler"],
              "lcm");
    EXPECT_EQ(
        planned(spec_of("", "/m/sdxl-lightning.gguf"), model_of(Family::sdxl, 4), {}).order["scheduler"],
        "sgm_uniform");
}

TEST(DiffusionPlan, LorasAreTakenOutOfThePromptAndFoundInTheirFolder) {
    const fs::path folder = fs::temp_directory_path() / ("garden-loras-" + std::to_string(::getpid()));
    fs::create_directories(folder);
    std::ofstream(folder / "ink.safetensors") << "";
    const PainterSpec spec = spec_of("lora=" + folder.string());
    const Plan done = planned(spec, model_of(Family::sd1), {.prompt = "rose <lora:ink:0.8>, <lora:ink>"});
    EXPECT_EQ(done.order["prompt"], "rose , ");
    ASSERT_EQ(done.order["loras"].size(), 2U);
    EXPECT_EQ(done.order["loras"][0]["path"], (folder / "ink.safetensors").string());
    EXPECT_EQ(done.order["loras"][0]["weight"], 0.8);
    EXPECT_EQ(done.order["loras"][1]["weight"], 1.0);
    EXPECT_EQ(done.recipe.order.prompt, "rose <lora:ink:0.8>, <lora:ink>");
    EXPECT_EQ(done.loras, std::vector{folder / "ink.safetensors"}) << "each once";
    const auto said = [&](const std::string& prompt) {
        return plan(spec, model_of(Family::sd1), {.prompt = prompt}).error().message;
    };
    EXPECT_THAT(said("<lora:rain>"), HasSubstr("there are: ink"));
    EXPECT_THAT(said("<lora:ink:much>"), HasSubstr("a number from -10 to 10"));
    EXPECT_THAT(said("<lora:ink:nan>"), HasSubstr("a number from -10 to 10"));
    fs::remove_all(folder);
}

TEST(DiffusionPlan, WhatIsNoOptionIsRefusedWithWhatIs) {
    const auto said = [](const Order& order) {
        const auto done = plan(spec_of(""), model_of(Family::sd1), order);
        EXPECT_EQ(done.error().code, ErrorCode::invalid_argument);
        return done.error().message;
    };
    EXPECT_THAT(said({.options = {{"colour", "red"}}}),
                HasSubstr("the painter sd has no option colour; it has clipSkip, sampler, scheduler"));
    EXPECT_THAT(said({.options = {{"sampler", "best"}}}),
                HasSubstr("sampler of the painter sd is one of euler, euler_a"));
    EXPECT_THAT(said({.options = {{"clipSkip", "13"}}}), HasSubstr("is one of 1, 2, 3"));
    EXPECT_THAT(said({.width = 5000}), HasSubstr("4096"));
}

TEST(DiffusionPlan, LargePicturesAreDecodedInTilesUnlessTheDecoderIsSmall) {
    EXPECT_TRUE(is_tiled(spec_of(""), {1280, 832}));
    EXPECT_FALSE(is_tiled(spec_of(""), {512, 512}));
    EXPECT_FALSE(is_tiled(spec_of("taesd=/t"), {1280, 832}));
}

TEST(DiffusionPlan, AFileWithoutTextEncodersIsLoadedAsADiffusionModelAlone) {
    EXPECT_FALSE(load_message(spec_of(""), model_of(Family::flux))["whole"]);
    EXPECT_TRUE(load_message(spec_of(""), Model{})["whole"]);
}

}  // namespace
}  // namespace garden::painting::diffusion
