#include "store/disk_blobs.h"

#include <set>

#include <gtest/gtest.h>

#include "base/hash.h"
#include "store/fake_disk.h"
#include "store/test_folder.h"

namespace garden::store {
namespace {

Result<std::string> put(Blobs& blobs, BytesView octets) {
    auto writer = blobs.create();
    if (!writer) return std::unexpected(writer.error());
    if (auto added = (*writer)->add(octets.substr(0, octets.size() / 2)); !added)
        return std::unexpected(added.error());
    if (auto added = (*writer)->add(octets.substr(octets.size() / 2)); !added)
        return std::unexpected(added.error());
    std::string sha256 = (*writer)->finish();
    if (auto published = (*writer)->publish(); !published) return std::unexpected(published.error());
    return sha256;
}

Bytes content(const OpenBlob& blob) {
    Bytes octets(blob.size, '\0');
    EXPECT_EQ(read_at(*blob.descriptor, 0, octets).value(), blob.size);
    return octets;
}

std::set<std::string> names(Blobs& blobs) {
    std::set<std::string> found;
    EXPECT_TRUE(blobs.for_each([&](const std::string& sha256) -> Result<> {
        found.insert(sha256);
        return {};
    }));
    return found;
}

TEST(DiskBlobs, ABlobIsFoundUnderItsHash) {
    const TestFolder folder;
    auto blobs = open_disk_blobs(folder / "a/b/blobs");
    ASSERT_TRUE(blobs) << blobs.error().message;
    const auto sha256 = put(**blobs, "octets\0of a picture");
    ASSERT_TRUE(sha256);
    EXPECT_EQ(*sha256, sha256_hex("octets\0of a picture"));
    EXPECT_TRUE(std::filesystem::exists(
        folder / ("a/b/blobs/" + sha256->substr(0, 2) + "/" + sha256->substr(2, 2) + "/" + *sha256)));
    EXPECT_EQ(content((*blobs)->open(*sha256).value()), "octets\0of a picture");
    EXPECT_EQ(names(**blobs), std::set{*sha256});
    EXPECT_EQ(put(**blobs, "octets\0of a picture"), sha256) << "the same octets again";
    EXPECT_EQ(names(**blobs).size(), 1u);
}

TEST(DiskBlobs, AnOpenBlobOutlivesItsRemoval) {
    const TestFolder folder;
    auto blobs = open_disk_blobs(folder.path());
    const auto sha256 = put(**blobs, "octets").value();
    const auto opened = (*blobs)->open(sha256).value();
    EXPECT_TRUE((*blobs)->remove(sha256, std::chrono::steady_clock::now()));
    EXPECT_EQ((*blobs)->open(sha256).error().code, ErrorCode::not_found);
    EXPECT_TRUE((*blobs)->remove(sha256, std::chrono::steady_clock::now())) << "not there: fine";
    EXPECT_EQ(content(opened), "octets");
}

TEST(DiskBlobs, ARemovalThatComesTooLateRemovesNothing) {
    const TestFolder folder;
    auto blobs = open_disk_blobs(folder.path());
    const auto sha256 = put(**blobs, "octets").value();
    const auto asked = std::chrono::steady_clock::now() - std::chrono::seconds(5);
    EXPECT_EQ((*blobs)->remove(sha256, asked).error().code, ErrorCode::unavailable);
    EXPECT_TRUE((*blobs)->open(sha256));
}

TEST(DiskBlobs, ANameThatIsNoHashNamesNoFile) {
    const TestFolder folder;
    auto blobs = open_disk_blobs(folder / "blobs");
    EXPECT_EQ((*blobs)->open("../../etc/passwd").error().code, ErrorCode::not_found);
    EXPECT_EQ((*blobs)->open("").error().code, ErrorCode::not_found);
    EXPECT_TRUE((*blobs)->remove("..", std::chrono::steady_clock::now()));
}

TEST(DiskBlobs, AnAbandonedWriterLeavesNothing) {
    auto disk = std::make_shared<FakeDisk>();
    auto blobs = open_disk_blobs("/blobs", disk);
    {
        auto unfinished = (*blobs)->create();
        EXPECT_TRUE((*unfinished)->add("octets"));
        auto finished = (*blobs)->create();
        EXPECT_TRUE((*finished)->add("octets"));
        EXPECT_EQ((*finished)->finish().size(), 64u);
        EXPECT_EQ(disk->files().size(), 2u);
    }
    EXPECT_TRUE(disk->files().empty());
}

TEST(DiskBlobs, SweepingRemovesWhatACrashLeft) {
    auto disk = std::make_shared<FakeDisk>();
    auto blobs = open_disk_blobs("/blobs", disk);
    ASSERT_TRUE(disk->create("/blobs/tmp/left"));
    const auto sha256 = put(**blobs, "octets").value();
    EXPECT_TRUE((*blobs)->sweep_temporary());
    EXPECT_EQ(disk->files().size(), 1u);
    EXPECT_EQ(names(**blobs), std::set{sha256});
}

// The promise of publish(): whatever the step at which a disk fails, a blob that was acknowledged survives a
// power cut, and one that was not is either whole or not there.
TEST(DiskBlobs, AcknowledgedBlobsSurviveAPowerCutAtEveryStep) {
    int failures = 0;
    for (int cut = 0;; ++cut) {
        auto disk = std::make_shared<FakeDisk>();
        auto blobs = open_disk_blobs("/data/blobs", disk);
        ASSERT_TRUE(blobs);
        int step = 0;
        disk->before_step = [&](std::string_view) -> Result<> {
            if (step++ >= cut) return fail(ErrorCode::io, "power is off");
            return {};
        };
        std::set<std::string> acknowledged;
        for (const char* octets : {"first", "second", "first"}) {
            if (const auto sha256 = put(**blobs, octets)) acknowledged.insert(*sha256);
        }
        const bool finished = step <= cut;
        disk->before_step = [](std::string_view) { return Result<>{}; };
        blobs->reset();
        disk->lose_power();

        auto reopened = open_disk_blobs("/data/blobs", disk);
        ASSERT_TRUE(reopened);
        ASSERT_TRUE((*reopened)->sweep_temporary());
        const auto found = names(**reopened);
        for (const auto& sha256 : acknowledged) EXPECT_TRUE(found.contains(sha256)) << "cut at step " << cut;
        for (const auto& sha256 : found)
            EXPECT_EQ(sha256_hex(content((*reopened)->open(sha256).value())), sha256);
        if (finished) break;
        ++failures;
    }
    EXPECT_GE(failures, 20) << "every step of three blobs was cut once";
}

TEST(DiskBlobs, EveryFailingStepIsReportedAndLeavesNoTemporaryFile) {
    for (const std::string_view failing :
         {"create", "write", "sync", "make_folder", "rename", "sync_folder"}) {
        auto disk = std::make_shared<FakeDisk>();
        auto blobs = open_disk_blobs("/blobs", disk);
        disk->before_step = [&](std::string_view step) -> Result<> {
            if (step == failing) return fail(ErrorCode::io, "no space left on device");
            return {};
        };
        const auto sha256 = put(**blobs, "octets");
        ASSERT_FALSE(sha256) << failing;
        EXPECT_EQ(sha256.error().message, "no space left on device");
        EXPECT_TRUE(disk->list("/blobs/tmp")->empty()) << failing;
        disk->before_step = [](std::string_view) { return Result<>{}; };
        EXPECT_TRUE(put(**blobs, "octets")) << "and the next one works, after " << failing;
    }
}

}  // namespace
}  // namespace garden::store
