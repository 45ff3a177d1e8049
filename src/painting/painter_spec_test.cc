#include "painting/painter_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "painting/catalogue.h"

namespace garden::painting {
namespace {

using testing::HasSubstr;

TEST(PainterSpec, FlowerIsWhatPaintsWithoutAnything) {
    for (const char* text : {"", " , ", "flower"}) {
        const auto specs = parse_painters(text);
        ASSERT_TRUE(specs) << specs.error().message;
        ASSERT_EQ(specs->size(), 1U);
        EXPECT_EQ(specs->front().name, "flower");
        EXPECT_EQ(specs->front().kind, PainterKind::flower);
        EXPECT_EQ(specs->front().parallel, 1);
    }
}

TEST(PainterSpec, APainterBehindHttpWithAllThatCanBeSaidOfIt) {
    const auto specs = parse_painters(
        "flower#parallel=2, "
        "big=openai@https://api.example.org/v1/#parallel=8&model=gpt-image-1%2C2&steps=30&guidance=7&"
        "key_env=OPENAI_KEY&multiple=64&sizes=1024x1024|1536x1024&timeout=90&proxy=http://"
        "proxy:3128&ca_file=/etc/ca.pem");
    ASSERT_TRUE(specs) << specs.error().message;
    ASSERT_EQ(specs->size(), 2U);
    EXPECT_EQ((*specs)[0].parallel, 2);
    const PainterSpec& big = (*specs)[1];
    EXPECT_EQ(big.name, "big");
    EXPECT_EQ(name(big.kind), "openai");
    EXPECT_EQ(big.url, "https://api.example.org/v1");
    EXPECT_EQ(big.parallel, 8);
    EXPECT_EQ(big.model, "gpt-image-1,2");
    EXPECT_EQ(big.steps, 30);
    EXPECT_EQ(big.guidance, 7.0);
    EXPECT_EQ(big.key_env, "OPENAI_KEY");
    EXPECT_EQ(big.multiple, 64);
    EXPECT_EQ(big.sizes, (std::vector<Size>{{1024, 1024}, {1536, 1024}}));
    EXPECT_EQ(big.timeout, std::chrono::seconds(90));
    EXPECT_EQ(big.proxy, "http://proxy:3128");
    EXPECT_EQ(big.ca_file, "/etc/ca.pem");
}

TEST(PainterSpec, AModelFileWithAllThatCanBeSaidOfIt) {
    const auto specs = parse_painters(
        "sd=diffusion@/models/a%2Cb.safetensors#steps=20&guidance=6.5&timeout=900&model=dream&vae=/v&taesd=/"
        "t&"
        "clip_l=/l&clip_g=/g&t5xxl=/5&control_net=/c&control_image=/i.png&control_strength=0.5&upscaler=/u&"
        "lora=/loras&sampler=dpm++2m&scheduler=karras&negative=blurry%2C text&quality=best&clip_skip=2&"
        "precision=q8_0&threads=3&device=1&offload=on&flash_attention=off&noise=cpu&keep=1.5");
    ASSERT_TRUE(specs) << specs.error().message;
    const PainterSpec& sd = specs->front();
    EXPECT_EQ(sd.url, "/models/a,b.safetensors");
    EXPECT_EQ(sd.model, "dream");
    EXPECT_EQ(sd.timeout, std::chrono::seconds(900));
    EXPECT_EQ(sd.diffusion, (DiffusionSpec{.vae = "/v",
                                           .taesd = "/t",
                                           .clip_l = "/l",
                                           .clip_g = "/g",
                                           .t5xxl = "/5",
                                           .control_net = "/c",
                                           .control_image = "/i.png",
                                           .control_strength = 0.5,
                                           .upscaler = "/u",
                                           .lora = "/loras",
                                           .sampler = "dpm++2m",
                                           .scheduler = "karras",
                                           .negative = "blurry, text",
                                           .quality = "best",
                                           .clip_skip = 2,
                                           .precision = "q8_0",
                                           .threads = 3,
                                           .device = 1,
                                           .offload = true,
                                           .flash_attention = false,
                                           .noise_of_cpu = true,
                                           .keep = std::chrono::seconds(90)}));
}

TEST(Size, ReadsWhatItWrites) {
    EXPECT_EQ(parse_size("1280x800"), (Size{1280, 800}));
    EXPECT_EQ(parse_size(Size{64, 4096}.text()), (Size{64, 4096}));
    for (const char* text :
         {"", "x", "1280", "1280x", "x800", "1280x800 ", "1280X800", "-1x800", "1e3x800", "99999999999x1"})
        EXPECT_EQ(parse_size(text), std::nullopt) << text;
}

TEST(PainterSpec, AnErrorNamesThePainterAndSaysWhatWouldBeRight) {
    const auto said = [](std::string_view text) {
        const auto specs = parse_painters(text);
        return specs ? std::string("nothing") : specs.error().message;
    };
    EXPECT_EQ(said("flower, big=robot@http://h"),
              "painters: \"big=robot@http://h\": there is no kind of painter of this name; known: flower, "
              "automatic1111, "
              "openai, sd_server, comfyui, sagemaker, diffusion");
    EXPECT_EQ(said("a=openai@http://h#parallel=0"),
              "painters: \"a=openai@http://h#…\": parallel must be a whole number from 1 to 64");
    EXPECT_THAT(said("a=openai@http://h#steps=many"),
                HasSubstr("steps must be a whole number from 1 to 1000"));
    EXPECT_THAT(said("a=openai@http://h#guidance=nan"), HasSubstr("guidance must be a number from 0 to 100"));
    EXPECT_THAT(said("a=openai@http://h#multiple=1000"), HasSubstr("multiple must be"));
    EXPECT_THAT(said("a=openai@http://h#sizes=10x10"), HasSubstr("sizes must be"));
    EXPECT_THAT(said("a=openai@http://h#timeout=0"), HasSubstr("timeout must be seconds"));
    EXPECT_THAT(said("a=openai@http://h#timeout=99999999999999999999"), HasSubstr("timeout must be seconds"));
    EXPECT_THAT(said("a=openai@http://h#model=%ff"), HasSubstr("model must be"));
    EXPECT_THAT(said("a=openai@http://h#model=%zz"), HasSubstr("model must be"));
    EXPECT_THAT(said("a=openai@http://h#colour=red"), HasSubstr("parallel, model, steps"));
    EXPECT_THAT(said("a=openai@http://h#"), HasSubstr("name=value pairs"));
    EXPECT_THAT(said("a=openai@http://h#key_env=EMOTION_GARDEN_X"),
                HasSubstr("not one that begins with EMOTION_GARDEN_"));
    EXPECT_THAT(said("a=openai@http://h#key_env=A&key_file=/b"), HasSubstr("not both"));
    EXPECT_THAT(said("a=openai"), HasSubstr("needs an address"));
    EXPECT_THAT(said("a=openai@nowhere"), HasSubstr("must begin with http://"));
    EXPECT_THAT(said("a=comfyui@http://h"), HasSubstr("needs workflow=FILE"));
    EXPECT_THAT(said("a=openai@http://h#workflow=/a"), HasSubstr("only comfyui"));
    EXPECT_THAT(said("a b=openai@http://h"), HasSubstr("name is 1 to 64 letters"));
    EXPECT_THAT(said("flower#steps=3"), HasSubstr("no setting but parallel"));
    EXPECT_THAT(said("flower#proxy=http://h"), HasSubstr("no setting but parallel"));
    EXPECT_EQ(said("rose=flower#parallel=3&multiple=8"), "nothing");
    EXPECT_THAT(said("flower@http://h"), HasSubstr("no setting but parallel"));
    EXPECT_THAT(said("a=diffusion"), HasSubstr("needs a model file"));
    EXPECT_THAT(said("a=diffusion@/m.gguf#parallel=2"), HasSubstr("one picture at a time"));
    EXPECT_THAT(said("a=diffusion@/m.gguf#control_net=/c"), HasSubstr("belong together"));
    EXPECT_THAT(said("a=diffusion@/m.gguf#sampler=best"), HasSubstr("sampler must be one of euler, euler_a"));
    EXPECT_THAT(said("a=diffusion@/m.gguf#proxy=http://h"), HasSubstr("vae, taesd"));
    EXPECT_THAT(said("a=openai@http://h#vae=/v"), HasSubstr("parallel, model, steps"));
    EXPECT_THAT(said("a=openai@http://h,a=flower"), HasSubstr("two are called a"));
}

TEST(PainterSpec, ASecretThatWasWrittenIntoItIsNotRepeated) {
    for (const char* text :
         {"a=openai@http://h#key=secret", "a=openai@http://h#secret", "a=openai@http://me:secret@h",
          "a=openai@http://h?key=secret", "a=openai@http://h/?key=secret#steps=3"}) {
        const auto specs = parse_painters(text);
        ASSERT_FALSE(specs) << text;
        EXPECT_THAT(specs.error().message, Not(HasSubstr("secret"))) << text;
    }
}

TEST(Catalogue, MakesThePaintersInTheirOrder) {
    const auto specs = parse_painters("small=sd_server@http://127.0.0.1:1#parallel=2,flower");
    const auto painters = make_painters(*specs, "");
    ASSERT_TRUE(painters) << painters.error().message;
    ASSERT_EQ(painters->size(), 2U);
    EXPECT_EQ((*painters)[0].name, "small");
    EXPECT_EQ((*painters)[0].kind, "sd_server");
    EXPECT_EQ((*painters)[0].parallel, 2);
    EXPECT_EQ((*painters)[0].painter->check({}).error().code, ErrorCode::unavailable);
    EXPECT_EQ((*painters)[1].kind, "flower");
    EXPECT_TRUE((*painters)[1].painter->check({}));
}

TEST(Catalogue, NamesThePainterWhoseKeyOrWorkflowIsMissing) {
    const auto said = [](std::string_view text) {
        return make_painters(*parse_painters(text), "").error().message;
    };
    EXPECT_EQ(said("flower,a=openai@http://h#key_env=NO_SUCH_VARIABLE"),
              "the painter a: the environment variable NO_SUCH_VARIABLE is not set");
    EXPECT_THAT(said("a=openai@http://h#key_file=/no/such"), HasSubstr("the painter a: the file /no/such"));
    EXPECT_THAT(said("a=comfyui@http://h#workflow=/no/such"),
                HasSubstr("the painter a: the workflow /no/such"));
}

TEST(Catalogue, StandsInForPaintersOfOtherServers) {
    const auto specs = parse_painters(
        "flower,a=automatic1111@http://h#parallel=3,b=sd_server@http://h,c=openai@http://h,d=sagemaker@http:/"
        "/h");
    const auto real = make_painters(*specs, "");
    ASSERT_TRUE(real) << real.error().message;
    const auto stand_ins = make_stand_ins(*specs);
    ASSERT_EQ(stand_ins.size(), real->size());
    for (std::size_t i = 0; i < stand_ins.size(); ++i) {
        EXPECT_EQ(stand_ins[i].name, (*real)[i].name);
        EXPECT_EQ(stand_ins[i].kind, (*real)[i].kind);
        EXPECT_EQ(stand_ins[i].parallel, (*real)[i].parallel);
        EXPECT_EQ(stand_ins[i].painter->options(), (*real)[i].painter->options()) << stand_ins[i].kind;
    }
    const auto elsewhere =
        make_stand_ins(*parse_painters("sd=diffusion@/no/such.gguf,c=comfyui@http://h#workflow=/no/such"));
    EXPECT_EQ(elsewhere[0].painter->options(), sampling_options());
    EXPECT_EQ(elsewhere[1].painter->paint({}, {}).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace garden::painting
