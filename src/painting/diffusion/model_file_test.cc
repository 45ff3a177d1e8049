#include "painting/diffusion/model_file.h"

#include <fstream>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace garden::painting::diffusion {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

Bytes number(std::uint64_t value, int octets) {
    Bytes out;
    for (int i = 0; i < octets; ++i) out += static_cast<char>(value >> (8 * i) & 255U);
    return out;
}

Bytes text(const std::string& words) { return number(words.size(), 8) + words; }

class ModelFileTest : public testing::Test {
  protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override { fs::remove_all(folder_); }

    Result<ModelFile> read(const std::string& name, const Bytes& octets) {
        std::ofstream(folder_ / name, std::ios::binary) << octets;
        return read_model_file(folder_ / name);
    }
    Result<ModelFile> safetensors(const std::string& json) { return read("a.safetensors", text(json)); }
    Family family_of(const std::string& tensor, const std::string& shape) {
        const auto model = safetensors("{\"" + tensor + "\":{\"dtype\":\"F16\",\"shape\":" + shape +
                                       ",\"data_offsets\":[0,0]}}");
        EXPECT_TRUE(model) << model.error().message;
        return model ? model->family : Family::other;
    }

    const fs::path folder_ = fs::temp_directory_path() / ("garden-models-" + std::to_string(::getpid()));
};

TEST_F(ModelFileTest, TheFamilyIsToldByTheTensors) {
    const std::string unet = "model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight";
    EXPECT_EQ(family_of(unet, "[640,768]"), Family::sd1);
    EXPECT_EQ(family_of(unet, "[640,1024]"), Family::sd2);
    EXPECT_EQ(family_of(unet, "[640,2048]"), Family::sdxl);
    EXPECT_EQ(family_of("model.diffusion_model.joint_blocks.0.x_block.attn.qkv.weight", "[9,9]"),
              Family::sd3);
    EXPECT_EQ(family_of("double_blocks.0.img_attn.qkv.weight", "[9,9]"), Family::flux);
    EXPECT_EQ(family_of("lora_unet_down.lora_up.weight", "[9,9]"), Family::other);
}

TEST_F(ModelFileTest, WhatItHoldsAndTakes) {
    const auto model = safetensors(
        R"({"__metadata__":{"a":"b"},"first_stage_model.a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,0]},)"
        R"("cond_stage_model.b":{"dtype":"F16","shape":[10],"data_offsets":[0,0]},"model.diffusion_model.c":{"dtype":"F16","shape":[4,5],"data_offsets":[0,0]}})");
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_TRUE(model->has_vae);
    EXPECT_TRUE(model->has_text_encoder);
    EXPECT_EQ(model->parameters, 36U);
    EXPECT_EQ(model->bytes, 6U * 4 + 30 * 2);
    EXPECT_EQ(model->precision, "F16");
    EXPECT_EQ(bytes_at(*model, ""), model->bytes);
    EXPECT_EQ(bytes_at({.parameters = 6400, .bytes = 12800}, "q8_0"), 6800U);
}

TEST_F(ModelFileTest, AFluxThatWasDistilledWithoutGuidanceTakesNone) {
    EXPECT_FALSE(
        safetensors(R"({"double_blocks.0.img_attn.x":{"dtype":"F16","shape":[1],"data_offsets":[0,0]}})")
            ->takes_guidance);
    EXPECT_TRUE(
        safetensors(R"({"double_blocks.0.img_attn.x":{"dtype":"F16","shape":[1],"data_offsets":[0,0]},)"
                    R"("guidance_in.in_layer.weight":{"dtype":"F16","shape":[1],"data_offsets":[0,0]}})")
            ->takes_guidance);
}

