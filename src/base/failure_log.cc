#include "base/failure_log.h"

#include "base/log.h"

namespace garden {

void FailureLog::note_error(const Error* error) {
    const bool failed = fails_.exchange(error != nullptr);
    if (error != nullptr && !failed)
        log::warning("it fails, and is tried again", {{"what", what_}, {"reason", error->message}});
    if (error == nullptr && failed) log::info("it works again", {{"what", what_}});
}

}  // namespace garden
