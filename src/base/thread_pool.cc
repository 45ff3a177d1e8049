#include "base/thread_pool.h"

#include <limits>
#include <utility>

namespace garden {

ThreadPool::ThreadPool(std::size_t threads, std::size_t queue_limit) : queue_limit_(queue_limit) {
    threads_.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

ThreadPool::~ThreadPool() { stop(); }

bool ThreadPool::try_submit(std::move_only_function<void()> task) {
    return push(std::move(task), queue_limit_);
}

bool ThreadPool::submit(std::move_only_function<void()> task) {
    return push(std::move(task), std::numeric_limits<std::size_t>::max());
}

bool ThreadPool::push(std::move_only_function<void()> task, std::size_t limit) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= limit) return false;
        queue_.push_back(std::move(task));
    }
    ready_.notify_one();
    return true;
}

void ThreadPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    ready_.notify_all();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

std::size_t ThreadPool::waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void ThreadPool::work() {
    while (true) {
        std::move_only_function<void()> task;
        {
            std::unique_lock lock(mutex_);
            ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            task = std::move(queue_.front());
            queue_.pop_front();
        }
        task();
    }
}

}  // namespace garden
