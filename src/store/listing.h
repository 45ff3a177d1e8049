// Of this room alone: pages of objects and of versions.
#pragma once

#include "store/database.h"
#include "store/objects.h"

namespace garden::store {

Result<ListPage> list_page(Transaction& transaction, const ListQuery& query);
Result<VersionPage> list_versions(Transaction& transaction, const VersionQuery& query);

}  // namespace garden::store
