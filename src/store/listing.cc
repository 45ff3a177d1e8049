#include "store/listing.h"

#include "store/delimiter.h"
#include "store/object_rows.h"

namespace garden::store {
namespace {

// Walks the keys of one listing, and jumps over what is rolled up already.
class Lister {
  public:
    Lister(Transaction& transaction, const ListQuery& query)
        : transaction_(transaction), query_(query), first_(query.prefix), after_(query.after) {
        if (!query.after.empty() && query.after.starts_with(query.prefix) &&
            rolled_up(query.after, query.prefix, query.delimiter) == query.after) {
            jump_over(query.after);
        }
    }

    Result<ListPage> page() {
        while (!ended_) {
            const auto batch =
                list_objects(transaction_, query_.bucket, first_, after_, batch_.next(query_.most - count()));
            if (!batch) return std::unexpected(batch.error());
            ended_ = batch->empty();
            for (const ObjectInfo& object : *batch) {
                if (!take(object)) break;
            }
        }
        return std::move(page_);
    }

  private:
    std::size_t count() const { return page_.objects.size() + page_.prefixes.size(); }

    // False: the batch is no longer of use.
    bool take(const ObjectInfo& object) {
        ended_ = !object.key.starts_with(query_.prefix);
        page_.truncated = !ended_ && count() == query_.most;
        ended_ = ended_ || page_.truncated;
        if (ended_) return false;
        const std::string_view prefix = rolled_up(object.key, query_.prefix, query_.delimiter);
        if (prefix.empty()) {
            page_.objects.push_back(object);
            page_.last = after_ = object.key;
            return true;
        }
        page_.prefixes.emplace_back(prefix);
        page_.last = prefix;
        jump_over(page_.last);
        return false;
    }

    void jump_over(const std::string& prefix) {
        auto next = after_all(prefix);
        ended_ = !next;
        if (next) first_ = std::move(*next);
        batch_.jumped();
    }

    Transaction& transaction_;
    const ListQuery& query_;
    std::string first_;
    std::string after_;
    BatchSize batch_;
    ListPage page_;
    bool ended_ = false;
};

}  // namespace

Result<ListPage> list_page(Transaction& transaction, const ListQuery& query) {
    return Lister(transaction, query).page();
}

}  // namespace garden::store
