#pragma once

#include <functional>
#include <map>
#include <mutex>

#include <sys/mman.h>
#include <unistd.h>

#include "store/disk.h"

// For tests only.
namespace garden::store {

// A disk in memory that remembers, after lose_power(), only what was synced: contents of files by sync(),
// names by sync_folder(). `before_step` is asked before each change; its error is the step's, and the step
// does not happen.
class FakeDisk final : public Disk {
  public:
    using Path = std::filesystem::path;
    std::function<Result<>(std::string_view step)> before_step = [](std::string_view) { return Result<>{}; };

    // As after a power cut and a new start.
    void lose_power() {
        const std::lock_guard lock(mutex_);
        handles_.clear();
        now_.clear();
        for (const auto& [path, node] : durable_) {
            // Sorted: a folder comes before what is in it.
            if (!is_root(path.parent_path()) && !now_.contains(path.parent_path())) continue;
            if (node->file) node->octets = node->synced;
            now_[path] = node;
        }
        durable_ = now_;
    }

    // Alters the octets of a file, as a failing disk does.
    void damage(const Path& path, Bytes octets) { now_.at(path)->octets = std::move(octets); }
    std::vector<Path> files() const {
        std::vector<Path> paths;
        for (const auto& [path, node] : now_) {
            if (node->file) paths.push_back(path);
        }
        return paths;
    }

    Result<int> create(const Path& file) override {
        return change("create", [&]() -> Result<int> {
            if (!folder_exists(file.parent_path())) return missing(file);
            if (now_.contains(file)) return fail(ErrorCode::io, "the file exists");
            now_[file] = std::make_shared<Node>(Node{true, {}, {}});
            handles_[++last_handle_] = now_[file];
            return last_handle_;
        });
    }
    Result<> write(int handle, BytesView octets) override {
        return change("write", [&]() -> Result<> {
            handles_.at(handle)->octets += octets;
            return {};
        });
    }
    Result<> sync(int handle) override {
        return change("sync", [&]() -> Result<> {
            handles_.at(handle)->synced = handles_.at(handle)->octets;
            return {};
        });
    }
    void close(int handle) override {
        const std::lock_guard lock(mutex_);
        handles_.erase(handle);
    }
    Result<> sync_folder(const Path& folder) override {
        return change("sync_folder", [&]() -> Result<> {
            std::erase_if(durable_, [&](const auto& entry) { return entry.first.parent_path() == folder; });
            for (const auto& [path, node] : now_) {
                if (path.parent_path() == folder) durable_[path] = node;
            }
            return {};
        });
    }
    Result<> make_folder(const Path& folder) override {
        return change("make_folder", [&]() -> Result<> {
            if (!folder_exists(folder.parent_path())) return missing(folder);
            now_.try_emplace(folder, std::make_shared<Node>());
            return {};
        });
    }
    Result<> rename(const Path& from, const Path& to) override {
        return change("rename", [&]() -> Result<> {
            if (!now_.contains(from) || !folder_exists(to.parent_path())) return missing(from);
            now_[to] = now_[from];
            now_.erase(from);
            return {};
        });
    }
    Result<> remove(const Path& file) override {
        return change("remove", [&]() -> Result<> {
            if (now_.erase(file) == 0) return missing(file);
            return {};
        });
    }
    Result<OpenBlob> open(const Path& file) override {
        const std::lock_guard lock(mutex_);
        if (!now_.contains(file)) return missing(file);
        const Bytes& octets = now_[file]->octets;
        const int memory = ::memfd_create("blob", MFD_CLOEXEC);
        if (memory < 0 ||
            ::write(memory, octets.data(), octets.size()) != static_cast<ssize_t>(octets.size())) {
            return fail(ErrorCode::io, "no memory file");
        }
        const auto close_it = [](const int* descriptor) {
            ::close(*descriptor);
            delete descriptor;
        };
        return OpenBlob{std::shared_ptr<const int>(new int(memory), close_it), octets.size()};
    }
    Result<std::vector<std::string>> list(const Path& folder) override {
        const std::lock_guard lock(mutex_);
        std::vector<std::string> names;
        for (const auto& [path, node] : now_) {
            if (path.parent_path() == folder) names.push_back(path.filename());
        }
        return names;
    }

  private:
    struct Node {
        bool file = false;
        Bytes octets;
        Bytes synced;
    };
    using Entries = std::map<Path, std::shared_ptr<Node>>;

    static bool is_root(const Path& path) { return path == path.root_path(); }
    bool folder_exists(const Path& path) const { return is_root(path) || now_.contains(path); }
    static std::unexpected<Error> missing(const Path& path) {
        return fail(ErrorCode::not_found, path.string());
    }

    template <typename Action>
    auto change(std::string_view step, const Action& action) -> decltype(action()) {
        if (auto allowed = before_step(step); !allowed) return std::unexpected(allowed.error());
        const std::lock_guard lock(mutex_);
        return action();
    }

    mutable std::mutex mutex_;
    Entries now_;
    Entries durable_;
    std::map<int, std::shared_ptr<Node>> handles_;
    int last_handle_ = 0;
};

}  // namespace garden::store
