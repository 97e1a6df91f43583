package dev.carillon.server.accounts.permission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Permissions in everyday use: inherited, through groups, moved, taken away. */
class FolderPermissionsTest {

  @TempDir private Path home;

  @Test
  void withoutAnyPermissionAUserSeesHisOwnZoneAndNothingElse() {
    try (RecordedServer server = new RecordedServer(home, "", "ann", "bob")) {
      server.asset("/Zone/a.bin");
      TestClient ann = server.as("ann");
      assertThat(server.finds("ann", "")).isEmpty();
      assertThat(ann.get("/services/browse", "path", "/").is(200).json()).isEmpty();
      assertThat(ann.get("/services/browse", "path", "/Users/ann").is(200).json()).isEmpty();
      ann.get("/services/browse", "path", "/Users/bob").is(404);
      ann.get("/services/browse", "path", "/Zone").is(404);
      String mine =
          ann.form("/services/create", "name", "mine.bin").is(200).json().path("id").asText();
      ann.form("/services/create", "assetPath", "/Users/bob/b.bin").is(404);
      server.as("bob").form("/services/create", "assetPath", "/users/BOB/deep/b.bin").is(200);
      assertThat(server.finds("ann", "")).containsExactly("/Users/ann/mine.bin");
      JsonNode hit = ann.get("/api/asset/" + mine).is(200).json();
      assertThat(hit.path("permissions").asText()).isEqualTo("VPWUMERXCD");
      assertThat(names(ann.get("/services/browse", "path", "/"))).containsExactly("Users");
      assertThat(names(ann.get("/services/browse", "path", "/Users"))).containsExactly("ann");
      server.as("bob").get("/api/asset/" + mine).is(404);
      // nobody is let into private zones by a right above them
      server.allow("bob", "/", "VPUMERXCD");
      assertThat(server.finds("bob", "")).hasSize(2).contains("/Zone/a.bin");
      server.as("bob").get("/api/asset/" + mine).is(404);
      server.as("bob").form("/services/remove", "folderPath", "/Users").is(200);
      ann.get("/api/asset/" + mine).is(200);
      // but by one inside them
      server.allow("bob", "/Users/ann", "V--------");
      assertThat(
              server
                  .as("bob")
                  .get("/api/asset/" + mine)
                  .is(200)
                  .json()
                  .path("permissions")
                  .asText())
          .isEqualTo("V---------");
      server.as("bob").form("/services/remove", "ids", mine).is(200);
      ann.get("/api/asset/" + mine).is(200);
    }
  }

