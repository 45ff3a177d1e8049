// What the remote painters are made of; tests/api/test_remote_painters.py has them at work.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "image/codec.h"
#include "painting/remote/await.h"
#include "painting/remote/comfyui_feed.h"
#include "painting/remote/endpoint.h"
#include "painting/remote/mask.h"
#include "painting/remote/member.h"
#include "painting/remote/plan.h"
#include "painting/remote/workflow.h"

namespace garden::painting::remote {
namespace {

using nlohmann::json;
using testing::HasSubstr;

PainterSpec spec_of(std::string_view options) {
    return parse_painters(std::string("big=sd_server@http://127.0.0.1:1") + std::string(options))->front();
}

Order order_of(int width, int height) {
    Order order;
    order.prompt = "roses";
    order.width = width;
    order.height = height;
    return order;
}

TEST(Plan, FillsInWhatTheOrderLeavesOpen) {
    Order order = order_of(1280, 800);
    order.seed = 0x1'0000'0007U;
    const auto plain = plan(spec_of(""), order, {});
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->order.steps, 50);
    EXPECT_EQ(plain->order.guidance, 7.5);
    EXPECT_EQ(plain->order.seed, 7U);
    EXPECT_EQ(plain->asked, (Size{1280, 800}));
    EXPECT_EQ(
        to_json(plain->recipe),
        R"({"painter":"sd_server","prompt":"roses","width":1280,"height":800,"seed":7,"steps":50,"guidance":7.5})");
    order.steps = 12;
    EXPECT_EQ(plan(spec_of("#steps=30"), order, {})->order.steps, 12);
    EXPECT_FALSE(plan(spec_of(""), order, {.steps = false})->recipe.order.steps);
}

TEST(Plan, RefusesWhatThePainterDoesNotHave) {
    Order order = order_of(1280, 800);
    order.options = {{"sampler", "euler"}};
    EXPECT_EQ(plan(spec_of(""), order, {}).error().message, "the painter big has no option sampler");
    const OptionValues samplers = {{"sampler", {"euler", "heun"}}};
    EXPECT_EQ(plan(spec_of(""), order, {}, samplers)->recipe.order.options, order.options);
    order.options = {{"sampler", "best"}};
    EXPECT_EQ(plan(spec_of(""), order, {}, samplers).error().message,
              "sampler of the painter big is one of euler, heun");
    EXPECT_EQ(plan(spec_of(""), order_of(10, 10), {}).error().code, ErrorCode::invalid_argument);
}

TEST(Plan, AsksForASizeThatTheEndpointCanPaint) {
    EXPECT_EQ(size_to_ask(spec_of(""), {1001, 600}), (Size{1008, 600}));
    EXPECT_EQ(size_to_ask(spec_of("#multiple=64"), {1280, 800}), (Size{1280, 832}));
    EXPECT_EQ(size_to_ask(spec_of("#multiple=512"), {4096, 4095}), (Size{4096, 4096}));
    const PainterSpec three = spec_of("#sizes=512x512|1024x1024|1536x1024|1024x1536");
    EXPECT_EQ(size_to_ask(three, {1280, 800}), (Size{1536, 1024}));
    EXPECT_EQ(size_to_ask(three, {800, 1280}), (Size{1024, 1536}));
    EXPECT_EQ(size_to_ask(three, {300, 300}), (Size{1024, 1024}));
}

class Deliver : public testing::Test {
  protected:
    static void SetUpTestSuite() { ASSERT_TRUE(image::start_codec("painting_test")); }

    static Bytes png(int width, int height) {
        return *image::encode_png(
            {width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3), 90)});
    }
    const Plan plan_ = *plan(spec_of(""), order_of(320, 200), {});
};

TEST_F(Deliver, APictureOfAnotherSizeIsFittedAndTheRecipeSaysSo) {
    const auto same = deliver(plan_, png(320, 200));
    ASSERT_TRUE(same);
    EXPECT_TRUE(same->recipe.painted_size.empty());
    const auto other = deliver(plan_, png(512, 512));
    ASSERT_TRUE(other);
    EXPECT_EQ(other->picture.width, 320);
    EXPECT_EQ(other->picture.height, 200);
    EXPECT_TRUE(other->picture.is_whole());
    EXPECT_THAT(to_json(other->recipe), HasSubstr(R"("width":320,"height":200,"paintedSize":"512x512")"));
}

TEST_F(Deliver, Base64MayBeADataUrlAndMayHaveLines) {
    const std::string text = encode_base64(png(320, 200));
    EXPECT_TRUE(deliver_base64(plan_, text));
    EXPECT_TRUE(deliver_base64(plan_, "data:image/png;base64," + text));
    EXPECT_TRUE(deliver_base64(plan_, text.substr(0, 76) + "\r\n" + text.substr(76) + "\n"));
    for (const std::string& wrong :
         {std::string(), std::string("data:"), text.substr(1), "*" + text.substr(1)}) {
        EXPECT_THAT(deliver_base64(plan_, wrong).error().message, HasSubstr("no base64"));
    }
}

