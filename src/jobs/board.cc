#include "jobs/board.h"

#include <algorithm>

namespace garden::jobs {
namespace {

// Who is further behind than this looks at everything anew.
constexpr std::size_t kMostNews = 1024;

}  // namespace

void Board::set_progress(const std::string& job_id, JobProgress progress) {
    {
        const std::lock_guard lock(mutex_);
        JobProgress& entry = progress_[job_id];
        // A step without a preview keeps the last one of the same picture.
        if (!progress.preview && entry.picture == progress.picture) progress.preview = entry.preview;
        entry = std::move(progress);
    }
    add({job_id, true});
}

void Board::clear_progress(const std::string& job_id) {
    const std::lock_guard lock(mutex_);
    progress_.erase(job_id);
}

void Board::hear_progress(const std::string& job_id, std::optional<JobProgress> progress) {
    {
        const std::lock_guard lock(mutex_);
        if (progress) {
            elsewhere_[job_id] = std::move(*progress);
        } else if (elsewhere_.erase(job_id) == 0) {
            return;
        }
    }
    add({job_id, true});
}

std::optional<JobProgress> Board::progress(const std::string& job_id) const {
    const std::lock_guard lock(mutex_);
    for (const auto* known : {&progress_, &elsewhere_}) {
        if (const auto found = known->find(job_id); found != known->end()) return found->second;
    }
    return std::nullopt;
}

std::map<std::string, JobProgress> Board::own_progress() const {
    const std::lock_guard lock(mutex_);
    return progress_;
}

void Board::add(News news) {
    {
        const std::lock_guard lock(mutex_);
        news_.push_back(std::move(news));
        ++latest_;
        if (news_.size() > kMostNews) news_.pop_front();
    }
    told_.notify_all();
}

std::uint64_t Board::latest() const {
    const std::lock_guard lock(mutex_);
    return latest_;
}

Board::Heard Board::wait(std::uint64_t seen, std::chrono::milliseconds most) const {
    Heard heard;
    std::vector<News> news;
    {
        std::unique_lock lock(mutex_);
        told_.wait_for(lock, most, [&] { return latest_ > seen; });
        heard.latest = latest_;
        heard.missed = latest_ - seen > news_.size();
        const auto count = std::min<std::uint64_t>(latest_ - seen, news_.size());
        news.assign(news_.end() - static_cast<std::ptrdiff_t>(count), news_.end());
    }
    for (News& one : news) {
        const auto same = std::ranges::find(heard.news, one.job_id, &News::job_id);
        if (same == heard.news.end()) {
            heard.news.push_back(std::move(one));
        } else {
            same->progress = same->progress && one.progress;
        }
    }
    return heard;
}

}  // namespace garden::jobs
