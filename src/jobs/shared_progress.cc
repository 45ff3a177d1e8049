#include "jobs/shared_progress.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <vector>

#include "base/base64.h"
#include "store/key_list.h"
#include "store/statement.h"

namespace garden::jobs {
namespace {

Result<> upsert(store::Transaction& transaction, const std::string& node, const std::string& job_id,
                const JobProgress& progress) {
    return only_error(transaction.run(
        "INSERT INTO progress (job_id, node, picture, step, steps, preview) VALUES ($1, $2, $3, $4, $5, $6) "
        "ON CONFLICT (job_id) DO UPDATE SET node = excluded.node, picture = excluded.picture, step = "
        "excluded.step, "
        "steps = excluded.steps, preview = excluded.preview",
        {job_id, node, static_cast<std::int64_t>(progress.picture), std::int64_t{progress.step},
         std::int64_t{progress.steps}, progress.preview ? encode_base64(*progress.preview) : std::string()}));
}

// Of the columns after the job's id.
JobProgress progress_of(const store::Row& row) {
    JobProgress progress{.picture = static_cast<std::size_t>(row.integer(1)),
                         .step = static_cast<int>(row.integer(2)),
                         .steps = static_cast<int>(row.integer(3)),
                         .preview = {}};
    auto preview = decode_base64(row.text(4));
    if (preview && !preview->empty()) progress.preview = std::make_shared<const Bytes>(std::move(*preview));
    return progress;
}

}  // namespace

Result<> SharedProgress::begin() {
    const auto withdrawn = database_.write([&](store::Transaction& transaction) {
        return only_error(
            transaction.run("DELETE FROM progress WHERE node = $1 OR job_id NOT IN (SELECT id FROM jobs "
                            "WHERE state = 'running')",
                            {node_}));
    });
    if (!withdrawn) return withdrawn;
    const auto rows = store::read_one(database_, "SELECT job_id FROM progress");
    if (!rows) return std::unexpected(rows.error());
    std::vector<std::string> job_ids;
    for (const store::Row& row : *rows) job_ids.push_back(row.text(0));
    for (std::span<const std::string> left = job_ids; !left.empty();) {
        const auto piece = left.first(std::min(store::kMostKeys, left.size()));
        if (auto heard = hear(piece); !heard) return heard;
        left = left.subspan(piece.size());
    }
    begun_ = true;
    return {};
}

Result<> SharedProgress::tell() {
    if (!database_.is_shared()) return {};
    if (!begun_) {
        if (auto begun = begin(); !begun) return begun;
    }
    const std::map<std::string, JobProgress> now = board_.own_progress();
    if (now == told_) return {};
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        for (const auto& [job_id, progress] : now) {
            const auto told = told_.find(job_id);
            if (told != told_.end() && told->second == progress) continue;
            if (auto put = upsert(transaction, node_, job_id, progress); !put) return put;
        }
        for (const auto& [job_id, progress] : told_) {
            if (now.contains(job_id)) continue;
            auto gone = only_error(
                transaction.run("DELETE FROM progress WHERE job_id = $1 AND node = $2", {job_id, node_}));
            if (!gone) return gone;
        }
        return {};
    });
    if (!written) return written;
    told_ = now;
    return {};
}

Result<> SharedProgress::hear(std::span<const std::string> job_ids) {
    const auto rows = store::read_listed(
        database_,
        "SELECT job_id, picture, step, steps, preview FROM progress WHERE node <> $1 AND job_id IN ({}) AND "
        "EXISTS (SELECT 1 FROM jobs WHERE id = job_id AND state = 'running')",
        {node_}, job_ids);
    if (!rows) return std::unexpected(rows.error());
    std::set<std::string_view> ended(job_ids.begin(), job_ids.end());
    for (const store::Row& row : *rows) {
        board_.hear_progress(row.text(0), progress_of(row));
        ended.erase(row.text(0));
    }
    for (const std::string_view job_id : ended) board_.hear_progress(std::string(job_id), std::nullopt);
    return {};
}

Result<> SharedProgress::hear_shown(std::span<const std::string> job_ids) {
    std::vector<std::string> shown;
    std::ranges::copy_if(job_ids, std::back_inserter(shown),
                         [this](const std::string& job_id) { return board_.progress(job_id).has_value(); });
    return hear(shown);
}

}  // namespace garden::jobs
