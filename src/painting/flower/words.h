#pragma once

#include <string_view>

#include "painting/flower/scene.h"

namespace garden::painting::flower {

// What `prompt` (UTF-8) asks for, in English or Korean; `negative` takes things away again. Weighted forms
// count:
// ((rose)) is 1.1² roses, (rose: 2.0) two, [rose] 1/1.1. Of several emotions, seasons, weathers or times the
// heaviest holds, then the first. Unknown words are passed over.
Wishes understand(std::string_view prompt, std::string_view negative);

}  // namespace garden::painting::flower
