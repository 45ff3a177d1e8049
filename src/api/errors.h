#pragma once

#include "base/result.h"
#include "http/message.h"

namespace garden::api {

// The HTTP status of an error; the only place that knows both.
unsigned status_of(ErrorCode code);

// The error as text/plain: its sentence, or a general one where the fault is ours (the sentence then goes to
// the log).
http::Response error_response(const Error& error);

// The same as {"error":"…"} for /api/v1.
http::Response json_error_response(const Error& error);

}  // namespace garden::api
