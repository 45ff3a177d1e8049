#include "store/read_pieces.h"

#include <algorithm>
#include <memory>
#include <span>

#include "store/disk.h"

namespace garden::store {
namespace {

constexpr std::size_t kStep = std::size_t{1} << 20;

}  // namespace

Result<> read_pieces(const std::vector<Piece>& pieces, std::uint64_t offset, std::uint64_t length,
                     const std::function<Result<>(std::string_view)>& take) {
    const auto buffer = std::make_unique<char[]>(kStep);
    for (const Piece& piece : pieces) {
        if (offset >= piece.length) {
            offset -= piece.length;
            continue;
        }
        if (length == 0) break;
        std::shared_ptr<const int> descriptor = piece.descriptor;
        if (!descriptor) {
            auto opened = piece.open();
            if (!opened) return std::unexpected(opened.error());
            descriptor = std::move(*opened);
        }
        while (offset < piece.length && length != 0) {
            const std::uint64_t wanted = std::min<std::uint64_t>({kStep, piece.length - offset, length});
            const auto got = read_at(*descriptor, offset, std::span(buffer.get(), wanted));
            if (!got) return std::unexpected(got.error());
            if (*got != wanted) return fail(ErrorCode::corrupt, "a stored object is shorter than it was");
            if (auto taken = take({buffer.get(), *got}); !taken) return taken;
            offset += wanted;
            length -= wanted;
        }
        offset = 0;
    }
    return {};
}

Result<Bytes> read_whole(const std::vector<Piece>& pieces, std::uint64_t size) {
    Bytes octets;
    octets.reserve(size);
    const auto read = read_pieces(pieces, 0, size, [&octets](std::string_view piece) -> Result<> {
        octets += piece;
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return octets;
}

}  // namespace garden::store
