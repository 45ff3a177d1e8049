#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace garden::hooks {

inline constexpr std::size_t kMostWebhooks = 32;
inline constexpr std::size_t kLeastSecret = 16;  // octets
inline constexpr std::size_t kMostSecret = 256;
// How long one attempt may take, and who sends to a webhook holds it for longer than that.
inline constexpr std::chrono::seconds kAttemptLimit(10);
inline constexpr std::chrono::seconds kHold(30);
// The first wait after a failure, the longest, and for how long an event is tried at all.
inline constexpr std::chrono::seconds kFirstWait(2);
inline constexpr std::chrono::seconds kLongestWait(3600);
inline constexpr std::chrono::hours kGiveUpAfter(24);

// Somebody who wants to be told of events. Its secret is never handed out but to sign.
struct Webhook {
    std::string name;
    std::string url;
    std::vector<std::string> events;
    Timestamp created_at;
    int failures = 0;                       // in a row
    std::optional<Timestamp> next_attempt;  // of one that failed last
    std::int64_t waiting = 0;               // events that are not delivered yet
};

enum class DeliveryState { waiting, delivered, failed };
std::string_view name(DeliveryState state);

// What the other side said to one attempt.
struct Attempt {
    Timestamp at;
    int status = 0;      // of HTTP; 0: there was no answer
    std::string answer;  // the beginning of its body; where there was no answer, why
    bool delivered() const { return status >= 200 && status < 300; }
};

struct Delivery {
    std::string event;
    std::string body;
    DeliveryState state = DeliveryState::waiting;
    Timestamp created_at;
    int attempts = 0;
    std::optional<Attempt> last;
};

// An event that is to be sent now.
struct Parcel {
    std::string webhook;
    std::string url;
    std::string secret;
    std::int64_t delivery = 0;
    std::string event;
    std::string body;
};

// Webhooks and what was, and is to be, sent to them, in the catalog. The events of one webhook go out one
// after the other, in their order: one that fails is tried again, later each time, and the others wait behind
// it; after a day they are given up. Thread-safe; what is answered without error is durable.
class Webhooks {
  public:
    Webhooks(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    // Makes or changes one; without `secret` it keeps the one it has. What waits is tried at once again.
    // `invalid_argument`: a name, url, event or secret that cannot be, none for a new one, or too many.
    Result<> put(const std::string& name, const std::string& url, const std::vector<std::string>& events,
                 const std::optional<std::string>& secret);
    // With what still waits for it. `not_found`.
    Result<> remove(const std::string& name);
    Result<std::vector<Webhook>> list();            // by name
    Result<Webhook> find(const std::string& name);  // `not_found`
    // Newest first. `not_found`.
    Result<std::vector<Delivery>> deliveries(const std::string& name, std::size_t most);

    // The first event of a webhook that may be tried now; it is held for kHold. Nothing: there is none.
    Result<std::optional<Parcel>> take();
    // What became of it.
    Result<> conclude(const Parcel& parcel, const Attempt& attempt);
    // It was not sent: somebody else may take it now.
    Result<> give_back(const Parcel& parcel);
    // A parcel of the test event that waits for nobody; its attempt is recorded with record_test().
    Result<Parcel> test_parcel(const std::string& name);  // `not_found`
    Result<> record_test(const Parcel& parcel, const Attempt& attempt);

    // Forgets what was delivered or given up before `time`.
    Result<> forget(Timestamp time);

  private:
    store::Database& database_;
    const Clock& clock_;
};

}  // namespace garden::hooks
