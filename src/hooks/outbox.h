#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "jobs/job.h"
#include "store/database.h"
#include "store/objects.h"
#include "visitors/visitor.h"

// The outbox: what happened becomes rows of the table `deliveries`, one for each webhook that asked for it,
// in the transaction of what happened.
namespace garden::hooks {

// An event with its `data`, which is JSON.
Result<> note(store::Transaction& transaction, std::string_view event, Timestamp at, std::string_view data);

// A picture of `bucket` that was put into the pool, the bucket's root or the garden, or removed from there.
// One that comes to the garden is published; it is created too, unless the pool has one of the same name, for
// then it is a copy of that one. Other objects are no pictures.
Result<> note_change(store::Transaction& transaction, const store::Change& change, std::string_view bucket,
                     Timestamp at);

// A job that was parked.
Result<> note_parked(store::Transaction& transaction, const jobs::Job& job, Timestamp at);

// A visitor's like; nothing of who it was leaves the garden.
Result<> note_like(store::Transaction& transaction, const visitors::Event& event);

}  // namespace garden::hooks
