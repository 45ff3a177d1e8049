// Of this room alone: handlers on threads that are not the socket's.
#pragma once

#include <memory>

#include <boost/asio/post.hpp>

#include "base/log.h"
#include "http/event_queue.h"
#include "http/loop.h"

namespace garden::http {

// Whether work is refused when the pool's queue is full; what goes on with a request that was taken is not.
enum class Admit { if_room, always };

// Runs `work` on the pool and comes back to this loop. False, and nothing ran, when its queue is full or it
// was stopped.
template <typename Work>
Task<bool> run_on_pool(ThreadPool& pool, Executor executor, Work& work, Admit admit = Admit::if_room) {
    return asio::async_initiate<const asio::use_awaitable_t<Executor>&, void(bool)>(
        [&pool, &work, executor, admit](auto handler) {
            // Shared: a refused task is destroyed with everything that it holds.
            auto resume = std::make_shared<decltype(handler)>(std::move(handler));
            auto task = [&work, executor, resume]() mutable {
                work();
                asio::post(executor, [resume = std::move(resume)] { std::move (*resume)(true); });
            };
            const bool taken =
                admit == Admit::always ? pool.submit(std::move(task)) : pool.try_submit(std::move(task));
            if (!taken) asio::post(executor, [resume] { std::move (*resume)(false); });
        },
        awaiting);
}

// The thread that makes a connection's events. It has ended when this has.
class EventThread {
  public:
    EventThread(EventQueue& queue, const EventStream& stream)
        : queue_(queue), thread_([&queue, &stream] {
              try {
                  stream.run(queue);
              } catch (const std::exception& error) {
                  log::error("an event stream threw", {{"error", error.what()}});
              }
              queue.finish();
          }) {}
    ~EventThread() {
        queue_.close();
        thread_.join();
    }
    EventThread(const EventThread&) = delete;
    EventThread& operator=(const EventThread&) = delete;

  private:
    EventQueue& queue_;
    std::thread thread_;
};

}  // namespace garden::http
