#include "store/content.h"

#include <thread>

namespace garden::store {
namespace {

// How long a writer waits for the sweeper to finish with the same octets, and how often it looks.
constexpr auto kSweeperPatience = std::chrono::seconds(5);
constexpr auto kSweeperPause = std::chrono::milliseconds(5);

}  // namespace

ContentWriter::ContentWriter(Database& database, Blobs& blobs, const Clock& clock)
    : database_(database), blobs_(blobs), clock_(clock) {}

Result<> ContentWriter::add(BytesView octets) {
    if (octets.empty()) return {};
    if (!writer_) {
        auto writer = blobs_.create();
        if (!writer) return std::unexpected(writer.error());
        writer_ = std::move(*writer);
    }
    size_ += octets.size();
    md5_hasher_.add(octets);
    return writer_->add(octets);
}

const std::string& ContentWriter::sha256() {
    if (sha256_.empty()) sha256_ = writer_ ? writer_->finish() : sha256_hex("");
    return sha256_;
}

const std::string& ContentWriter::md5() {
    if (md5_.empty()) md5_ = md5_hasher_.finish_hex();
    return md5_;
}

// Claims before it publishes: a claimed blob is not swept, so the file outlives the transaction that will
// refer to it.
Result<Content> ContentWriter::store() {
    Content content{{}, size_, md5()};
    if (size_ == 0) return content;
    content.parts.push_back({sha256(), size_});
    if (auto claimed = claim(); !claimed) return std::unexpected(claimed.error());
    if (auto published = writer_->publish(); !published) return std::unexpected(published.error());
    return content;
}

Result<> ContentWriter::claim() {
    const auto deadline = std::chrono::steady_clock::now() + kSweeperPatience;
    while (true) {
        bool claimed = false;
        const auto written = database_.write([&](Transaction& transaction) -> Result<> {
            const auto rows = transaction.run(
                "INSERT INTO blobs (sha256, size, claimed_at) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO "
                "UPDATE "
                "SET claimed_at = excluded.claimed_at WHERE blobs.deleting = 0 RETURNING sha256",
                {sha256(), static_cast<std::int64_t>(size_), to_micros(clock_.now())});
            if (!rows) return std::unexpected(rows.error());
            claimed = !rows->empty();
            return {};
        });
        if (!written || claimed) return written;
        if (std::chrono::steady_clock::now() > deadline) {
            return fail(ErrorCode::busy, "the same octets are being removed from the store; try again");
        }
        std::this_thread::sleep_for(kSweeperPause);
    }
}

}  // namespace garden::store
