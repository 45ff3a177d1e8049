#include "http/server.h"
#include <optional>