  @Test
  void permissionsAreInheritedReplacedFurtherInsideAndAddedUpOverGroups() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      server.asset("/Zone/a.bin", "status", "one");
      server.asset("/Zone/in/b.bin", "status", "two");
      server.asset("/Zone/in/deep/c.bin", "status", "two");
      server.asset("/Other/d.bin", "status", "three");
      String readers = server.group("Readers", "ann");
      String writers = server.group("Writers");
      server.allowGroup(readers, "/Zone", "VP-------");
      server.allowGroup(readers, "/Zone/in", "---------");
      server.allowGroup(readers, "/Zone/in/deep", "V--------");
      server.allowGroup(writers, "/Zone/in", "V--M-----");
      assertThat(server.finds("ann", "")).containsExactly("/Zone/a.bin", "/Zone/in/deep/c.bin");
      assertThat(permissions(server, "/Zone/a.bin")).isEqualTo("VPW-------");
      // facets count what is seen
      JsonNode found =
          server.as("ann").form("/services/search", "facets", "status", "num", "0").is(200).json();
      assertThat(found.path("facets").path("status").toString()).doesNotContain("three");
      assertThat(found.path("facets").path("status").findValuesAsText("hitCount"))
          .containsExactly("1", "1");
      // the folder between is only a way
      JsonNode way =
          server.as("ann").get("/services/browse", "path", "/Zone").is(200).json().path(0);
      assertThat(way.path("name").asText()).isEqualTo("in");
      assertThat(way.path("permissionMask").asInt()).isZero();
      JsonNode folder = server.as("ann").get("/api/folder/get", "path", "/Zone/in").json();
      assertThat(folder.path("permissions").asText()).isEqualTo("----------");
      server.as("ann").form("/services/create", "assetPath", "/Zone/in/x.bin").is(404);
      // a group more counts at once, and so does one less
      TestClient admin = server.admin();
      admin.json("PUT", "/api/groups/" + writers + "/members/ANN", "").is(204);
      assertThat(server.finds("ann", "")).hasSize(3);
      assertThat(permissions(server, "/Zone/in/b.bin")).isEqualTo("V---M-----");
      assertThat(permissions(server, "/Zone/in/deep/c.bin")).isEqualTo("V---M-----");
      assertThat(server.as("ann").form("/services/profile").json().path("groups").toString())
          .isEqualTo("[\"Readers\",\"Writers\"]");
      admin.json("DELETE", "/api/groups/" + writers + "/members/ann", "").is(204);
      assertThat(server.finds("ann", "")).hasSize(2);
      admin.json("DELETE", "/api/groups/" + readers, "").is(204);
      assertThat(server.finds("ann", "")).isEmpty();
      assertThat(admin.get("/api/folder-rights", "path", "/Zone/in").json().path("rights"))
          .hasSize(1);
      server.restart();
      assertThat(server.finds("ann", "")).isEmpty();
      assertThat(server.finds("admin", "")).hasSize(4);
    }
  }

  @Test
  void aBulkJobDoesWhatItsUserMayDoWithEachAsset() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      for (int i = 0; i < 150; i++) {
        server.admin().form("/services/create", "assetPath", "/Zone/a" + i + ".bin").is(200);
        server.admin().form("/services/create", "assetPath", "/Zone/ro/b" + i + ".bin").is(200);
        server.admin().form("/services/create", "assetPath", "/Zone/no/c" + i + ".bin").is(200);
      }
      server.allow("ann", "/Zone", "V--M-----");
      server.allow("ann", "/Zone/ro", "V--------");
      server.allow("ann", "/Zone/no", "---------");
      JsonNode counts =
          server
              .as("ann")
              .form("/services/updatebulk", "q", "ancestorPaths:\"/Zone\"", "status", "x")
              .is(200)
              .json();
      assertThat(counts.path("processedCount").asInt()).isEqualTo(150);
      assertThat(counts.path("errorCount").asInt()).isEqualTo(150);
      assertThat(server.finds("admin", "status:x"))
          .hasSize(150)
          .allMatch(p -> p.startsWith("/Zone/a"));
    }
  }

  @Test
  void ofSeveralGroupsTheRichestLicenceCounts() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      TestClient admin = server.admin();
      String ann = "/api/users/ann";
      admin.json("PUT", ann, "{\"superUser\": true}").is(200);
      server.as("ann").get("/services/admin/webhook").is(403);
      String poor = server.group("Poor", "ann");
      String rich = server.group("Rich", "ann");
      admin.json("PUT", "/api/groups/" + poor, "{\"licence\": \"standard\"}").is(200);
      server.as("ann").get("/services/admin/webhook").is(403);
      assertThat(
              admin
                  .json("PUT", "/api/groups/" + rich, "{\"licence\": \"api\"}")
                  .is(200)
                  .json()
                  .path("licence")
                  .asText())
          .isEqualTo("api");
      server.as("ann").get("/services/admin/webhook").is(200);
      assertThat(server.as("ann").form("/services/profile").json().path("licence").asText())
          .isEqualTo("api");
      assertThat(admin.get(ann).json().path("licence").asText()).isEqualTo("basic");
      admin.json("PUT", "/api/groups/" + rich, "{\"licence\": \"gold\"}").is(400);
      admin.json("DELETE", "/api/groups/" + rich + "/members/ann", "").is(204);
      server.as("ann").get("/services/admin/webhook").is(403);
      admin.json("PUT", "/api/groups/" + poor, "{\"licence\": \"pro\"}").is(200);
      server.as("ann").get("/services/admin/webhook").is(200);
      admin.json("PUT", "/api/groups/" + poor, "{\"licence\": \"\"}").is(200);
      server.as("ann").get("/services/admin/webhook").is(403);
    }
  }

  @Test
  void groupsAndPermissionsAreForSuperUsersAndSayWhatIsWrong() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      TestClient admin = server.admin();
      String id = server.group("Press", "ann");
      server.folder("/Zone");
      TestClient ann = server.as("ann");
      for (String path : List.of("/api/groups", "/api/groups/" + id)) {
        assertThat(ann.get(path).is(403).text()).contains("ROLE_SUPERUSER");
      }
      ann.json("POST", "/api/groups", "{\"name\": \"x\"}").is(403);
      ann.get("/api/folder-rights", "path", "/").is(403);
      ann.json("PUT", "/api/folder-rights", "{\"path\": \"/\"}").is(403);
      admin.json("POST", "/api/groups", "{\"name\": \"PRESS\"}").is(409);
      assertThat(admin.json("POST", "/api/groups", "{\"nam\": \"x\"}").is(400).text())
          .contains("'name'");
      admin.json("PUT", "/api/groups/" + id + "/members/nobody", "").is(404);
      assertThat(
              admin
                  .json("PUT", "/api/groups/" + id, "{\"description\": \"all of them\"}")
                  .is(200)
                  .json()
                  .toString())
          .contains("Press", "all of them", "ann");
      for (int i = 0; i < 3; i++) {
        server.group("more " + i);
      }
      JsonNode first = admin.get("/api/groups", "limit", "2").is(200).json();
      JsonNode rest =
          admin.get("/api/groups", "limit", "2", "cursor", first.path("next").asText()).json();
      Set<String> names = new TreeSet<>(first.findValuesAsText("name"));
      names.addAll(rest.findValuesAsText("name"));
      assertThat(names).containsExactly("Press", "more 0", "more 1", "more 2");
      assertThat(rest.path("next").isNull()).isTrue();
      assertThat(right(admin, "/Zone", "\"user\": \"ann\"", "VQ").is(400).text())
          .contains("VPUMERXCD");
      right(admin, "/None", "\"user\": \"ann\"", "V").is(404);
      right(admin, "/Zone", "\"user\": \"nobody\"", "V").is(404);
      right(admin, "/Zone", "\"group\": \"nobody\"", "V").is(404);
      right(admin, "/Zone", "\"group\": \"" + id + "\", \"user\": \"ann\"", "V").is(400);
      right(admin, "/zone", "\"group\": \"" + id + "\"", "VPU").is(200);
      JsonNode shown =
          admin.get("/api/folder-rights", "path", "/Zone/in", "user", "ann").is(200).json();
      assertThat(shown.path("effective").asText()).isEqualTo("VPU------");
      assertThat(shown.path("rights").path(0).path("inherited").asBoolean()).isTrue();
      assertThat(shown.path("rights").path(0).path("path").asText()).isEqualTo("/Zone");
      admin.json("DELETE", "/api/folder-rights?path=/Zone&group=" + id, "").is(204);
      admin.json("DELETE", "/api/folder-rights?path=/Zone&group=" + id, "").is(404);
    }
  }

  @OnEachDatabase
  void aSearchFindsWhatLookingAtEachAssetFinds(TestDatabase database) {
    try (RecordedServer server = new RecordedServer(home, database.fresh(), "ann", "bob")) {
      searchAndLook(server);
    }
  }

  private static void searchAndLook(RecordedServer server) {
    Random random = new Random(7);
    List<String> folders = new ArrayList<>(List.of(""));
    List<String> names = List.of("/a", "/b", "/Users", "/ann", "/bob", "/x y");
    for (int i = 0; i < 40; i++) {
      folders.add(
          folders.get(random.nextInt(folders.size())) + names.get(random.nextInt(names.size())));
    }
    for (String folder : folders) {
      server.admin().form("/services/create", "assetPath", folder + "/one.bin");
    }
    String group = server.group("g", "ann", "bob");
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < 4; i++) {
        String folder = folders.get(random.nextInt(folders.size()));
        String letters = random.nextInt(3) == 0 ? "---------" : "VP-------";
        String path = folder.isEmpty() ? "/" : folder;
        if (random.nextBoolean()) {
          server.allowGroup(group, path, letters);
        } else {
          server.allow(random.nextBoolean() ? "ann" : "bob", path, letters);
        }
      }
      for (String user : List.of("ann", "bob")) {
        Set<String> looked = new TreeSet<>();
        for (String path : server.finds("admin", "")) {
          String id = new SampleFolders(server, "").idOf(path);
          if (server.as(user).get("/api/asset/" + id).status() == 200) {
            looked.add(path);
          }
        }
        assertThat(new TreeSet<>(server.finds(user, ""))).isEqualTo(looked);
        assertThat(new TreeSet<>(server.finds(user, "one.bin"))).isEqualTo(looked);
      }
    }
  }

  private static TestResponse right(TestClient admin, String path, String holder, String letters) {
    return admin.json(
        "PUT",
        "/api/folder-rights",
        "{\"path\": \"%s\", %s, \"permissions\": \"%s\"}".formatted(path, holder, letters));
  }

  private static List<String> names(TestResponse browsed) {
    return browsed.is(200).json().findValuesAsText("name");
  }

  private static String permissions(RecordedServer server, String path) {
    return server
        .as("ann")
        .form("/services/search", "q", "assetPath:\"" + path + "\"")
        .json()
        .path("hits")
        .path(0)
        .path("permissions")
        .asText();
  }
}
