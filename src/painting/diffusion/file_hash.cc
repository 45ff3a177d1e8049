#include "painting/diffusion/file_hash.h"

#include <array>
#include <fstream>
#include <vector>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/process.h"

namespace garden::painting::diffusion {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20U;

// Where the weights of a safetensors file begin.
std::streamoff begin_of_weights(std::istream& stream) {
    std::array<unsigned char, 8> length{};
    if (!stream.read(reinterpret_cast<char*>(length.data()), length.size())) return 0;
    std::uint64_t begin = length.size();
    for (std::size_t i = 0; i < length.size(); ++i) begin += std::uint64_t{length[i]} << (8 * i);
    return static_cast<std::streamoff>(begin);
}

Result<std::string> hash_of(const std::filesystem::path& file, HashOf octets, const std::stop_token& stop) {
    std::ifstream stream(file, std::ios::binary);
    if (octets == HashOf::weights && file.extension() == ".safetensors")
        stream.seekg(begin_of_weights(stream));
    Hasher hasher(HashKind::sha256);
    std::vector<char> piece(kPiece);
    while (stream) {
        if (stop.stop_requested()) return fail(ErrorCode::cancelled, "hashing was stopped");
        stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        hasher.add({piece.data(), static_cast<std::size_t>(stream.gcount())});
    }
    if (!stream.eof()) return fail(ErrorCode::unavailable, fmt::format("{} cannot be read", file.string()));
    return hasher.finish_hex();
}

}  // namespace

void FileHash::begin() {
    std::error_code error;
    const auto written = std::filesystem::last_write_time(file_, error);
    const bool is_known = hash_.valid() && written == written_;
    // One that could not be made is tried again.
    if (is_known && (hash_.wait_for(std::chrono::seconds(0)) != std::future_status::ready || hash_.get()))
        return;
    written_ = written;
    std::promise<Result<std::string>> promise;
    hash_ = promise.get_future().share();
    thread_ = std::jthread(
        [file = file_, octets = octets_, promise = std::move(promise)](const std::stop_token& stop) mutable {
            lower_thread_priority(10);
            promise.set_value(hash_of(file, octets, stop));
        });
}

Result<std::string> FileHash::get(const std::stop_token& stop) {
    constexpr std::chrono::milliseconds kLook(50);
    if (!hash_.valid()) return fail(ErrorCode::unavailable, "no hash is being made");
    while (hash_.wait_for(kLook) != std::future_status::ready) {
        if (stop.stop_requested()) return fail(ErrorCode::cancelled, "painting was cancelled");
    }
    if (thread_.joinable()) thread_.join();  // one that has ended keeps its memory until then
    return hash_.get();
}

}  // namespace garden::painting::diffusion
