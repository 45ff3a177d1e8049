#pragma once

#include <string>
#include <vector>

#include "rekognition/order.h"
#include "vision/face.h"

namespace garden::rekognition {

// A DetectFacesResponse: {"FaceDetails":[…]}, the faces in the order given. OrientationCorrection is left
// out, as it is always null at Amazon: boxes are of the upright picture.
std::string answer_of(std::vector<vision::Face> faces, const Wanted& wanted);

}  // namespace garden::rekognition