TEST_F(Deliver, WhatIsNoPictureToUseIsTheEndpointsFault) {
    for (const Bytes& file : {Bytes("text"), Bytes(), png(1, 1), png(320, 200).substr(0, 60), png(63, 500)}) {
        EXPECT_EQ(deliver(plan_, file).error().code, ErrorCode::unavailable);
    }
}

TEST(Sentence, IsFoundWhereServersPutIt) {
    const auto of = [](const char* text) { return sentence_of(json::parse(text), {}); };
    EXPECT_EQ(of(R"({"error":{"message":"too flowery","type":"x"}})"), "too flowery");
    EXPECT_EQ(of(R"({"error":"queue is full"})"), "queue is full");
    EXPECT_EQ(of(R"({"detail":[{"loc":["body"],"msg":"field required"}]})"), "field required");
    EXPECT_EQ(of(R"({"error":"OutOfMemoryError","detail":"","body":"","errors":"CUDA out of memory"})"),
              "CUDA out of memory");
    EXPECT_EQ(of(R"({"error":{"type":"t","message":"a\nb\u0007","details":""}})"), "a b");
    EXPECT_EQ(of(R"({"message":{"a":1}})"), "");
    EXPECT_EQ(of("[]"), "");
    EXPECT_EQ(of("3"), "");
    EXPECT_EQ(of(R"({"error":{"error":{"error":{"error":{"error":{"error":"deep"}}}}}})"), "");
    const std::string cut = sentence_of(json{{"error", std::string(299, 'x') + "꽃꽃"}}, {});
    EXPECT_EQ(cut, std::string(299, 'x') + "…") << "no character is cut in two";
}

TEST(Mask, KnowsTheFormsInWhichAServerRepeatsAKey) {
    Mask mask;
    mask.add("gardener:open-sesame");
    EXPECT_EQ(mask.apply("key gardener:open-sesame!"), "key ***!");
    EXPECT_EQ(mask.apply("Basic Z2FyZGVuZXI6b3Blbi1zZXNhbWU="), "Basic ***=");
    EXPECT_EQ(mask.apply("Z2FyZGVuZXI6b3Blbi1zZXNhbWU and open-sesame, open-sesame"), "*** and ***, ***");
    EXPECT_EQ(mask.apply("no gardener here"), "no gardener here");
    EXPECT_EQ(mask.apply(""), "");
    mask.add("sk-next");
    EXPECT_EQ(mask.apply("open-sesame, sk-next"), "***, ***") << "the one before may still be repeated";
    for (int i = 0; i < 8; ++i) mask.add("other-" + std::to_string(i));
    EXPECT_EQ(mask.apply("sk-next other-0 other-7"), "sk-next *** ***");
}

TEST(Mask, LeavesWhatStandsInAnyText) {
    Mask mask;
    mask.add("");
    mask.add("a:b");
    mask.add("u:the");
    EXPECT_EQ(mask.apply("the a:b of u"), "the a:b of u");
    EXPECT_EQ(mask.apply("u:the"), "***");
}

TEST(Mask, AKeyIsFoundWhereTheSentenceIsCut) {
    Mask mask;
    mask.add("sk-secret-0123");
    EXPECT_EQ(sentence_of(json{{"error", std::string(295, 'x') + "sk-secret-0123"}}, mask),
              std::string(295, 'x') + "***");
}

TEST(Member, NumbersStayWithinBounds) {
    const json value = {{"some", 7}, {"less", -1}, {"more", 1'000'000}, {"half", .5}, {"text", "7"}};
    EXPECT_EQ(number_in(value, "some", 3), 7);
    EXPECT_EQ(number_in(value, "less", 3), 0);
    EXPECT_EQ(number_in(value, "more", 3), 100'000);
    for (const char* name : {"half", "text", "none"}) EXPECT_EQ(number_in(value, name, 3), 3) << name;
    EXPECT_EQ(number_in(json(7), "some", 3), 3);
}

TEST(Workflow, PlaceholdersBecomeTextsAndNumbers) {
    const auto workflow = Workflow::parse(
        R"({"1":{"class_type":"A","inputs":{"text":"{prompt} by {prompt}","seed":"{seed}","cfg":"{guidance}","size":"{width}x{height}",
            "other":"{x} {","list":["2",0]},"_meta":{"title":"{seed}"}}})");
    ASSERT_TRUE(workflow) << workflow.error().message;
    EXPECT_TRUE(workflow->understands().seed);
    EXPECT_FALSE(workflow->understands().negative_prompt);
    EXPECT_FALSE(workflow->understands().steps);
    Order order = order_of(320, 200);
    order.prompt = "{seed} \"roses\"";
    order.seed = 7;
    const json nodes = workflow->fill(*plan(spec_of(""), order, workflow->understands()));
    EXPECT_EQ(nodes["1"]["inputs"],
              json::parse(R"({"text":"{seed} \"roses\" by {seed} \"roses\"","seed":7,"cfg":7.5,
        "size":"320x200","other":"{x} {","list":["2",0]})"));
    EXPECT_EQ(nodes["1"]["_meta"]["title"], "{seed}");
}

