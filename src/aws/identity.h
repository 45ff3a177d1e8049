#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/access_keys.h"
#include "http/message.h"

namespace garden::aws {

// Why a request is refused, in the words of AWS; each service writes it in its own format.
struct Refusal {
    unsigned status = 403;
    std::string code;     // "SignatureDoesNotMatch"
    std::string message;  // a sentence
    std::vector<std::pair<std::string, std::string>>
        details;  // further elements of the error: {"Condition", "If-Match"}
};

// How the body of a request is signed and framed, by x-amz-content-sha256.
enum class PayloadKind {
    hashed,                 // the header is the SHA-256 of the body
    unsigned_body,          // UNSIGNED-PAYLOAD
    signed_chunks,          // STREAMING-AWS4-HMAC-SHA256-PAYLOAD
    signed_chunks_trailer,  // STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER
    unsigned_trailer,       // STREAMING-UNSIGNED-PAYLOAD-TRAILER
};

// Who sent a request, by its signature, and what that says of its body.
struct Identity {
    std::string access_key;
    access::Permission permission = access::Permission::read;
    std::string service;  // of the credential scope: "s3"
    std::string region;
    bool presigned = false;  // the signature is in the query
    PayloadKind payload = PayloadKind::unsigned_body;
    std::string payload_sha256;  // of a hashed payload: 64 lower-case hexadecimal digits
    // For chunks that are signed: the key (octets), "<time>\n<scope>" of their strings to sign, and the
    // signature of the request, which is the first chunk's previous one.
    std::string signing_key;
    std::string chunk_scope;
    std::string seed_signature;
};

}  // namespace garden::aws
