package dev.carillon.server.accounts.permission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link's query finds what its owner would find, whoever opens the link. */
class SharedQueriesTest {

  @TempDir private Path home;

  @Test
  void relationsToWhatTheOwnerDoesNotSeeLeadNowhereAndThoseToWhatHeSeesDo() {
    try (RecordedServer server = new RecordedServer(home, "", "ann", "bob")) {
      String seen = server.asset("/Zone/seen.txt");
      String other = server.asset("/Zone/other.txt");
      relate(server, seen, server.asset("/Hidden/hidden.txt"), "related");
      relate(server, other, seen, "related");
      server.allow("ann", "/Zone", "VPUMERXCD");

      String hidden = link(server, "relatedTo:" + id(server, "/Hidden/hidden.txt"));
      String visible = link(server, "relatedTo:" + seen);
      for (String visitor : new String[] {"", "bob", "admin"}) {
        TestClient client = server.as(visitor);
        assertThat(client.get(hidden).is(200).text()).as(visitor).doesNotContain("seen.txt");
        assertThat(client.get(visible).is(200).text()).as(visitor).contains("other.txt");
      }
    }
  }

  private static void relate(RecordedServer server, String one, String another, String type) {
    server
        .admin()
        .form(
            "/services/createRelation",
            "relationType",
            type,
            "target1Id",
            one,
            "target2Id",
            another)
        .is(200);
  }

  private static String id(RecordedServer server, String path) {
    return new SampleFolders(server, "").idOf(path);
  }

  private static String link(RecordedServer server, String query) {
    return server
        .as("ann")
        .form(
            "/services/createAuthKey",
            "subject",
            "Related",
            "validUntil",
            "2100-01-01",
            "query",
            query)
        .is(200)
        .json()
        .path("webClientUrl")
        .asText();
  }
}
