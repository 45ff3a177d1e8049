#include "jobs/shared_progress.h"

#include <vector>

#include "base/base64.h"
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
    for (const store::Row& row : *rows) {
        if (auto heard = hear(row.text(0)); !heard) return heard;
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

Result<> SharedProgress::hear(const std::string& job_id) {
    const auto rows = store::read_one(
        database_,
        "SELECT picture, step, steps, preview FROM progress WHERE job_id = $1 AND node <> $2 AND EXISTS "
        "(SELECT 1 FROM jobs WHERE id = $1 AND state = 'running')",
        {job_id, node_});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) {
        board_.hear_progress(job_id, std::nullopt);
        return {};
    }
    const store::Row& row = rows->front();
    JobProgress progress{.picture = static_cast<std::size_t>(row.integer(0)),
                         .step = static_cast<int>(row.integer(1)),
                         .steps = static_cast<int>(row.integer(2)),
                         .preview = {}};
    auto preview = decode_base64(row.text(3));
    if (preview && !preview->empty()) progress.preview = std::make_shared<const Bytes>(std::move(*preview));
    board_.hear_progress(job_id, std::move(progress));
    return {};
}

}  // namespace garden::jobs
