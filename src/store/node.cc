#include "store/node.h"

#include <fstream>

#include <fmt/format.h>

#include "base/id.h"

namespace garden::store {

Result<std::unique_ptr<Node>> Node::open(const std::filesystem::path& folder) {
    const std::filesystem::path file = folder / "node";
    auto node = std::make_unique<Node>();
    if (auto taken = node->lock_.take(file); !taken) return std::unexpected(taken.error());
    std::ifstream(file) >> node->name_;
    if (!node->name_.empty()) return node;
    node->name_ = make_uuid();
    if (!(std::ofstream(file) << node->name_ << std::endl))
        return fail(ErrorCode::io, fmt::format("{} cannot be written", file.string()));
    return node;
}

}  // namespace garden::store
