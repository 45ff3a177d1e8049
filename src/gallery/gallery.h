#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gallery/index.h"
#include "gallery/key.h"
#include "gallery/picture_list.h"
#include "store/database.h"
#include "store/objects.h"

namespace garden::gallery {

// The pictures of one search key, by their keys.
struct Listing {
    std::vector<std::string> landscape;
    std::vector<std::string> portrait;
};

// The pictures of one bucket: the published garden and the pool. `objects` must have been made with
// picture_index() of the same bucket. Thread-safe.
class Gallery {
  public:
    Gallery(store::Database& database, store::Objects& objects, std::string bucket)
        : database_(database), objects_(objects), bucket_(std::move(bucket)) {}

    // All pictures of a search key, oldest first, then by key. None: two empty lists.
    Result<Listing> all(Place place, const SearchKey& search_key);

    // One page for those who curate (picture_list.h).
    Result<PicturePage> list(const PictureQuery& query) { return list_pictures(database_, bucket_, query); }

    // As the function of this name (index.h).
    Result<> for_each_picture(Place place, const std::function<void(const Picture&)>& each) {
        return gallery::for_each_picture(database_, place, each);
    }
    Result<std::vector<Picture>> find(std::span<const std::string> keys) {
        return gallery::find_pictures(database_, keys);
    }
    // Whether a picture is listed under exactly this key.
    Result<bool> is_listed(const std::string& key) { return gallery::is_listed(database_, key); }

    // Puts a JPEG under its key, which need not be an indexed one, in one transaction with `also` (may be
    // empty).
    Result<store::ObjectInfo> put_picture(std::string_view key, BytesView jpeg,
                                          const std::map<std::string, std::string>& recipe,
                                          const store::Work& also);

    // Takes a picture off the list until it is put again; its object stays. Answers the key that was taken
    // off, so that the caller can tell the recommender; nothing if it was not listed.
    Result<std::optional<std::string>> clear_index(std::string_view sent);

    Result<bool> exists(std::string_view key);
    Result<bool> is_empty();  // no object at all in the bucket
    // Mean octets of the listed pictures, of some hundreds of them; nothing: there are none.
    Result<std::optional<double>> mean_size();

    // The key that a client means (client_keys()): the first that exists. Where none does, the likeliest, so
    // that all forms of one name become one key.
    Result<std::string> resolve(std::string_view sent);
    // The same for many, on one snapshot.
    Result<std::vector<std::string>> resolve(const std::vector<std::string>& sent);

  private:
    store::Database& database_;
    store::Objects& objects_;
    const std::string bucket_;
};

}  // namespace garden::gallery
