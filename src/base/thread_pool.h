#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace garden {

// A fixed number of threads over a bounded queue. Thread-safe.
// The destructor finishes the tasks that wait, then joins.
class ThreadPool {
  public:
    ThreadPool(std::size_t threads, std::size_t queue_limit);
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    // Hands `task` to a thread. False, and nothing happens, when `queue_limit` tasks wait already or stop()
    // was called. A task must not throw.
    [[nodiscard]] bool try_submit(std::move_only_function<void()> task);

    // The same without regard to the limit, for tasks that go on with what was taken already.
    [[nodiscard]] bool submit(std::move_only_function<void()> task);

    // Takes no more tasks, finishes those that wait, and joins. May be called once or more.
    void stop();

    std::size_t waiting() const;

  private:
    bool push(std::move_only_function<void()> task, std::size_t limit);
    void work();

    const std::size_t queue_limit_;
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<std::move_only_function<void()>> queue_;  // guarded by mutex_
    bool stopping_ = false;                              // guarded by mutex_
    std::vector<std::thread> threads_;
};

}  // namespace garden
