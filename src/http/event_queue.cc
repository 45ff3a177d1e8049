#include "http/event_queue.h"

#include <algorithm>

namespace garden::http {

// Octets that may wait for a slow client before send() does.
static constexpr std::size_t pending_limit = 256 * 1024;

std::string format_event(std::string_view event, std::string_view data) {
    std::string text;
    if (!event.empty()) {
        text += "event: ";
        // A line end in a name would end the field.
        std::ranges::copy_if(event, std::back_inserter(text), [](char c) { return c != '\r' && c != '\n'; });
        text += '\n';
    }
    while (true) {
        const std::size_t end = std::min(data.find_first_of("\r\n"), data.size());
        text += "data: ";
        text += data.substr(0, end);
        text += '\n';
        if (end == data.size()) break;
        data.remove_prefix(end + (data.substr(end).starts_with("\r\n") ? 2 : 1));
    }
    text += '\n';
    return text;
}

bool EventQueue::send(std::string_view event, std::string_view data) {
    return add(format_event(event, data), false);
}

bool EventQueue::write(std::string_view octets) { return add(octets, true); }

bool EventQueue::add(std::string_view octets, bool while_draining) {
    {
        std::unique_lock lock(mutex_);
        const auto over = [&] { return closed_ || (draining_ && !while_draining); };
        room_.wait(lock, [&] { return over() || pending_.size() < pending_limit; });
        if (over()) return false;
        pending_ += octets;
    }
    wake_();
    return true;
}

bool EventQueue::open() const {
    const std::lock_guard lock(mutex_);
    return !closed_ && !draining_;
}

void EventQueue::finish() {
    {
        const std::lock_guard lock(mutex_);
        finished_ = true;
    }
    wake_();
}

std::string EventQueue::take() {
    const std::lock_guard lock(mutex_);
    room_.notify_one();
    return std::exchange(pending_, {});
}

bool EventQueue::finished() const {
    const std::lock_guard lock(mutex_);
    return finished_ && pending_.empty();
}

void EventQueue::drain() {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    room_.notify_one();
}

void EventQueue::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    pending_.clear();
    room_.notify_one();
}

}  // namespace garden::http
