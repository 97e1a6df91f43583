package dev.carillon.server.accounts.permission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What links open whose maker may no longer use the server. */
class GoneOwnersTest {

  @TempDir private Path home;

  @Test
  void theLinksOfADisabledUserOpenNothingUntilTheUserIsEnabled() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      Links links = links(server);
      links.are(server, 200);
      server.admin().json("PUT", "/api/users/ann", "{\"enabled\": false}").is(200);
      links.are(server, 410);
      assertThat(server.as("").get(links.page()).text()).contains("withdrawn");
      server.admin().json("PUT", "/api/users/ann", "{\"enabled\": true}").is(200);
      links.are(server, 200);
    }
  }

  @Test
  void whoIsDisabledHasNoRightsForWhatRunsMeanwhile() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      server.asset("/Zone/a.bin");
      server.allow("ann", "/Zone", "VPUM-----");
      assertThat(effective(server)).isEqualTo("VPUM-----");
      server.admin().json("PUT", "/api/users/ann", "{\"enabled\": false}").is(200);
      assertThat(effective(server)).isEqualTo("---------");
      server.admin().json("PUT", "/api/users/ann", "{\"enabled\": true}").is(200);
      assertThat(effective(server)).isEqualTo("VPUM-----");
    }
  }

  private static String effective(RecordedServer server) {
    return server
        .admin()
        .get("/api/folder-rights", "path", "/Zone", "user", "ann")
        .is(200)
        .json()
        .path("effective")
        .asText();
  }

  @Test
  void theLinksOfARemovedUserEndAndANamesakeDoesNotOpenThemAgain() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      Links links = links(server);
      server.events();
      server.admin().json("DELETE", "/api/users/ann", "").is(204);
      links.are(server, 410);
      server
          .admin()
          .json(
              "POST", "/api/users", "{\"username\": \"ann\", \"password\": \"another-bell-rings\"}")
          .is(201);
      server.as("").get(links.page()).is(410);
      server.as("").get(links.original()).is(410);
      server.as("").form(links.page() + "/approval/" + links.id(), "verdict", "approve").is(410);
      assertThat(told(server)).contains("authkey_remove");
    }
  }

  /** Keys are ended some time after their maker is, and the events of that come after it. */
  private static List<String> told(RecordedServer server) {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    List<String> types = new ArrayList<>();
    while (!types.contains("authkey_remove") && Instant.now().isBefore(end)) {
      server.events().forEach(event -> types.add(event.path("type").asText()));
    }
    return types;
  }

  private static Links links(RecordedServer server) {
    String id = server.asset("/Zone/a.bin");
    server.allow("ann", "/Zone", "VPUMERXCD");
    TestClient ann = server.as("ann");
    JsonNode hit =
        ann.form("/services/search", "q", "id:" + id, "appendRequestSecret", "true")
            .json()
            .path("hits")
            .path(0);
    String page =
        ann.form(
                "/services/createAuthKey",
                "subject",
                "Bells",
                "validUntil",
                "2100-01-01",
                "assetIds",
                id,
                "downloadOriginal",
                "true",
                "requestApproval",
                "true",
                "requestUpload",
                "true",
                "importFolderPath",
                "/Zone")
            .is(200)
            .json()
            .path("webClientUrl")
            .asText();
    String signed =
        ann.get("/api/asset/" + id + "/signed-original-url", "validFor", "1000")
            .is(200)
            .json()
            .path(0)
            .path("signedUrl")
            .asText();
    return new Links(id, page, List.of(hit.path("originalUrl").asText(), signed));
  }

  /**
   * All that a maker can leave behind.
   *
   * @param secret links with a secret
   */
  private record Links(String id, String page, List<String> secret) {

    String original() {
      return page + "/original/" + id + "/a.bin";
    }

    /** Each page has this status; what it does not show is not to be had by a secret either. */
    void are(RecordedServer server, int status) {
      TestClient guest = server.as("");
      guest.get(page).is(status);
      guest.get(original()).is(status);
      guest
          .form(page + "/approval/" + id, "verdict", "approve", "sender", "guest")
          .is(status == 200 ? 303 : status);
      for (String url : secret) {
        guest.get(url).is(status == 200 ? 200 : 401);
      }
    }
  }
}
