package dev.carillon.server.api;

import static dev.carillon.server.api.AuthKeysTest.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** What receivers of a link send back: files, and whether they approve. */
class ShareRepliesTest {

  private static final String HTML = "text/html;charset=UTF-8";

  @TempDir private Path home;

  @OnEachDatabase
  void aGuestSendsAFileIntoTheKeysFolder(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      server.asset("/in/first.bin", "there before");
      String key = key(server, "requestUpload", "true", "importFolderPath", "/in");
      assertThat(server.event().path("type").asText()).isEqualTo("authkey_create");
      TestClient guest = server.anonymous();
      TestResponse page = guest.get("/share/" + key).is(200);
      assertThat(page.text())
          .contains("action=\"/share/" + key + "/upload\"", "multipart/form-data", "<label for=")
          .doesNotContain("nothing to see");
      assertThat(page.header("Content-Security-Policy")).contains("form-action 'self'");

      TestResponse sent =
          guest.upload("POST", upload(key), "first.bin", "from a guest", "sender", "Bo").is(303);

      assertThat(sent.header("Location")).isEqualTo("/share/" + key + "?done=sent");
      assertThat(guest.get(sent.header("Location")).is(200).text()).contains("has arrived");
      JsonNode event = server.event();
      assertThat(event.path("type").asText()).isEqualTo("asset_create");
      assertThat(event.at("/metadata/assetPath").asText()).isEqualTo("/in/first-1.bin");
      String id = event.path("assetId").asText();
      assertThat(server.admin().get("/file/" + id + "/*/x").is(200).text())
          .isEqualTo("from a guest");
      assertThat(metadata(server, id).path("assetCreator").asText()).isEqualTo("admin");
      assertThat(history(server, id, "CREATE").path("userName").asText()).isEmpty();
      JsonNode done = history(server, id, "AUTHKEY_UPLOAD");
      assertThat(done.at("/details/sender").asText()).isEqualTo("Bo");
      assertThat(done.at("/details/sharedBy").asText()).isEqualTo("admin");
      assertThat(done.toString()).doesNotContain(key);
      server.heardAll();
    }
  }

  @OnEachDatabase
  void aGuestsLargeFileIsTakenOnlyWhereTheKeyAsksForFiles(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/s/a.bin", "one");
      String takes = key(server, "requestUpload", "true", "importFolderPath", "/s");
      String shows = key(server, "assetIds", id);
      server.types(2);
      String large = "x".repeat(3 << 20);
      TestClient guest = server.anonymous();

      guest.upload("POST", upload(takes), "large.bin", large).is(303);
      guest.upload("POST", upload(shows), "large.bin", large).is(413);
      guest.upload("POST", upload("AAAAAAAAAAAAAAAAAAAAAA"), "large.bin", large).is(413);
      guest.upload("POST", upload(shows), "small.bin", "small").is(403);

      assertThat(server.event().at("/metadata/assetPath").asText()).isEqualTo("/s/large.bin");
      server.heardAll();
    }
  }

  @OnEachDatabase
  void whatCannotBeTakenIsToldOnAPageAndMakesNoEvent(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/s/a.bin", "one");
      String other = server.asset("/s/b.bin", "two");
      String key = key(server, "assetIds", id, "requestUpload", "true", "requestApproval", "true");
      String looks = key(server, "assetIds", id);
      server.types(2);
      TestClient guest = server.anonymous();

      TestResponse climbing = guest.upload("POST", upload(key), "..", "x").is(400);
      assertThat(climbing.header("Content-Type")).isEqualTo(HTML);
      guest.upload("POST", upload(key), "a<script>.bin", "x").is(400);
      assertThat(guest.form(upload(key), "sender", "Bo").is(400).text()).contains("No file");
      guest.form(approval(key, id), "verdict", "perhaps").is(400);
      guest.form(approval(key, id), "verdict", "approve", "comment", "x".repeat(2001)).is(400);
      guest.form(approval(key, other), "verdict", "approve").is(404);
      guest.form(approval(looks, id), "verdict", "approve").is(403);
      guest.get(upload(key)).is(405);
      server.admin().form("/services/revokeAuthKeys", "keys", key).is(200);
      assertThat(server.event().path("type").asText()).isEqualTo("authkey_remove");
      guest.upload("POST", upload(key), "late.bin", "x").is(410);
      guest.form(approval(key, id), "verdict", "approve").is(410);
      server.heardAll();
    }
  }

  @OnEachDatabase
  void aGuestApprovesOrRejectsWithAComment(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/s/a.bin", "one");
      String key = key(server, "assetIds", id, "requestApproval", "true");
      server.types(1);
      TestClient guest = server.anonymous();
      assertThat(guest.get("/share/" + key).text()).contains("<legend>Do you approve", "Reject");

      TestResponse rejected =
          guest
              .form(
                  approval(key, id),
                  "verdict",
                  "reject",
                  "comment",
                  "Too <b>dark</b>",
                  "sender",
                  "Bo")
              .is(303);

      assertThat(rejected.header("Location")).isEqualTo("/share/" + key + "?done=rejected");
      JsonNode event = server.event();
      assertThat(event.path("type").asText()).isEqualTo("asset_update_metadata");
      JsonNode changed = event.path("changedMetadata");
      assertThat(changed.at("/approvalState/newValue").asText()).isEqualTo("Rejected");
      assertThat(changed.at("/approvalComment/newValue").asText()).isEqualTo("Too <b>dark</b>");
      assertThat(changed.at("/approvalBy/newValue").asText()).isEqualTo("Bo");
      assertThat(guest.get("/share/" + key).text())
          .contains("Rejected by <bdi>Bo</bdi>", "Too &lt;b&gt;dark&lt;/b&gt;");
      guest.form(approval(key, id), "verdict", "approve").is(303);
      event = server.event();
      assertThat(event.at("/changedMetadata/approvalState/oldValue").asText())
          .isEqualTo("Rejected");
      assertThat(event.at("/changedMetadata/approvalComment/newValue").isNull()).isTrue();
      JsonNode metadata = metadata(server, id);
      assertThat(metadata.at("/approvalState/formatted").asText()).isEqualTo("Approved");
      assertThat(metadata.has("approvalBy")).isFalse();
      assertThat(history(server, id, "AUTHKEY_REJECT").at("/details/comment").asText())
          .isEqualTo("Too <b>dark</b>");
      assertThat(history(server, id, "AUTHKEY_APPROVE").path("userName").asText()).isEmpty();
      server.heardAll();
    }
  }

  @OnEachDatabase
  void whoeverIsLoggedInElsewhereIsAGuestHere(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/s/a.bin", "one");
      String key = key(server, "assetIds", id, "requestApproval", "true");
      String cookie =
          server
              .anonymous()
              .form("/services/login", "username", "admin", "password", "ring-every-bell")
              .is(200)
              .header("Set-Cookie");

      server
          .anonymous()
          .with("Cookie", cookie)
          .with("Sec-Fetch-Site", "same-origin")
          .form(approval(key, id), "verdict", "approve", "sender", "Bo")
          .is(303);

      assertThat(history(server, id, "AUTHKEY_APPROVE").path("userName").asText()).isEmpty();
    }
  }

  @OnEachDatabase
  void whomAKeyNamesHearsByMailWhatGuestsDid(TestDatabase database)
      throws IOException, InterruptedException {
    try (SmtpServer smtp = new SmtpServer();
        ApiServer server =
            new ApiServer(
                home,
                database,
                Map.of(
                    "smtpServer",
                    "127.0.0.1:" + smtp.port(),
                    "smtpSecurity",
                    "none",
                    "smtpFrom",
                    "assets@example.org"))) {
      String id = server.asset("/s/a.bin", "one");
      String key =
          key(
              server,
              "assetIds",
              id,
              "requestApproval",
              "true",
              "requestUpload",
              "true",
              "importFolderPath",
              "/s",
              "notifyEmail",
              "bo@example.org; ann@example.org");
      server.anonymous().upload("POST", upload(key), "new.bin", "x").is(303);
      server
          .anonymous()
          .form(approval(key, id), "verdict", "approve", "sender", "Bo\r\nBcc: x@example.org")
          .is(303);

      String sent = "Somebody sent '/s/new.bin'";
      String approved = "Bo Bcc: x@example.org approved '/s/a.bin'";
      String[] both = {"RCPT TO:<bo@example.org>", "RCPT TO:<ann@example.org>"};
      Instant end = Instant.now().plusSeconds(60);
      String mail = "";
      while (!(mail.contains(sent) && mail.contains(approved) && told(smtp, both))
          && Instant.now().isBefore(end)) {
        Thread.sleep(50);
        mail = String.join("\n", smtp.mails);
      }
      assertThat(mail).contains(sent, approved).doesNotContain(key);
      assertThat(smtp.commands).contains(both).doesNotContain("RCPT TO:<x@example.org>");
      for (String wrong : List.of("nobody", "a@b.c\nBcc: d@e.f", "<a@b.c>")) {
        server
            .admin()
            .form(
                "/services/createAuthKey",
                "subject",
                "s",
                "validUntil",
                "2100-01-01",
                "assetIds",
                id,
                "notifyEmail",
                wrong)
            .is(400);
      }
    }
  }

  private static boolean told(SmtpServer smtp, String... commands) {
    return smtp.commands.containsAll(List.of(commands));
  }

  private static String upload(String key) {
    return "/share/" + key + "/upload";
  }

  private static String approval(String key, String id) {
    return "/share/" + key + "/approval/" + id;
  }

  private static JsonNode metadata(ApiServer server, String id) {
    return server
        .admin()
        .get("/services/search", "q", "id:" + id)
        .is(200)
        .json()
        .at("/hits/0/metadata");
  }

  private static JsonNode history(ApiServer server, String id, String action) {
    return server
        .admin()
        .get("/services/asset/history", "id", id, "actions", action)
        .is(200)
        .json()
        .at("/hits/0/usageStatsRecord");
  }
}
