#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/objects.h"

namespace garden::store {

struct ObjectCopy {
    std::string from;
    std::string to;
    std::map<std::string, std::string> more;  // is added to the copy's metadata
};

// What discard() put into the trash.
struct Discarded {
    std::string id;
    ObjectInfo object;
};

// Several changes of the objects of one bucket in one transaction: what Objects::edit() hands to its work.
// Use it inside that function only, on that thread. All of it moves rows; no octets are copied.
class ObjectEdit {
  public:
    // For further statements of the same transaction.
    Transaction& transaction() { return transaction_; }
    Result<std::optional<ObjectInfo>> read(const std::string& key);
    // Puts under each `to` what its `from` is, all of them as they are before the first is put: two may
    // change places. `not_found`: one of them is no object.
    Result<> copy_all(const std::vector<ObjectCopy>& copies);
    Result<> copy(const std::string& from, const std::string& to,
                  const std::map<std::string, std::string>& more = {}) {
        return copy_all({{from, to, more}});
    }
    // Removes what is there, as Objects::remove() does; answers whether there was something.
    Result<bool> remove(const std::string& key);
    // Removes it too, but keeps it in the trash; nothing: there was no object.
    Result<std::optional<Discarded>> discard(const std::string& key);
    // Puts back what discard() gave this id for, with the time that it had, and takes it out of the trash. It
    // replaces what has its key. `not_found`.
    Result<> restore(const std::string& id);

  private:
    friend class Objects;
    ObjectEdit(Objects& objects, Transaction& transaction, std::string bucket, Versioning versioning)
        : objects_(objects), transaction_(transaction), bucket_(std::move(bucket)), versioning_(versioning) {}

    Result<> remove_current(const ObjectInfo& current);

    Objects& objects_;
    Transaction& transaction_;
    const std::string bucket_;
    const Versioning versioning_;
    std::vector<Change> changes_;
};

}  // namespace garden::store
