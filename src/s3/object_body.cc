#include "s3/object_body.h"

#include "base/log.h"

namespace garden::s3 {
namespace {

std::shared_ptr<const int> open_logged(const store::Piece& piece) {
    auto opened = piece.open();
    if (opened) return *std::move(opened);
    log::error("a piece of an object cannot be read", {{"reason", opened.error().message}});
    return nullptr;
}

http::FileBody whole_of(const std::vector<store::Piece>& pieces) {
    http::FileBody body;
    for (const store::Piece& piece : pieces) {
        http::FilePart part{.descriptor = piece.descriptor, .offset = 0, .length = piece.length, .open = {}};
        if (!part.descriptor) part.open = [piece] { return open_logged(piece); };
        body.parts.push_back(std::move(part));
    }
    return body;
}

// The one that holds the octet, or null beyond the last.
const store::Piece* piece_at(const std::vector<store::Piece>& pieces, std::uint64_t offset) {
    for (const store::Piece& piece : pieces) {
        if (offset < piece.length) return &piece;
        offset -= piece.length;
    }
    return nullptr;
}

}  // namespace

Result<http::FileBody> body_of(const std::vector<store::Piece>& pieces, std::uint64_t offset,
                               std::uint64_t length) {
    http::FileBody body = http::slice(whole_of(pieces), offset, length);
    const store::Piece* first = piece_at(pieces, offset);
    if (first == nullptr || first->descriptor || body.parts.empty()) return body;
    auto opened = first->open();
    if (!opened) return std::unexpected(opened.error());
    body.parts.front().descriptor = *std::move(opened);
    return body;
}

}  // namespace garden::s3
