#include "store/disk_use.h"

#include <fmt/format.h>

#include "store/statement.h"

namespace garden::store {

Result<DiskUse> disk_use(Database& database, const std::filesystem::path& folder) {
    const auto rows = read_one(database, "SELECT coalesce(sum(size), 0) FROM blobs", {});
    if (!rows) return std::unexpected(rows.error());
    std::error_code error;
    const auto space = std::filesystem::space(folder, error);
    if (error) {
        return fail(ErrorCode::io, fmt::format("the system does not say how full the disk of {} is: {}",
                                               folder.string(), error.message()));
    }
    return DiskUse{.stored = static_cast<std::uint64_t>(rows->front().integer(0)),
                   .free = space.available,
                   .capacity = space.capacity};
}

}  // namespace garden::store
