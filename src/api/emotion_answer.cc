#include "api/emotion_answer.h"

#include <nlohmann/json.hpp>

#include "visitors/visitor.h"

namespace garden::api {

std::string emotion_answer(std::string_view visitor_id, std::string_view bucket, const vision::Face& face) {
    const nlohmann::ordered_json answer = {
        {"id", visitor_id},
        {"bucket", bucket},
        // A name only, which clients of the old protocol expect: nothing is ever stored there.
        {"key", "profile/" + std::string(visitor_id) + ".jpeg"},
        {"ageRange", {{"Low", face.age_low}, {"High", face.age_high}}},
        {"smile", face.smile.value},
        {"eyeglasses", face.eyeglasses.value},
        {"sunglasses", face.sunglasses.value},
        {"gender", vision::name(face.gender)},
        {"beard", face.beard.value},
        {"mustache", face.mustache.value},
        {"eyesOpen", face.eyes_open.value},
        {"mouthOpen", face.mouth_open.value},
        {"emotions", vision::name(face.emotions.front().emotion)},
        {"generation", visitors::generation_of(face.age_low, face.age_high)}};
    return answer.dump();
}

}  // namespace garden::api