TEST_F(ModelFileTest, Gguf) {
    const Bytes pairs = text("general.architecture") + number(8, 4) + text("sd1") +           //
                        text("general.quantization_version") + number(4, 4) + number(2, 4) +  //
                        text("a.list") + number(9, 4) + number(8, 4) + number(1, 8) + text("x");
    const std::string name = "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight";
    const Bytes tensor =
        text(name) + number(2, 4) + number(768, 8) + number(320, 8) + number(8, 4) + number(0, 8);
    const Bytes whole = "GGUF" + number(3, 4) + number(1, 8) + number(3, 8) + pairs + tensor;
    const auto model = read("a.gguf", whole + Bytes(768 * 320 / 32 * 34, '\0'));
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->family, Family::sd1);
    EXPECT_EQ(model->precision, "Q8_0");
    EXPECT_EQ(model->bytes, 768U * 320 / 32 * 34);
    EXPECT_FALSE(model->has_text_encoder);
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_EQ(read("b.gguf", whole.substr(0, length)).error().code, ErrorCode::corrupt) << length;
}

TEST_F(ModelFileTest, WhatIsWrongWithAFileIsSaid) {
    EXPECT_EQ(read_model_file(folder_ / "no.gguf").error().code, ErrorCode::not_found);
    EXPECT_EQ(read("a.ckpt", "PK").error().code, ErrorCode::unsupported);
    for (const Bytes& octets :
         {Bytes(), Bytes("1234567"), number(~0ULL, 8), number(5, 8) + "{}", text("[]"), text(R"({"a":{}})"),
          text(R"({"a":{"dtype":"F16","shape":[-1],"data_offsets":[0,0]}})"),
          text(R"({"a":{"dtype":"F16","shape":[1]}})"),
          text(R"({"a":{"dtype":"F16","shape":[4294967296,4294967296],"data_offsets":[0,0]}})")}) {
        const auto model = read("a.safetensors", octets);
        ASSERT_FALSE(model);
        EXPECT_EQ(model.error().code, ErrorCode::corrupt);
        EXPECT_THAT(model.error().message, HasSubstr("a.safetensors: the model file is damaged"));
    }
    EXPECT_THAT(read("a.gguf", "GGUF" + number(1, 4) + Bytes(16, '\0')).error().message,
                HasSubstr("GGUF of version 1 is not read"));
}

TEST_F(ModelFileTest, AnEndThatIsMissingIsNoticed) {
    const std::string json = R"({"a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}})";
    EXPECT_TRUE(read("a.safetensors", text(json) + "12345678"));
    EXPECT_THAT(read("a.safetensors", text(json) + "1234567").error().message,
                HasSubstr("its end is missing"));
    const Bytes tensor = text("a") + number(1, 4) + number(400, 8) + number(0, 4) + number(0, 8);
    EXPECT_THAT(read("a.gguf", "GGUF" + number(3, 4) + number(1, 8) + number(0, 8) + tensor).error().message,
                HasSubstr("its end is missing"));
}

TEST(FewSteps, AreToldByTheName) {
    EXPECT_EQ(few_steps("/m/sdxl_lightning_8step.safetensors"), 8);
    EXPECT_EQ(few_steps("/m/Hyper-SD15-1-step.safetensors"), 1);
    EXPECT_EQ(few_steps("/m/sd_turbo.safetensors"), 4);
    EXPECT_EQ(few_steps("/m/dreamshaper-LCM.gguf"), 4);
    EXPECT_EQ(few_steps("/m/flux1-schnell-Q4_0.gguf"), 4);
    EXPECT_EQ(few_steps("/m/v1-5-pruned.safetensors"), std::nullopt);
    EXPECT_EQ(few_steps("/m/trained-50steps.safetensors"), std::nullopt);
    EXPECT_EQ(few_steps("/turbo/plain.safetensors"), std::nullopt);
    EXPECT_EQ(few_steps("/m/step.safetensors"), std::nullopt);
    EXPECT_EQ(few_steps("/m/hyperrealism_v3.safetensors"), std::nullopt);
    EXPECT_EQ(few_steps("/m/Hyper-SD.safetensors"), 4);
}

}  // namespace
}  // namespace garden::painting::diffusion
