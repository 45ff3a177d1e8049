#include <vips/vips.h>

#include "image/codec.h"

namespace garden::image {

Result<> start_codec(const char* program_name) {
    // Unless asked not to, libvips prints a line for every odd file that a client sends.
    g_log_set_handler(
        "VIPS", static_cast<GLogLevelFlags>(G_LOG_LEVEL_WARNING | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG),
        [](const gchar*, GLogLevelFlags, const gchar*, gpointer) {}, nullptr);
    if (vips_init(program_name) != 0) {
        vips_error_clear();
        return fail(ErrorCode::unavailable, "the picture library libvips does not start");
    }
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    vips_block_untrusted_set(TRUE);
    return {};
}

}  // namespace garden::image
