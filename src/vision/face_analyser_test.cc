#include "vision/face_analyser.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "image/codec.h"
#include "image/resample.h"

namespace garden::vision {
namespace {

namespace fs = std::filesystem;

const fs::path kModels = "models/cache/ir";
const fs::path kPhotos = "models/cache/photos";

image::Picture photo(const std::string& name) {
    std::ifstream file(kPhotos / name, std::ios::binary);
    const Bytes content{std::istreambuf_iterator<char>(file), {}};
    auto picture = image::decode(content, {.longest_side = kAnalysisSide});
    EXPECT_TRUE(picture) << name << " is missing; `./dev models` fetches it";
    return picture ? *picture : image::Picture{};
}

// Compiled once for all tests; two pictures at a time.
class Analyser : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        // OpenVINO's thread library otherwise loads its parts in a way that AddressSanitizer refuses.
        ::setenv("TBB_ENABLE_SANITIZERS", "1", 1);
        ASSERT_TRUE(image::start_codec("vision_test"));
        auto created = FaceAnalyser::create({.models = kModels, .cache = {}, .threads = 1, .parallel = 2});
        ASSERT_TRUE(created) << created.error().message;
        analyser_ = std::move(*created);
    }
    static void TearDownTestSuite() { analyser_.reset(); }

    void SetUp() override { ASSERT_TRUE(analyser_); }

    static std::vector<Face> faces(const image::Picture& picture, int most = 100) {
        auto found = analyser_->analyse(picture, most);
        EXPECT_TRUE(found);
        return found ? *found : std::vector<Face>{};
    }

    static inline std::unique_ptr<FaceAnalyser> analyser_;
};

Point landmark(const Face& face, std::string_view name) {
    const auto found = std::ranges::find(face.landmarks, name, &Landmark::name);
    return found == face.landmarks.end() ? Point{-1, -1} : found->at;
}

TEST_F(Analyser, DescribesAnAstronaut) {
    const auto found = faces(photo("astronaut.png"));
    ASSERT_EQ(found.size(), 1U);
    const Face& face = found[0];
    EXPECT_NEAR(face.box.left + face.box.width / 2, 0.44, 0.04);
    EXPECT_NEAR(face.box.top + face.box.height / 2, 0.23, 0.05);
    EXPECT_GT(face.confidence, 80);
    EXPECT_EQ(face.gender, Gender::female);
    EXPECT_EQ(face.emotions[0].emotion, Emotion::happy);
    EXPECT_TRUE(face.smile.value);
    EXPECT_TRUE(face.eyes_open.value);
    EXPECT_TRUE(face.mouth_open.value);
    EXPECT_FALSE(face.sunglasses.value);
    EXPECT_FALSE(face.beard.value);
    EXPECT_GT(face.age_low, 15);
    EXPECT_LT(face.age_high, 60);
    EXPECT_LT(face.age_low, face.age_high);
    EXPECT_NEAR(face.yaw, 0, 30);
    EXPECT_GT(face.brightness, 20);
    EXPECT_GT(face.sharpness, 5);
}

TEST_F(Analyser, ItsThirtyLandmarksLieWhereTheyShould) {
    const auto found = faces(photo("astronaut.png"));
    ASSERT_EQ(found.size(), 1U);
    std::set<std::string_view> names;
    for (const Landmark& each : found[0].landmarks) {
        names.insert(each.name);
    }
    EXPECT_EQ(names.size(), 30U);
    const Face& face = found[0];
    EXPECT_LT(landmark(face, "eyeLeft").x, landmark(face, "eyeRight").x);
    EXPECT_LT(landmark(face, "eyeLeft").y, landmark(face, "nose").y);
    EXPECT_LT(landmark(face, "nose").y, landmark(face, "mouthUp").y);
    EXPECT_LT(landmark(face, "mouthUp").y, landmark(face, "mouthDown").y);
    EXPECT_LT(landmark(face, "mouthDown").y, landmark(face, "chinBottom").y);
    EXPECT_LT(landmark(face, "leftEyeBrowUp").y, landmark(face, "leftEyeUp").y);
    EXPECT_LT(landmark(face, "leftEyeUp").y, landmark(face, "leftEyeDown").y);
    EXPECT_LT(landmark(face, "leftEyeLeft").x, landmark(face, "leftPupil").x);
    EXPECT_LT(landmark(face, "leftPupil").x, landmark(face, "leftEyeRight").x);
    EXPECT_LT(landmark(face, "noseLeft").x, landmark(face, "noseRight").x);
    EXPECT_LT(landmark(face, "upperJawlineLeft").x, landmark(face, "mouthLeft").x);
}

