#include "painting/description.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/version.h"

namespace garden::painting {
namespace {

Recipe recipe_of(std::string prompt) {
    Recipe recipe{"flower", "1", {}};
    recipe.order.prompt = std::move(prompt);
    recipe.order.seed = 7;
    return recipe;
}

std::string property(const image::Description& description, std::string_view name) {
    for (const auto& [key, text] : description.recipe) {
        if (key == name) return text;
    }
    return "absent";
}

TEST(Description, SaysHowAPictureWasMade) {
    const std::string prompt = "sad \"장미\",\nit's 🌷";
    const image::Description description = describe(recipe_of(prompt));
    EXPECT_EQ(property(description, "Prompt"), prompt);
    EXPECT_EQ(property(description, "Seed"), "7");
    EXPECT_EQ(property(description, "Width"), "1280");
    EXPECT_EQ(property(description, "NegativePrompt"), "absent");
    EXPECT_EQ(property(description, "Shortened"), "absent");
    // EXIF's strings are ASCII.
    EXPECT_TRUE(is_printable(description.recipe_json));
    EXPECT_EQ(description.recipe_json.find('\xec'), std::string::npos);
    EXPECT_EQ(nlohmann::json::parse(description.recipe_json)["prompt"], prompt);
    EXPECT_TRUE(description.algorithmic);
    Recipe trained = recipe_of("roses");
    trained.painter = "diffusion";
    EXPECT_FALSE(describe(trained).algorithmic);
}

TEST(Description, HasAPropertyForEachPartAndForNoOther) {
    Recipe recipe = recipe_of("roses");
    recipe.painter = "openai";
    recipe.version = "";
    recipe.painted_size = "1024x640";
    recipe.seeded = false;
    recipe.order.guidance = 7.5;
    recipe.order.options = {{"sheet", "seeds"}};
    const image::Description description = describe(recipe);
    const std::vector<std::pair<std::string, std::string>> expected{{"Painter", "openai"},
                                                                    {"Prompt", "roses"},
                                                                    {"Width", "1280"},
                                                                    {"Height", "800"},
                                                                    {"PaintedSize", "1024x640"},
                                                                    {"Guidance", "7.5"},
                                                                    {"Options", R"({"sheet":"seeds"})"}};
    EXPECT_EQ(description.recipe, expected);
    EXPECT_EQ(description.recipe_json, to_json(recipe));
}

TEST(Description, KeepsALongPromptWholeWhereItFits) {
    const std::string prompt(50'000, 'a');
    const image::Description description = describe(recipe_of(prompt));
    EXPECT_EQ(property(description, "Prompt"), prompt);
    EXPECT_TRUE(image::fits_jpeg(description));
}

TEST(Description, ShortensAPromptThatNoJpegHoldsAndSaysSo) {
    std::string prompt;
    while (prompt.size() + 4 <= 64 * 1024) prompt += "🌷";
    Recipe recipe = recipe_of(prompt);
    recipe.order.negative_prompt = std::string(64 * 1024, '&');
    const image::Description description = describe(recipe);
    EXPECT_TRUE(image::fits_jpeg(description));
    const std::string kept = property(description, "Prompt");
    EXPECT_GT(kept.size(), 1000U);
    EXPECT_TRUE(prompt.starts_with(kept));
    EXPECT_TRUE(is_utf8(kept)) << "cut amid a character";
    EXPECT_EQ(property(description, "Shortened"), "True");
    const auto json = nlohmann::json::parse(description.recipe_json);
    EXPECT_EQ(json["shortened"], true);
    EXPECT_EQ(json["prompt"], kept);
    EXPECT_EQ(json["seed"], 7);
}

TEST(Describe, WhatAModelPaintedIsToldAsAutomatic1111DoesToo) {
    Recipe recipe{"diffusion", "dream", {}};
    recipe.order.prompt = "장미, ((rose))";
    recipe.order.negative_prompt = "blurry";
    recipe.order.seed = 7;
    recipe.order.steps = 20;
    recipe.order.guidance = 7.5;
    recipe.order.options = {{"sampler", "dpm++2m"}, {"scheduler", "karras"}, {"clipSkip", "2"}};
    recipe.painted_size = "1280x832";
    recipe.model_sha256 = "6ce0161689b3853acaa03779ec93eafe";
    EXPECT_EQ(
        describe(recipe).parameters,
        "장미, ((rose))\nNegative prompt: blurry\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG "
        "scale: "
        "7.5, Seed: 7, Size: 1280x832, Model hash: 6ce0161689, Model: dream, Clip skip: 2, Version: Emotion "
        "Garden " +
            std::string(version()));
    EXPECT_EQ(describe(recipe_of("rose")).parameters, "") << "the flower painter has none";
}

TEST(Describe, GuidanceOfAFluxAndLorasAreToldAsForgeDoes) {
    Recipe recipe{"diffusion", "flux", {}};
    recipe.order.prompt = "rose<lora:ink:0.8><lora:rain:1>";
    recipe.order.steps = 20;
    recipe.order.guidance = 3.5;
    recipe.model_sha256 = "6ce0161689b3853acaa03779ec93eafe";
    recipe.reads_guidance = true;
    recipe.lora_hashes = {{"ink", "1ba60a4cff60"}, {"rain", "b75b64b701c4"}};
    EXPECT_EQ(describe(recipe).parameters,
              "rose<lora:ink:0.8><lora:rain:1>\nSteps: 20, CFG scale: 1, Distilled CFG Scale: 3.5, Seed: 0, "
              "Size: 1280x800, Model hash: 6ce0161689, Model: flux, Lora hashes: \"ink: 1ba60a4cff60, rain: "
              "b75b64b701c4\", Version: Emotion Garden " +
                  std::string(version()));
}

}  // namespace
}  // namespace garden::painting
