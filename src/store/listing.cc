#include "store/listing.h"

#include "store/delimiter.h"
#include "store/object_rows.h"

namespace garden::store {
namespace {

// Walks the keys of one listing, and jumps over what is rolled up already.
class Lister {
  public:
    Lister(Transaction& transaction, const ListQuery& query)
        : transaction_(transaction),
          query_(query),
          after_(query.after),
          roll_(query.prefix, query.delimiter, query.after) {}

    Result<ListPage> page() {
        while (!roll_.ended()) {
            const auto batch =
                list_objects(transaction_, query_.bucket, roll_.first(), after_, roll_.batch_size(left()));
            if (!batch) return std::unexpected(batch.error());
            if (batch->empty()) roll_.end();
            for (const ObjectInfo& object : *batch) {
                if (!take(object)) break;
            }
        }
        page_.truncated = roll_.truncated();
        return std::move(page_);
    }

  private:
    std::size_t left() const { return query_.most - page_.objects.size() - page_.prefixes.size(); }

    // False: the batch is no longer of use.
    bool take(const ObjectInfo& object) {
        const Roll::Fate fate = roll_.take(object.key, left());
        if (fate == Roll::Fate::rolled_up) page_.prefixes.push_back(page_.last = roll_.prefix());
        if (fate != Roll::Fate::listed) return false;
        page_.last = after_ = object.key;
        page_.objects.push_back(object);
        return true;
    }

    Transaction& transaction_;
    const ListQuery& query_;
    std::string after_;
    Roll roll_;
    ListPage page_;
};

}  // namespace

Result<ListPage> list_page(Transaction& transaction, const ListQuery& query) {
    return Lister(transaction, query).page();
}

}  // namespace garden::store
