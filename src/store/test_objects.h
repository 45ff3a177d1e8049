#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "store/buckets.h"
#include "store/disk_blobs.h"
#include "store/fake_disk.h"
#include "store/objects.h"
#include "store/sqlite.h"
#include "store/test_folder.h"

// For tests only.
namespace garden::store {

// How many of them there were; -1: an error.
inline std::ptrdiff_t existed(const Result<std::vector<Removal>>& removals) {
    return removals ? std::ranges::count(*removals, true, &Removal::existed) : -1;
}

// The bucket `garden` of a new catalog, and blobs on a disk that can fail.
class TestStore : public testing::Test {
  protected:
    TestFolder folder_;
    std::shared_ptr<FakeDisk> disk_ = std::make_shared<FakeDisk>();
    FakeClock clock_;
    std::unique_ptr<Database> database_ = open_sqlite(folder_ / "catalog.sqlite").value();
    std::unique_ptr<Blobs> blobs_ = open_disk_blobs("/blobs", disk_).value();
    const bool bucket_ = Buckets(*database_, clock_).ensure("garden").has_value();
};

// With objects that tell nobody of their changes.
class TestObjects : public TestStore {
  protected:
    Objects objects_{*database_, *blobs_, clock_, {}, {}};

    Result<ObjectInfo> put(const std::string& key, BytesView octets) {
        return objects_.put("garden", key, octets, {});
    }
};

}  // namespace garden::store
