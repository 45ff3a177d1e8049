#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace garden::vision {

// The fields of Amazon Rekognition's FaceDetail. Boxes and points are fractions of the upright picture's
// width and height, from its top left; they may lie outside 0–1 where a face is cut by the edge. Confidences
// are 0–100.

struct Box {
    double left = 0, top = 0, width = 0, height = 0;
};

struct Point {
    double x = 0, y = 0;
};

struct Flag {
    bool value = false;
    double confidence = 50;  // that `value` is right, 50–100
};

enum class Gender { male, female };

enum class Emotion { happy, surprised, calm, angry, fear, confused, disgusted, sad };
inline constexpr std::array kEmotions = {Emotion::happy,     Emotion::surprised, Emotion::calm,
                                         Emotion::angry,     Emotion::fear,      Emotion::confused,
                                         Emotion::disgusted, Emotion::sad};

// "HAPPY" … "SAD", as on the wire.
std::string_view name(Emotion emotion);
// "Male", "Female".
std::string_view name(Gender gender);

struct EmotionScore {
    Emotion emotion = Emotion::calm;
    double confidence = 0;
};

struct Landmark {
    std::string_view name;  // Rekognition's, e.g. "eyeLeft"; left is the picture's left
    Point at;
};

struct Face {
    Box box;
    double confidence = 0;  // that this is a face
    int age_low = 0, age_high = 0;
    Gender gender = Gender::female;
    double gender_confidence = 50;
    Flag smile, eyeglasses, sunglasses, beard, mustache, eyes_open, mouth_open;
    std::array<EmotionScore, 8> emotions{};  // most confident first; they add up to 100
    std::vector<Landmark> landmarks;         // the 30 of protocol.md
    double roll = 0, yaw = 0,
           pitch = 0;  // degrees; roll is positive when the head leans to the picture's right
    double brightness = 0, sharpness = 0;  // of the face, 0–100
};

// Whether a member of FaceDetail is to be written, by its name: "Smile".
using WantsMember = std::function<bool(std::string_view member)>;

// {"FaceDetails":[…]}, each with the members that are wanted; all where `wants` is empty.
std::string to_json(const std::vector<Face>& faces, const WantsMember& wants = {});

}  // namespace garden::vision
