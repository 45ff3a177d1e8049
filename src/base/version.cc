#include "base/version.h"

namespace garden {

std::string_view version() { return GARDEN_VERSION; }

}  // namespace garden
