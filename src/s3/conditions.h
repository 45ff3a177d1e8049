// Of this room alone: conditions of requests, on what is read, copied from, and written over.
#pragma once

#include <optional>
#include <string>

#include "aws/identity.h"
#include "http/message.h"
#include "store/objects.h"

namespace garden::s3 {

// The request as http::respond_with() wants it: its conditions and its range, nothing else, under GET. S3
// takes entity tags without their quotes too: here they have them.
http::Request plain_conditions(const http::Request& request);

// Why the conditions x-amz-copy-source-if-* keep this object from being copied; nothing if they hold.
std::optional<aws::Refusal> refuse_source(const http::Request& request, const store::ObjectInfo& source);

// If-Match and If-None-Match of a write: what must be, or must not be, under the key already. A value is `*`
// or entity tags.
class WriteConditions {
  public:
    explicit WriteConditions(const http::Headers& headers);

    bool empty() const { return !match_ && !none_match_; }
    // Why what is there now, or null, keeps the write from being made: PreconditionFailed, or NoSuchKey where
    // nothing is that could match. Nothing if the conditions hold.
    std::optional<aws::Refusal> refuse(const store::ObjectInfo* current) const;

  private:
    std::optional<std::string> match_;
    std::optional<std::string> none_match_;
};

// A check inside the store's transactions that remembers, in S3's words, why it failed last. It must outlive
// its preconditions and stay where it is.
class Guard {
  public:
    using Check = std::function<std::optional<aws::Refusal>(const store::ObjectInfo* current)>;

    explicit Guard(Check check) : check_(std::move(check)) {}
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

    store::Precondition precondition();
    const std::optional<aws::Refusal>& refused() const { return refused_; }

  private:
    Check check_;
    std::optional<aws::Refusal> refused_;
};

}  // namespace garden::s3
