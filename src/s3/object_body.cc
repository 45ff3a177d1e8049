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

}  // namespace

http::FileBody body_of(const std::vector<store::Piece>& pieces) {
    http::FileBody body;
    for (const store::Piece& piece : pieces) {
        http::FilePart part{.descriptor = piece.descriptor, .offset = 0, .length = piece.length, .open = {}};
        if (!part.descriptor) part.open = [piece] { return open_logged(piece); };
        body.parts.push_back(std::move(part));
    }
    return body;
}

}  // namespace garden::s3
