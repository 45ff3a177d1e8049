#include <gtest/gtest.h>

#include "s3/test_service.h"

namespace garden::s3 {
namespace {

class ConfigurationTest : public ServiceTest {};

TEST_F(ConfigurationTest, WhatAPlainBucketHasNot) {
    for (const auto& [parameter, code] : std::vector<std::pair<std::string, std::string>>{
             {"policy", "NoSuchBucketPolicy"},
             {"policyStatus", "NoSuchBucketPolicy"},
             {"cors", "NoSuchCORSConfiguration"},
             {"object-lock", "ObjectLockConfigurationNotFoundError"},
             {"lifecycle", "NoSuchLifecycleConfiguration"},
             {"website", "NoSuchWebsiteConfiguration"},
             {"encryption", "ServerSideEncryptionConfigurationNotFoundError"},
             {"replication", "ReplicationConfigurationNotFoundError"},
             {"publicAccessBlock", "NoSuchPublicAccessBlockConfiguration"},
             {"inventory&id=a", "NoSuchConfiguration"}}) {
        const Answered answer = get("/garden?" + parameter);
        EXPECT_EQ(answer.status, 404u) << parameter;
        EXPECT_EQ(answer.code(), code);
        EXPECT_EQ(send("DELETE", "/garden?" + parameter).status, 204u) << parameter;
    }
}

TEST_F(ConfigurationTest, WhatAPlainBucketAnswersWithADocument) {
    for (const auto& [parameter, root] :
         std::vector<std::pair<std::string, std::string>>{{"notification", "NotificationConfiguration"},
                                                          {"logging", "BucketLoggingStatus"},
                                                          {"accelerate", "AccelerateConfiguration"}}) {
        const Answered answer = get("/garden?" + parameter);
        EXPECT_EQ(answer.status, 200u) << parameter;
        EXPECT_EQ(answer.xml.name, root);
        EXPECT_TRUE(answer.xml.children.empty());
        EXPECT_EQ(send("DELETE", "/garden?" + parameter).status, 405u) << parameter;
    }
    EXPECT_EQ(get("/garden?requestPayment").xml.text_of("Payer"), "BucketOwner");
    EXPECT_EQ(get("/garden?ownershipControls").xml.child("Rule")->text_of("ObjectOwnership"),
              "BucketOwnerPreferred");
    EXPECT_EQ(get("/garden?inventory").xml.text_of("IsTruncated"), "false");
}

TEST_F(ConfigurationTest, NothingIsAcceptedThatIsNotDone) {
    for (const char* parameter : {"policy", "cors", "lifecycle", "website", "encryption", "replication",
                                  "object-lock", "publicAccessBlock", "inventory&id=a"}) {
        const Answered answer = put(std::string("/garden?") + parameter, "<Wish/>");
        EXPECT_EQ(answer.status, 501u) << parameter;
        EXPECT_EQ(answer.code(), "NotImplemented");
    }
}

TEST_F(ConfigurationTest, WhatCannotBeReadIsNoWish) {
    EXPECT_EQ(put("/garden?logging", "<BucketLoggingStatus>").code(), "MalformedXML");
}

TEST_F(ConfigurationTest, WishesForWhatIsSoAreGranted) {
    EXPECT_EQ(put("/garden?notification", "<NotificationConfiguration/>").status, 200u);
    EXPECT_EQ(put("/garden?requestPayment",
                  "<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>")
                  .status,
              200u);
    EXPECT_EQ(put("/garden?requestPayment",
                  "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>")
                  .status,
              501u);
}

TEST_F(ConfigurationTest, OfObjects) {
    store("garden", "a");
    for (const char* target : {"/garden/a?retention", "/garden/a?legal-hold"}) {
        EXPECT_EQ(get(target).code(), "InvalidRequest");
        EXPECT_EQ(put(target, "<Wish/>").code(), "InvalidRequest");
    }
    EXPECT_EQ(get("/garden/absent?retention").code(), "NoSuchKey");
    EXPECT_EQ(get("/garden/a?torrent").code(), "MethodNotAllowed");
    EXPECT_EQ(send("POST", "/garden/a?restore", "<RestoreRequest/>").code(), "InvalidObjectState");
    EXPECT_EQ(send("POST", "/garden/a?select&select-type=2", "<SelectRequest/>").code(), "NotImplemented");
    EXPECT_TRUE(has("garden", "a"));
}

}  // namespace
}  // namespace garden::s3
