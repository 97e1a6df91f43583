package dev.carillon.server.accounts.permission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Permissions while folders and assets are moved, merged, renamed and overwritten. */
class MovedPermissionsTest {

  private static final String OPEN = "ancestorPaths:\"/Open/z\"";
  private static final String MERGE = "folderReplacePolicy";

  @TempDir private Path home;

  @Test
  void permissionsMoveWithTheirFolderAndEndWithIt() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      server.asset("/Open/a.bin");
      server.asset("/Open/secret/b.bin");
      for (int i = 0; i < 230; i++) {
        server.admin().form("/services/create", "assetPath", "/Open/secret/n" + i + ".bin").is(200);
      }
      server.allow("ann", "/", "VPUMERXCD");
      server.allow("ann", "/Open/secret", "---------");
      assertThat(server.finds("ann", "")).containsExactly("/Open/a.bin");
      // who moves what is around it leaves behind what he does not see
      server.as("ann").form("/services/move", "source", "/Open", "target", "/Moved").is(200);
      assertThat(server.finds("ann", "")).containsExactly("/Moved/a.bin");
      assertThat(server.finds("admin", "b.bin")).containsExactly("/Open/secret/b.bin");
      server.admin().form("/services/move", "source", "/Open/secret", "target", "/Moved/s").is(200);
      assertThat(server.finds("admin", "b.bin")).containsExactly("/Moved/s/b.bin");
      assertThat(server.finds("ann", "")).containsExactly("/Moved/a.bin");
      server.folder("/Open/secret");
      server.asset("/Open/secret/new.bin");
      assertThat(server.finds("ann", "")).hasSize(2).contains("/Open/secret/new.bin");
      server.admin().form("/services/remove", "folderPath", "/Moved/s").is(200);
      server.asset("/Moved/s/again.bin");
      assertThat(server.finds("ann", "")).hasSize(3).contains("/Moved/s/again.bin");
    }
  }

  @Test
  void aLongMoveTakesAllOfAFolderInWhichNothingMayBeMade() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      server.folder("/In/box");
      for (int i = 0; i < 230; i++) {
        server.admin().form("/services/create", "assetPath", "/In/box/n" + i + ".bin").is(200);
      }
      server.folder("/Out");
      server.allow("ann", "/", "V--------");
      server.allow("ann", "/Out", "V------C-");
      server.allow("ann", "/In/box", "V-----X--");
      JsonNode counts = move(server, "/In/box", "/Out/box").is(200).json();
      assertThat(counts.path("errorCount").asInt()).isZero();
      assertThat(server.finds("admin", "folderPath:\"/Out/box\"")).hasSize(230);
      assertThat(server.finds("admin", "ancestorPaths:\"/In\"")).isEmpty();
    }
  }

  @Test
  void whatIsRenamedOrOverwrittenNeedsTheLettersOfWhatItMeets() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      server.asset("/Zone/from/a.bin");
      server.asset("/Zone/from/b.bin");
      server.asset("/Zone/hidden/b.bin");
      server.asset("/Zone/seen/b.bin");
      server.allow("ann", "/Zone", "VPU-ERX--");
      server.allow("ann", "/Zone/hidden", "---------");
      TestClient ann = server.as("ann");
      String from = "/Zone/from";
      ann.form(
              "/services/move",
              "source",
              from,
              "target",
              "/Zone/hidden",
              "folderReplacePolicy",
              "MERGE")
          .is(404);
      TestResponse merged =
          ann.form(
              "/services/move",
              "source",
              from,
              "target",
              "/Zone/seen",
              "folderReplacePolicy",
              "MERGE");
      assertThat(merged.is(403).text()).contains("permission C");
      server.allow("ann", "/Zone/seen", "V------C-");
      TestResponse overwriting =
          ann.form(
              "/services/move",
              "source",
              from + "/b.bin",
              "target",
              "/Zone/seen/b.bin",
              "fileReplacePolicy",
              "OVERWRITE");
      assertThat(overwriting.is(200).json().path("errorCount").asInt()).isEqualTo(1);
      TestResponse removing =
          ann.form(
              "/services/move",
              "source",
              from + "/b.bin",
              "target",
              "/Zone/seen/b.bin",
              "fileReplacePolicy",
              "REMOVE_SOURCE");
      assertThat(removing.is(200).json().path("errorCount").asInt()).isEqualTo(1);
      assertThat(server.finds("admin", "b.bin")).hasSize(3);
      server.allow("ann", "/Zone/seen", "V------CD");
      ann.form(
              "/services/move",
              "source",
              from + "/b.bin",
              "target",
              "/Zone/seen/b.bin",
              "fileReplacePolicy",
              "OVERWRITE")
          .is(200);
      assertThat(server.finds("admin", "b.bin"))
          .containsExactly("/Zone/hidden/b.bin", "/Zone/seen/b.bin");
    }
  }

  @Test
  void whoMayOnlyGiveNamesMovesNothingElsewhere() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      server.asset("/A/x/a.bin");
      server.asset("/A/x/locked/b.bin");
      server.asset("/A/y/locked/c.bin");
      server.allow("ann", "/A", "V----R---");
      assertThat(move(server, "/A/x", "/A/new", "filterQuery", "a.bin").is(403).text())
          .contains("permission X");
      assertThat(move(server, "/A/x", "/A/new", "flattenFolders", "true").is(403).text())
          .contains("permission X");
      server.allow("ann", "/A/y", "V------C-");
      assertThat(move(server, "/A/x", "/A/y", MERGE, "MERGE").is(403).text())
          .contains("permission X");
      move(server, "/A/x", "/A/z", MERGE, "MERGE").is(200);
      assertThat(server.finds("admin", ""))
          .containsExactly("/A/y/locked/c.bin", "/A/z/a.bin", "/A/z/locked/b.bin");
    }
  }

  @Test
  void aMergeLeavesBehindWhatMayNotBeMadeWhereItGoes() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      server.asset("/S/in/a.bin");
      server.asset("/S/locked/b.bin");
      server.asset("/S/locked/sub/c.bin");
      server.folder("/S/locked/empty");
      server.asset("/D/locked/x.bin");
      server.allow("ann", "/", "V------C-");
      server.allow("ann", "/S", "VPUMERXCD");
      server.allow("ann", "/D/locked", "V--------");
      assertThat(move(server, "/S/in", "/D/locked", MERGE, "MERGE").is(403).text())
          .contains("permission C");
      JsonNode counts = move(server, "/S", "/D", MERGE, "MERGE").is(200).json();
      assertThat(counts.path("processedCount").asInt()).isEqualTo(1);
      assertThat(counts.path("errorCount").asInt()).isEqualTo(2);
      assertThat(server.finds("admin", ""))
          .containsExactly(
              "/D/in/a.bin", "/D/locked/x.bin", "/S/locked/b.bin", "/S/locked/sub/c.bin");
      for (String folder : List.of("/locked/sub", "/locked/empty")) {
        server.admin().get("/api/folder/get", "path", "/D" + folder).is(404);
        server.admin().get("/api/folder/get", "path", "/S" + folder).is(200);
      }
    }
  }

  @Test
  void whatIsCheckedOutDuringALongMoveKeepsThePermissionsOfWhereItIs() throws InterruptedException {
    try (RecordedServer server = new RecordedServer(home, "", "ann", "bob")) {
      String last = server.asset("/Open/z/last.bin");
      for (int i = 0; i < 600; i++) {
        server.admin().form("/services/create", "assetPath", "/Open/z/n" + i + ".bin").is(200);
      }
      server.allow("ann", "/", "VPUMERXCD");
      server.allow("bob", "/", "V--------");
      server.allow("bob", "/Open/z", "---------");
      move(server, "/Open", "/Moved", "async", "true").is(200);
      server.admin().form("/services/checkout/" + last).is(200);
      Instant end = Instant.now().plus(Duration.ofSeconds(60));
      while (server.finds("admin", OPEN).size() > 1 && Instant.now().isBefore(end)) {
        Thread.sleep(100);
      }
      assertThat(server.finds("admin", OPEN)).hasSizeLessThan(2);
      assertThat(server.finds("admin", "")).hasSize(601);
      assertThat(server.finds("bob", "")).isEmpty();
    }
  }

  private static TestResponse move(
      RecordedServer server, String source, String target, String... more) {
    List<String> pairs = new ArrayList<>(List.of("source", source, "target", target));
    pairs.addAll(List.of(more));
    return server.as("ann").form("/services/move", pairs.toArray(String[]::new));
  }
}
