#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace garden::http {

// Octets that were received and not yet parsed.
class InputBuffer {
  public:
    bool empty() const { return begin_ == end_; }
    std::size_t capacity() const { return capacity_; }
    std::string_view view() const { return {octets_.get() + begin_, end_ - begin_}; }
    void consume(std::size_t count) {
        begin_ += count;
        if (begin_ == end_) begin_ = end_ = 0;
    }

    // Room for `size` more octets behind those there are; they count once commit() was called.
    char* prepare(std::size_t size) {
        if (capacity_ - end_ < size) make_room(size);
        return octets_.get() + end_;
    }
    void commit(std::size_t count) { end_ += count; }

  private:
    void make_room(std::size_t size) {
        const std::size_t held = end_ - begin_;
        if (capacity_ >= held + size) {
            std::memmove(octets_.get(), octets_.get() + begin_, held);
        } else {
            auto larger = std::make_unique_for_overwrite<char[]>(held + size);
            if (held > 0) std::memcpy(larger.get(), octets_.get() + begin_, held);
            octets_ = std::move(larger);
            capacity_ = held + size;
        }
        begin_ = 0;
        end_ = held;
    }

    std::unique_ptr<char[]> octets_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace garden::http
