#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"
#include "hooks/send.h"
#include "jobs/judge.h"

namespace garden::hooks {

inline constexpr std::string_view kCommandPrefix = "command:";

// Whether `setting` names a veto hook: an http or https address, or "command:" and an absolute path.
bool is_veto(std::string_view setting);

// Asks the veto hook about each picture, for at most `limit`.
// An address: POST of multipart/form-data with the parts `recipe` (JSON), `key` (text) and `picture` (JPEG).
// 200 keeps the picture, 403 vetoes it with the first line of the body. A command: the JPEG on its standard
// input, EMOTION_GARDEN_RECIPE and EMOTION_GARDEN_KEY in its environment. Exit status 0 keeps the picture, 1
// vetoes it with the first line of its standard output. Everything else is `unavailable`: the hook failed.
// `invalid_argument`: the setting is no hook, or its program cannot be run.
Result<jobs::Judge> make_veto(const std::string& setting, std::chrono::seconds limit, Send send);

}  // namespace garden::hooks
