#include "s3/whole_object.h"

#include "s3/test_service.h"

namespace garden::s3 {
namespace {

class WholeObjectTest : public ServiceTest {
  protected:
    std::expected<Bytes, aws::Refusal> read(const store::ObjectName& name, std::string_view key = "EGOWNER",
                                            std::uint64_t most = 100) {
        const http::Request request;
        aws::Identity identity;
        identity.access_key = key;
        return read_whole(context_, request, identity, name, most);
    }
    std::string refused(const store::ObjectName& name, std::string_view key = "EGOWNER",
                        std::uint64_t most = 100) {
        const auto octets = read(name, key, most);
        return octets ? "" : octets.error().code;
    }
};

TEST_F(WholeObjectTest, IsForWhoMayReadIt) {
    store("garden", "a", "octets");
    EXPECT_EQ(read({"garden", "a"}).value(), "octets");
    EXPECT_EQ(read({"garden", "a", "null"}, "EGREADER").value(), "octets");
    put("/own");
    put("/own/a", "private");
    EXPECT_EQ(read({"own", "a"}).value(), "private");
    EXPECT_EQ(refused({"own", "a"}, "EGOTHER"), "AccessDenied");
    EXPECT_EQ(refused({"own", "none"}, "EGOTHER"), "AccessDenied");
}

TEST_F(WholeObjectTest, IsThereAndNotTooLarge) {
    store("garden", "a", "octets");
    store("garden", "empty", "");
    EXPECT_EQ(read({"garden", "empty"}).value(), "");
    EXPECT_EQ(read({"garden", "a"}, "EGOWNER", 6).value(), "octets");
    EXPECT_EQ(refused({"garden", "a"}, "EGOWNER", 5), "EntityTooLarge");
    EXPECT_EQ(refused({"garden", "none"}), "NoSuchKey");
    EXPECT_EQ(refused({"garden", "a", "0123"}), "NoSuchVersion");
    EXPECT_EQ(refused({"none", "a"}), "NoSuchBucket");
}

}  // namespace
}  // namespace garden::s3
