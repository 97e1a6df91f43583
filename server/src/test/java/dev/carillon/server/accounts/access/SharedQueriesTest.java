package dev.carillon.server.accounts.access;

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
    try (RecordedServer house = new RecordedServer(home, "", "ann", "bob")) {
      String seen = house.asset("/Zone/seen.txt");
      String other = house.asset("/Zone/other.txt");
      relate(house, seen, house.asset("/Hidden/hidden.txt"), "related");
      relate(house, other, seen, "related");
      house.allow("ann", "/Zone", "VPUMERXCD");

      String hidden = link(house, "relatedTo:" + id(house, "/Hidden/hidden.txt"));
      String visible = link(house, "relatedTo:" + seen);
      for (String visitor : new String[] {"", "bob", "admin"}) {
        TestClient client = house.as(visitor);
        assertThat(client.get(hidden).is(200).text()).as(visitor).doesNotContain("seen.txt");
        assertThat(client.get(visible).is(200).text()).as(visitor).contains("other.txt");
      }
    }
  }

  private static void relate(RecordedServer house, String one, String another, String type) {
    house
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

  private static String id(RecordedServer house, String path) {
    return new SampleFolders(house, "").idOf(path);
  }

  private static String link(RecordedServer house, String query) {
    return house
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
