#pragma once

namespace garden::vision {

// Whether networks and heads that were fitted on UTKFace, a data set for non-commercial research, are asked.
enum class Utkface { used, unused };

}  // namespace garden::vision
