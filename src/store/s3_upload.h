// Of this room alone.
#pragma once

#include "store/s3_client.h"
#include "store/spool_file.h"

namespace garden::store {

// Puts a file that is finished under `key`, in parts if it is large, in constant memory. The store compares
// what comes with its hashes, so that it has all of it or, after an error, nothing new under that key.
Result<> upload(S3Client& client, const std::string& key, SpoolFile& file);

}  // namespace garden::store
