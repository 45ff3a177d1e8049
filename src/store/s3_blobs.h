#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "store/blobs.h"

namespace garden::store {

struct S3Keys {
    std::string access_key;
    std::string secret_key;
    std::string session_token;  // may be empty
};

struct S3BlobsOptions {
    std::string location;  // as parse_s3_location() reads it
    S3Keys keys;
    std::filesystem::path folder;  // of this program's own on the disk, for what comes and goes and the cache
    // Kept in `folder` at most; 0: every open() asks the store, and sweep_temporary() removes what was kept.
    std::uint64_t cache_octets = 0;
    std::size_t at_once = 24;   // requests under way; who comes then waits a moment, and is refused
    std::stop_token stop = {};  // after it requests end within seconds
};

// Blobs in an S3-compatible store: <prefix>ab/cd/<sha256>. What is written goes to a file of `folder` first,
// whose octets are in the store when publish() returns; what is read comes from the cache there, or is
// fetched into it and compared with its hash. Constant memory. What parse_s3_location() says; `unavailable`,
// with a sentence that says what to do: the store cannot be reached, or used with these keys; later on
// whatever keeps it from answering. `clock` outlives it.
Result<std::unique_ptr<Blobs>> open_s3_blobs(S3BlobsOptions options, const Clock& clock);

}  // namespace garden::store
