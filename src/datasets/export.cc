#include "datasets/export.h"

#include <fmt/format.h>

#include "datasets/csv.h"
#include "visitors/impression.h"

namespace garden::datasets {
namespace {

constexpr std::size_t kBlock = std::size_t{256} * 1024;

// Lines on their way into a file. After the first error nothing more is written, and finish() answers it.
class Lines {
  public:
    explicit Lines(const Write& write) : write_(write) {}

    void add(std::initializer_list<std::string_view> fields) {
        const char* separator = "";
        for (const std::string_view field : fields) {
            block_ += separator;
            block_ += csv_field(field);
            separator = ",";
        }
        block_ += '\n';
        ++count_;
        if (block_.size() >= kBlock) flush();
    }
    void add_header(Dataset dataset) {
        block_ += header(dataset);
        block_ += '\n';
    }
    Result<std::uint64_t> finish() {
        flush();
        if (!written_) return std::unexpected(written_.error());
        return count_;
    }

  private:
    void flush() {
        if (written_) written_ = write_(block_);
        block_.clear();
    }

    const Write& write_;
    std::string block_;
    std::uint64_t count_ = 0;
    Result<> written_;
};

Result<> add_all(Dataset dataset, const Sources& sources, Lines& lines) {
    switch (dataset) {
        case Dataset::users:
            return sources.visitors.for_each([&](const visitors::Visitor& visitor) {
                lines.add({visitor.id, visitor.generation, visitor.gender, visitor.emotion});
            });
        case Dataset::items:
            return sources.for_each_picture([&](const gallery::Picture& picture) {
                lines.add({picture.key, fmt::to_string(to_seconds(picture.added_at)),
                           picture.parts.search_key.text()});
            });
        case Dataset::interactions:
            // What was written just now, too.
            if (const auto numbered = sources.visitors.number_events(); !numbered)
                return std::unexpected(numbered.error());
            return sources.visitors.replay([&](const visitors::Event& event) {
                const auto seen = visitors::without_empty(event.impression);
                if (event.type == visitors::EventType::view && seen.empty()) return;  // it tells of nothing
                lines.add({event.visitor_id, event.item, fmt::to_string(to_seconds(event.at)),
                           visitors::dataset_name(event.type), join_impression(seen)});
            });
    }
    return {};
}

}  // namespace

Result<std::uint64_t> write_dataset(Dataset dataset, const Sources& sources, const Write& write) {
    Lines lines(write);
    lines.add_header(dataset);
    if (const auto added = add_all(dataset, sources, lines); !added) return std::unexpected(added.error());
    return lines.finish();
}

}  // namespace garden::datasets
