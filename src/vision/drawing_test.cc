#include "vision/drawing.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>

namespace garden::vision {
namespace {

using testing::ElementsAre;

image::Picture grey(int width, int height) {
    return {width, height,
            std::vector<std::uint8_t>(3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                                      128)};
}

Face face_at(Box box) {
    Face face;
    face.box = box;
    face.age_low = 28;
    face.age_high = 38;
    face.gender_confidence = 98.7;
    face.smile = {true, 90};
    face.eyes_open = {true, 90};
    face.emotions.fill({Emotion::calm, 1});
    face.emotions.front() = {Emotion::happy, 93.2};
    face.landmarks = {{"nose", {box.left + box.width / 2, box.top + box.height / 2}}};
    return face;
}

// How many pixels are no longer grey.
int changed(const image::Picture& picture) {
    int pixels = 0;
    for (std::size_t at = 0; at < picture.rgb.size(); at += 3) {
        pixels += picture.rgb[at] != 128 || picture.rgb[at + 1] != 128 || picture.rgb[at + 2] != 128 ? 1 : 0;
    }
    return pixels;
}

std::array<int, 3> pixel(const image::Picture& picture, double x, double y) {
    const auto at = 3 * static_cast<std::size_t>(std::lround(y * picture.height) * picture.width +
                                                 std::lround(x * picture.width));
    return {picture.rgb[at], picture.rgb[at + 1], picture.rgb[at + 2]};
}

TEST(Words, SayWhoItIsAndWhatIsTrue) {
    Face face = face_at({0.4, 0.4, 0.2, 0.2});
    EXPECT_THAT(words_of(face).who, ElementsAre("happy 93 %", "28–38", "female 99 %"));
    EXPECT_THAT(words_of(face).features, ElementsAre("smile"));
    face.eyeglasses = face.sunglasses = face.mouth_open = {true, 80};
    face.eyes_open = {false, 80};
    EXPECT_THAT(words_of(face).features, ElementsAre("smile", "sunglasses", "eyes closed", "mouth open"))
        << "sunglasses are glasses, too, and open eyes go without saying";
}

TEST(Drawing, LeavesAPictureOfNobodyAsItIs) {
    const auto picture = grey(800, 600);
    const auto drawn = draw_faces(picture, {});
    ASSERT_TRUE(drawn) << drawn.error().message;
    EXPECT_EQ(drawn->rgb, picture.rgb);
}

TEST(Drawing, DrawsBoxLandmarkAndLabel) {
    const std::vector<Face> faces = {face_at({0.4, 0.5, 0.2, 0.25})};
    const auto drawn = draw_faces(grey(1000, 800), faces);
    ASSERT_TRUE(drawn) << drawn.error().message;
    EXPECT_EQ(drawn->width, 1000);
    const auto line = pixel(*drawn, 0.4, 0.6);
    EXPECT_GT(line[0], 200) << "happy is warm";
    EXPECT_LT(line[2], 150);
    EXPECT_GT(pixel(*drawn, 0.5, 0.625)[2], 200) << "a landmark is white";
    EXPECT_LT(pixel(*drawn, 0.405, 0.47)[0], 90) << "the plate above the box is dark";
    EXPECT_EQ(pixel(*drawn, 0.1, 0.9)[0], 128) << "elsewhere nothing changes";
}

TEST(Drawing, HasALabelInPicturesOfEveryShape) {
    for (const auto& [width, height] : {std::pair{640, 480}, {4000, 3000}, {90, 700}, {2000, 60}}) {
        for (const double left : {0.05, 0.45, 0.85}) {
            for (const double top : {0.05, 0.45, 0.85}) {
                const std::vector<Face> faces = {face_at({left, top, 0.1, 0.1})};
                const auto drawn = draw_faces(grey(width, height), faces);
                ASSERT_TRUE(drawn) << drawn.error().message;
                EXPECT_GT(changed(*drawn), 200) << width << "x" << height << " at " << left << ", " << top;
            }
        }
    }
}

TEST(Drawing, LabelsHaveTheSameSizeInTheMiddleAndAtAnEdge) {
    const auto pixels = [](Box box) {
        const std::vector<Face> faces = {face_at(box)};
        return changed(draw_faces(grey(1000, 800), faces).value());
    };
    const int middle = pixels({0.4, 0.5, 0.1, 0.1});
    EXPECT_NEAR(pixels({0.88, 0.5, 0.1, 0.1}), middle, 0.02 * middle) << "pushed inside at the right";
    EXPECT_NEAR(pixels({0.4, 0.02, 0.1, 0.1}), middle, 0.02 * middle) << "below the box";
    EXPECT_NEAR(pixels({0.01, 0.88, 0.1, 0.1}), middle, 0.02 * middle);
}

TEST(Drawing, EnlargesASmallPicture) {
    const std::vector<Face> faces = {face_at({0.3, 0.3, 0.4, 0.4})};
    const auto drawn = draw_faces(grey(100, 50), faces);
    ASSERT_TRUE(drawn) << drawn.error().message;
    EXPECT_EQ(drawn->width, 640);
    EXPECT_EQ(drawn->height, 320);
    EXPECT_EQ(pixel(*drawn, 0.95, 0.95)[0], 128);
}

TEST(Drawing, SurvivesFacesThatAreNoNumbers) {
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinite = std::numeric_limits<double>::infinity();
    Face odd = face_at({0.4, 0.4, 0.2, 0.2});
    odd.landmarks = {{"nose", {nothing, 0.5}}, {"eyeLeft", {1e300, -1e300}}};
    odd.gender_confidence = nothing;
    odd.emotions.front().confidence = -infinite;
    const std::vector<Face> faces = {face_at({nothing, 0, 0.1, 0.1}), face_at({0, 0, infinite, 0.1}),
                                     face_at({0.5, 0.5, -0.1, 0.1}), face_at({-1e9, -1e9, 2e9, 2e9}), odd};
    const auto drawn = draw_faces(grey(700, 500), faces);
    ASSERT_TRUE(drawn) << drawn.error().message;
    EXPECT_TRUE(drawn->is_whole());
}

std::vector<Face> crowd(int columns, int rows) {
    std::vector<Face> faces;
    for (int i = 0; i < columns * rows; ++i) {
        const double left = static_cast<double>(i % columns) / columns;
        const double top = static_cast<double>(i / columns) / rows;
        faces.push_back(face_at({left + 0.25 / columns, top + 0.25 / rows, 0.5 / columns, 0.5 / rows}));
    }
    return faces;
}

TEST(Drawing, NoLabelHidesAFaceOfACrowd) {
    for (const auto& [columns, rows] : {std::pair{2, 1}, {4, 2}, {7, 5}}) {
        const auto faces = crowd(columns, rows);
        const auto drawn = draw_faces(grey(1400, 1000), faces);
        ASSERT_TRUE(drawn) << drawn.error().message;
        for (const Face& face : faces) {
            const Box& box = face.box;
            EXPECT_GT(pixel(*drawn, box.left + box.width / 2, box.top + box.height / 2)[2], 200)
                << "the nose";
            EXPECT_EQ(pixel(*drawn, box.left + box.width / 2, box.top + 0.25 * box.height)[0], 128)
                << "the forehead";
        }
    }
}

TEST(Drawing, SurvivesACrowdWithoutRoom) {
    std::vector<Face> faces = crowd(10, 10);
    for (Face& face : faces) face.box.width = face.box.height = 0.2;
    EXPECT_TRUE(draw_faces(grey(1024, 768), faces));
}

TEST(Drawing, RefusesNonsense) {
    EXPECT_EQ(draw_faces({}, {}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(draw_faces({2, 2, {1, 2, 3}}, {}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(draw_faces(grey(32'001, 1), {}).error().code, ErrorCode::too_large);
}

}  // namespace
}  // namespace garden::vision
