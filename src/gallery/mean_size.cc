#include "gallery/gallery.h"

namespace garden::gallery {
namespace {

constexpr std::int64_t kSample = 50;  // of each place and emotion: an even mean that takes milliseconds

struct Sum {
    std::int64_t count = 0;
    std::int64_t octets = 0;
};

Result<> add_sample(store::Transaction& transaction, const std::string& bucket, Place place,
                    std::string_view emotion, Sum& sum) {
    const std::string first(emotion);
    const auto rows = transaction.run(
        "SELECT count(*), coalesce(sum(sample.size), 0) FROM (SELECT objects.size FROM pictures "
        "JOIN objects ON objects.bucket = $1 AND objects.key = pictures.key "
        "WHERE pictures.place = $2 AND pictures.search_key >= $3 AND pictures.search_key < $4 LIMIT $5) "
        "sample",
        {bucket, std::string(prefix(place)), first, first + "0", kSample});  // '0' follows '/'
    if (!rows) return std::unexpected(rows.error());
    sum.count += rows->front().integer(0);
    sum.octets += rows->front().integer(1);
    return {};
}

}  // namespace

Result<std::optional<double>> Gallery::mean_size() {
    Sum sum;
    const auto read = database_.read([&](store::Transaction& transaction) -> Result<> {
        sum = {};
        for (const Place place : {Place::garden, Place::pool}) {
            for (const std::string_view emotion : kEmotions) {
                if (const auto added = add_sample(transaction, bucket_, place, emotion, sum); !added)
                    return added;
            }
        }
        return {};
    });
    if (!read) return std::unexpected(read.error());
    if (sum.count == 0) return std::nullopt;
    return static_cast<double>(sum.octets) / static_cast<double>(sum.count);
}

}  // namespace garden::gallery
