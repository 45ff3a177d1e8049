#pragma once

#include <functional>

#include "base/result.h"
#include "net/http_client.h"

namespace garden::hooks {

// How requests leave this machine: net::HttpClient::send(), or what a test puts in its place. Thread-safe.
using Send = std::function<Result<net::HttpAnswer>(const net::HttpOrder&)>;

}  // namespace garden::hooks
