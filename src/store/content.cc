#include "store/content.h"

#include <algorithm>
#include <thread>

namespace garden::store {
namespace {

// How long a writer waits for the sweeper to finish with the same octets, and how often it looks.
constexpr auto kSweeperPatience = std::chrono::seconds(5);
constexpr auto kSweeperPause = std::chrono::milliseconds(5);
// After so long a claim is made anew; the sweeper's grace period is several times as long.
constexpr auto kClaimAge = std::chrono::minutes(10);

}  // namespace

ContentWriter::ContentWriter(Database& database, Blobs& blobs, const Clock& clock, std::uint64_t largest)
    : database_(database), blobs_(blobs), clock_(clock), largest_(largest) {
    if (largest_ != kUnlimited) sha256_hasher_.emplace(HashKind::sha256);
}

Result<> ContentWriter::add(BytesView octets) {
    size_ += octets.size();
    md5_hasher_.add(octets);
    if (sha256_hasher_) sha256_hasher_->add(octets);
    while (!octets.empty()) {
        if (writer_ && written_ == largest_) {
            if (auto published = publish(); !published) return published;
        }
        if (!writer_) {
            auto writer = blobs_.create();
            if (!writer) return std::unexpected(writer.error());
            writer_ = std::move(*writer);
            written_ = 0;
        }
        const BytesView now = octets.substr(0, std::min<std::uint64_t>(octets.size(), largest_ - written_));
        if (auto added = writer_->add(now); !added) return added;
        written_ += now.size();
        octets.remove_prefix(now.size());
    }
    return renew_claims();
}

const std::string& ContentWriter::sha256() {
    if (!sha256_.empty()) return sha256_;
    if (sha256_hasher_) {
        sha256_ = sha256_hasher_->finish_hex();
    } else {
        sha256_ = writer_ ? writer_->finish() : sha256_hex("");
    }
    return sha256_;
}

const std::string& ContentWriter::md5() {
    if (md5_.empty()) md5_ = md5_hasher_.finish_hex();
    return md5_;
}

Result<Content> ContentWriter::store() {
    if (writer_) {
        if (auto published = publish(); !published) return std::unexpected(published.error());
    }
    if (auto renewed = renew_claims(); !renewed) return std::unexpected(renewed.error());
    return Content{std::move(parts_), size_, md5()};
}

// Puts the blob that has begun into the store. Claims before it publishes: a claimed blob is not swept, so
// the file outlives the transaction that will refer to it.
Result<> ContentWriter::publish() {
    BlobPart part{sha256_hasher_ ? writer_->finish() : sha256(), written_};
    if (auto claimed = claim(part); !claimed) return claimed;
    if (auto published = writer_->publish(); !published) return published;
    if (parts_.empty()) claimed_at_ = clock_.now();
    parts_.push_back(std::move(part));
    writer_.reset();
    return {};
}

Result<> ContentWriter::claim(const BlobPart& part) {
    const auto deadline = std::chrono::steady_clock::now() + kSweeperPatience;
    while (true) {
        bool claimed = false;
        const auto written = database_.write([&](Transaction& transaction) -> Result<> {
            const auto rows = transaction.run(
                "INSERT INTO blobs (sha256, size, claimed_at) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO "
                "UPDATE "
                "SET claimed_at = excluded.claimed_at WHERE blobs.deleting = 0 RETURNING sha256",
                {part.sha256, static_cast<std::int64_t>(part.size), to_micros(clock_.now())});
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

// An upload may take longer than the sweeper waits.
Result<> ContentWriter::renew_claims() {
    const Timestamp now = clock_.now();
    if (parts_.empty() || now - claimed_at_ < kClaimAge) return {};
    claimed_at_ = now;
    return database_.write([&](Transaction& transaction) -> Result<> {
        for (const BlobPart& part : parts_) {
            const auto rows = transaction.run(
                "UPDATE blobs SET claimed_at = $2 WHERE sha256 = $1 AND deleting = 0 RETURNING sha256",
                {part.sha256, to_micros(now)});
            if (!rows) return std::unexpected(rows.error());
            if (rows->empty())
                return fail(ErrorCode::busy, "the beginning was removed before the end came; try again");
        }
        return {};
    });
}

}  // namespace garden::store