TEST(Workflow, WhatIsNoneIsRefusedWithTheReason) {
    EXPECT_THAT(Workflow::parse(R"({"1":{"class_type":"A","inputs":{"seed":{seed}}}})").error().message,
                HasSubstr("stand in quotes"));
    EXPECT_THAT(Workflow::parse(R"({"nodes":[],"links":[]})").error().message, HasSubstr("Export (API)"));
    EXPECT_THAT(Workflow::parse("{}").error().message, HasSubstr("no workflow"));
    EXPECT_THAT(Workflow::parse(R"({"1":{"class_type":"A","inputs":{}}})").error().message,
                HasSubstr("{prompt}"));
}

TEST(ComfyUiFeed, UnderstandsWhatIsSaidOfItsPrompt) {
    using Kind = FeedEvent::Kind;
    const auto text = [](const char* said) { return read_feed({false, said}, "p1"); };
    const FeedEvent step =
        text(R"({"type":"progress","data":{"value":3,"max":20,"prompt_id":"p1","node":"3"}})");
    EXPECT_EQ(step.kind, Kind::step);
    EXPECT_EQ(step.step, 3);
    EXPECT_EQ(step.steps, 20);
    EXPECT_EQ(text(R"({"type":"progress","data":{"value":3,"max":20}})").kind, Kind::step);
    EXPECT_EQ(text(R"({"type":"progress","data":{"value":3,"max":20,"prompt_id":"p2"}})").kind, Kind::other);
    EXPECT_EQ(text(R"({"type":"executing","data":{"node":null,"prompt_id":"p1"}})").kind, Kind::ended);
    EXPECT_EQ(text(R"({"type":"executing","data":{"node":"3","prompt_id":"p1"}})").kind, Kind::other);
    EXPECT_EQ(text(R"({"type":"executing","data":{"node":null}})").kind, Kind::other);
    const FeedEvent preview = read_feed({true, std::string("\0\0\0\1\0\0\0\2picture", 15)}, "p1");
    EXPECT_EQ(preview.kind, Kind::preview);
    EXPECT_EQ(preview.preview, "picture");
    EXPECT_EQ(read_feed({true, std::string("\0\0\0\3\0\0\0\2picture", 15)}, "p1").kind, Kind::other);
    for (const char* rubbish : {"", "{", "[]", "3", R"({"type":"progress"})", R"({"type":3,"data":[]})",
                                R"({"type":"executing","data":{}})"}) {
        EXPECT_EQ(text(rubbish).kind, Kind::other) << rubbish;
        EXPECT_EQ(read_feed({true, rubbish}, "p1").kind, Kind::other) << rubbish;
    }
    EXPECT_EQ(text(R"({"type":"progress","data":{"value":1e99,"max":-5}})").steps, 1);
    EXPECT_EQ(text(R"({"type":"progress","data":{"value":50,"max":20}})").step, 20);
}

TEST(Await, OneFailedLookIsForgivenButNotThreeInARow) {
    const Deadline deadline(std::chrono::seconds(30));
    const auto rest = [] { return Result<>(); };
    using Look = Result<std::optional<json>>;
    int looks = 0;
    const auto found = await_job(deadline, rest, [&]() -> Look {
        ++looks;
        if (looks == 7) return json("done");
        if (looks % 3 == 0) return std::optional<json>();
        return fail(ErrorCode::unavailable, "gone");
    });
    EXPECT_EQ(*found, "done");
    looks = 0;
    const auto lost = await_job(deadline, rest, [&]() -> Look {
        ++looks;
        return fail(ErrorCode::unavailable, "gone");
    });
    EXPECT_EQ(lost.error().message, "gone");
    EXPECT_EQ(looks, 3);
}

TEST(Await, FetchingEndsWithTheDeadlineToo) {
    const Deadline deadline(std::chrono::seconds(60));
    EXPECT_EQ(deadline.fetching({}, std::chrono::seconds(10)).limit, std::chrono::seconds(10));
    const auto left = deadline.fetching({}, std::chrono::seconds(120)).limit;
    EXPECT_LE(left, std::chrono::seconds(60));
    EXPECT_GT(left, std::chrono::seconds(50));
    EXPECT_EQ(Deadline(std::chrono::seconds(0)).fetching({}, std::chrono::seconds(120)).limit,
              std::chrono::milliseconds(1));
}

TEST(Await, AJobsNameMayBecomePartOfAPath) {
    EXPECT_TRUE(is_job_id("job_01HTXYZ-a"));
    for (const char* id : {"", "../x", "a/b", "a b", "a?b", "%2e"}) EXPECT_FALSE(is_job_id(id)) << id;
    EXPECT_FALSE(is_job_id(std::string(129, 'a')));
}

}  // namespace
}  // namespace garden::painting::remote