TEST_F(Analyser, GroupsComeLargestFirst) {
    const auto found = faces(photo("sample4.jpg"));
    ASSERT_GE(found.size(), 3U);
    for (std::size_t i = 1; i < found.size(); ++i) {
        EXPECT_GE(found[i - 1].box.width * found[i - 1].box.height, found[i].box.width * found[i].box.height);
    }
    EXPECT_EQ(faces(photo("sample4.jpg"), 2).size(), 2U);
    EXPECT_EQ(faces(photo("sample4.jpg"), 1).size(), 1U);
    EXPECT_TRUE(faces(photo("sample4.jpg"), 0).empty());
}

TEST_F(Analyser, FindsAFaceThatLeansBy45Degrees) {
    const image::Picture upright = photo("astronaut.png");
    for (const double degrees : {-45.0, 45.0}) {
        SCOPED_TRACE(degrees);
        const double angle = degrees * 3.14159265 / 180;
        // The window turns against the head.
        const auto found = faces(image::sample(upright, image::affine_of({230, 130, 360, -angle}, 360), 360));
        ASSERT_EQ(found.size(), 1U);
        EXPECT_NEAR(found[0].roll, degrees, 15);
        EXPECT_TRUE(found[0].smile.value);
    }
}

TEST_F(Analyser, NothingIsFoundWhereNobodyIs) {
    image::Picture noise{320, 240, {}};
    for (std::uint32_t i = 0, state = 7; i < 320 * 240 * 3; ++i) {
        state = state * 1'664'525 + 1'013'904'223;
        noise.rgb.push_back(static_cast<std::uint8_t>(state >> 24));
    }
    EXPECT_TRUE(faces(noise).empty());
    for (const auto& [width, height] : {std::pair{1, 1}, {1, 10'000}, {10'000, 1}, {3, 2}, {640, 480}}) {
        const auto size = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
        for (const std::uint8_t level : {std::uint8_t{0}, std::uint8_t{255}}) {
            EXPECT_TRUE(faces({width, height, std::vector<std::uint8_t>(size, level)}).empty())
                << width << height;
        }
    }
}

TEST_F(Analyser, RefusesAPictureThatDoesNotFitItsSize) {
    EXPECT_EQ(analyser_->analyse({}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(analyser_->analyse({10, 10, {1, 2, 3}}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(analyser_->analyse({-1, -1, {1, 2, 3}}).error().code, ErrorCode::invalid_argument);
}

TEST_F(Analyser, ManyThreadsGetTheSameAnswer) {
    const image::Picture picture = photo("astronaut.png");
    const std::string alone = to_json(faces(picture, 1));
    std::vector<std::string> answers(4);
    {
        std::vector<std::jthread> threads;
        for (std::string& answer : answers) {
            threads.emplace_back([&] { answer = to_json(faces(picture, 1)); });
        }
    }
    for (const std::string& answer : answers) {
        EXPECT_EQ(answer, alone);
    }
}

class ModelFiles : public testing::Test {
  protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override { fs::remove_all(folder_); }
    const fs::path folder_ = fs::temp_directory_path() / ("garden_models_" + std::to_string(::getpid()));
};

TEST_F(ModelFiles, MissingOnesAreNamedWithTheCommandThatFetchesThem) {
    const auto created = FaceAnalyser::create({.models = folder_, .cache = {}});
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().code, ErrorCode::unavailable);
    EXPECT_NE(created.error().message.find("checksums.txt"), std::string::npos);
    EXPECT_NE(created.error().message.find("./dev models"), std::string::npos);
}

TEST_F(ModelFiles, AnAlteredOneIsNamed) {
    fs::copy(kModels, folder_, fs::copy_options::recursive);
    std::ofstream(folder_ / "mesh.bin", std::ios::app) << "x";
    const auto created = FaceAnalyser::create({.models = folder_, .cache = {}});
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().code, ErrorCode::unavailable);
    EXPECT_NE(created.error().message.find("mesh.bin"), std::string::npos);
}

TEST_F(ModelFiles, AMissingOneIsNamed) {
    fs::copy(kModels, folder_, fs::copy_options::recursive);
    fs::remove(folder_ / "age.xml");
    const auto created = FaceAnalyser::create({.models = folder_, .cache = {}});
    ASSERT_FALSE(created);
    EXPECT_NE(created.error().message.find("age.xml"), std::string::npos);
}

TEST(FaceAnalyserOptions, AtLeastOneThread) {
    EXPECT_EQ(FaceAnalyser::create({.models = kModels, .cache = {}, .threads = 0}).error().code,
              ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace garden::vision
