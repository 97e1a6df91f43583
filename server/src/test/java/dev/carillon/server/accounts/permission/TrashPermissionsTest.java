package dev.carillon.server.accounts.permission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sees, restores and deletes which assets in the trash. */
class TrashPermissionsTest {

  private static final String ALL = "VPUMERXCD";

  @TempDir private Path home;

  @Test
  void whoMayDeleteInAFolderSeesItsTrash() {
    try (RecordedServer server = new RecordedServer(home, "", "ann", "bob", "eve")) {
      server.folder("/Zone");
      server.allow("ann", "/Zone", ALL);
      server.allow("bob", "/Zone", "V-------D");
      server.allow("eve", "/Zone", "VPUMERXC-");
      String id = server.asset("/Zone/a.txt");
      server.as("ann").form("/services/remove", "ids", id).is(200);

      assertThat(seen(server.as("ann"))).containsExactly("/Zone/a.txt");
      assertThat(seen(server.as("bob"))).containsExactly("/Zone/a.txt");
      assertThat(seen(server.as("eve"))).isEmpty();
      assertThat(server.as("ann").get("/api/trash").json().path("totals").isNull()).isTrue();
      assertThat(failure(server.as("eve"), id).path("status").asInt()).isEqualTo(404);
      server.as("eve").bare("DELETE", "/api/trash/" + id).is(404);
      server.as("eve").get("/api/trash/" + id + "/thumbnail").is(404);
      assertThat(server.as("eve").bare("DELETE", "/api/trash?everything=true").is(200).text())
          .isEqualTo("{\"deleted\":0,\"more\":false}");
      assertThat(server.as("bob").get("/api/trash").json().at("/items/0/permissions").asText())
          .isEqualTo("V--------D");
      JsonNode refused = failure(server.as("bob"), id);
      assertThat(refused.path("status").asInt()).isEqualTo(403);
      assertThat(refused.path("message").asText()).contains("permission C");
      assertThat(failure(server.as("ann"), id).isMissingNode()).isTrue();
      assertThat(server.finds("ann", "*:*")).containsExactly("/Zone/a.txt");
    }
  }

  @Test
  void whatWasInAFolderThatIsGoneIsNotSeenByThoseWhomItsPermissionsKeptOut() {
    try (RecordedServer server = new RecordedServer(home, "", "ann", "bob")) {
      for (String user : List.of("ann", "bob")) {
        server.allow(user, "/", ALL);
      }
      for (String path : List.of("/Removed", "/Moved", "/Emptied")) {
        server.folder(path);
        server.allow("bob", path, "---------");
      }
      TestClient ann = server.as("ann");
      server.asset("/Removed/a.txt");
      String moved = server.asset("/Moved/b.txt");
      String emptied = server.asset("/Emptied/c.txt");
      server.asset("/Emptied/rest.txt");
      ann.form("/services/remove", "ids", moved + "," + emptied).is(200);
      ann.form("/services/remove", "folderPath", "/Removed").is(200);
      ann.form("/services/move", "source", "/Moved", "target", "/Elsewhere").is(200);
      ann.form("/services/move", "source", "/Emptied", "target", "/Elsewhere2").is(200);
      server.folder("/Removed");

      assertThat(seen(server.as("bob"))).isEmpty();
      assertThat(seen(ann))
          .containsExactlyInAnyOrder("/Removed/a.txt", "/Moved/b.txt", "/Emptied/c.txt");
      assertThat(seen(server.admin())).hasSize(3);
      assertThat(failure(server.as("bob"), moved).path("status").asInt()).isEqualTo(404);
      assertThat(failure(ann, moved).isMissingNode()).isTrue();
    }
  }

  @Test
  void whereAMoveLeavesAnAssetBehindItsFolderIsThereAndItsTrashIsSeen() {
    try (RecordedServer server = new RecordedServer(home, "", "ann", "bob")) {
      server.folder("/Kept");
      server.folder("/Kept/left");
      for (String user : List.of("ann", "bob")) {
        server.allow(user, "/Kept", ALL);
      }
      String out = server.asset("/Kept/in/out.txt");
      String kept = server.asset("/Kept/a.txt");
      String inside = server.asset("/Kept/in/b.txt");
      String left = server.asset("/Kept/left/c.txt");
      server.as("ann").form("/services/checkout/" + out).is(200);
      server.as("ann").form("/services/remove", "ids", kept + "," + inside + "," + left).is(200);
      server.admin().form("/services/move", "source", "/Kept", "target", "/Elsewhere").is(200);

      assertThat(server.finds("bob", "*:*")).containsExactly("/Kept/in/out.txt");
      assertThat(seen(server.as("bob"))).containsExactlyInAnyOrder("/Kept/a.txt", "/Kept/in/b.txt");
      assertThat(seen(server.as("ann"))).hasSize(3);
    }
  }

  @Test
  void anotherUserOfTheSameNameSeesNothingForThat() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      server.allow("ann", "/", ALL);
      server.asset("/Gone/a.txt");
      server.as("ann").form("/services/remove", "folderPath", "/Gone").is(200);
      assertThat(seen(server.as("ann"))).hasSize(1);
      server.admin().bare("DELETE", "/api/users/ann").is(204);
      server.newUser("ann", "\"licence\": \"basic\"");
      server.allow("ann", "/", ALL);
      assertThat(seen(server.as("ann"))).isEmpty();
      assertThat(seen(server.admin())).hasSize(1);
    }
  }

  private static List<String> seen(TestClient user) {
    return user.get("/api/trash").is(200).json().path("items").findValuesAsText("assetPath");
  }

  /** Why an asset was not restored. */
  private static JsonNode failure(TestClient user, String id) {
    return user.json("POST", "/api/trash/restore", "{\"ids\": [\"" + id + "\"]}")
        .is(200)
        .json()
        .path("failed")
        .path(0);
  }
}
