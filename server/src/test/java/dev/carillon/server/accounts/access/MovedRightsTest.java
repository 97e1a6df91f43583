package dev.carillon.server.accounts.access;

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

/** Rights while folders and assets are moved, merged, renamed and overwritten. */
class MovedRightsTest {

  private static final String OPEN = "ancestorPaths:\"/Open/z\"";
  private static final String MERGE = "folderReplacePolicy";

  @TempDir private Path home;

  @Test
  void rightsMoveWithTheirFolderAndEndWithIt() {
    try (RecordedServer house = new RecordedServer(home, "", "ann")) {
      house.asset("/Open/a.txt");
      house.asset("/Open/secret/b.txt");
      for (int i = 0; i < 230; i++) {
        house.admin().form("/services/create", "assetPath", "/Open/secret/n" + i + ".txt").is(200);
      }
      house.allow("ann", "/", "VPUMERXCD");
      house.allow("ann", "/Open/secret", "---------");
      assertThat(house.finds("ann", "")).containsExactly("/Open/a.txt");
      // who moves what is around it leaves behind what he does not see
      house.as("ann").form("/services/move", "source", "/Open", "target", "/Moved").is(200);
      assertThat(house.finds("ann", "")).containsExactly("/Moved/a.txt");
      assertThat(house.finds("admin", "b.txt")).containsExactly("/Open/secret/b.txt");
      house.admin().form("/services/move", "source", "/Open/secret", "target", "/Moved/s").is(200);
      assertThat(house.finds("admin", "b.txt")).containsExactly("/Moved/s/b.txt");
      assertThat(house.finds("ann", "")).containsExactly("/Moved/a.txt");
      house.folder("/Open/secret");
      house.asset("/Open/secret/new.txt");
      assertThat(house.finds("ann", "")).hasSize(2).contains("/Open/secret/new.txt");
      house.admin().form("/services/remove", "folderPath", "/Moved/s").is(200);
      house.asset("/Moved/s/again.txt");
      assertThat(house.finds("ann", "")).hasSize(3).contains("/Moved/s/again.txt");
    }
  }

  @Test
  void aLongMoveTakesAllOfAFolderInWhichNothingMayBeMade() {
    try (RecordedServer house = new RecordedServer(home, "", "ann")) {
      house.folder("/In/box");
      for (int i = 0; i < 230; i++) {
        house.admin().form("/services/create", "assetPath", "/In/box/n" + i + ".txt").is(200);
      }
      house.folder("/Out");
      house.allow("ann", "/", "V--------");
      house.allow("ann", "/Out", "V------C-");
      house.allow("ann", "/In/box", "V-----X--");
      JsonNode counts = move(house, "/In/box", "/Out/box").is(200).json();
      assertThat(counts.path("errorCount").asInt()).isZero();
      assertThat(house.finds("admin", "folderPath:\"/Out/box\"")).hasSize(230);
      assertThat(house.finds("admin", "ancestorPaths:\"/In\"")).isEmpty();
    }
  }

  @Test
  void whatIsRenamedOrOverwrittenNeedsTheLettersOfWhatItMeets() {
    try (RecordedServer house = new RecordedServer(home, "", "ann")) {
      house.asset("/Zone/from/a.txt");
      house.asset("/Zone/from/b.txt");
      house.asset("/Zone/hidden/b.txt");
      house.asset("/Zone/seen/b.txt");
      house.allow("ann", "/Zone", "VPU-ERX--");
      house.allow("ann", "/Zone/hidden", "---------");
      TestClient ann = house.as("ann");
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
      house.allow("ann", "/Zone/seen", "V------C-");
      TestResponse overwriting =
          ann.form(
              "/services/move",
              "source",
              from + "/b.txt",
              "target",
              "/Zone/seen/b.txt",
              "fileReplacePolicy",
              "OVERWRITE");
      assertThat(overwriting.is(200).json().path("errorCount").asInt()).isEqualTo(1);
      TestResponse removing =
          ann.form(
              "/services/move",
              "source",
              from + "/b.txt",
              "target",
              "/Zone/seen/b.txt",
              "fileReplacePolicy",
              "REMOVE_SOURCE");
      assertThat(removing.is(200).json().path("errorCount").asInt()).isEqualTo(1);
      assertThat(house.finds("admin", "b.txt")).hasSize(3);
      house.allow("ann", "/Zone/seen", "V------CD");
      ann.form(
              "/services/move",
              "source",
              from + "/b.txt",
              "target",
              "/Zone/seen/b.txt",
              "fileReplacePolicy",
              "OVERWRITE")
          .is(200);
      assertThat(house.finds("admin", "b.txt"))
          .containsExactly("/Zone/hidden/b.txt", "/Zone/seen/b.txt");
    }
  }

  @Test
  void whoMayOnlyGiveNamesMovesNothingElsewhere() {
    try (RecordedServer house = new RecordedServer(home, "", "ann")) {
      house.asset("/A/x/a.txt");
      house.asset("/A/x/locked/b.txt");
      house.asset("/A/y/locked/c.txt");
      house.allow("ann", "/A", "V----R---");
      assertThat(move(house, "/A/x", "/A/new", "filterQuery", "a.txt").is(403).text())
          .contains("permission X");
      assertThat(move(house, "/A/x", "/A/new", "flattenFolders", "true").is(403).text())
          .contains("permission X");
      house.allow("ann", "/A/y", "V------C-");
      assertThat(move(house, "/A/x", "/A/y", MERGE, "MERGE").is(403).text())
          .contains("permission X");
      move(house, "/A/x", "/A/z", MERGE, "MERGE").is(200);
      assertThat(house.finds("admin", ""))
          .containsExactly("/A/y/locked/c.txt", "/A/z/a.txt", "/A/z/locked/b.txt");
    }
  }

  @Test
  void aMergeLeavesBehindWhatMayNotBeMadeWhereItGoes() {
    try (RecordedServer house = new RecordedServer(home, "", "ann")) {
      house.asset("/S/in/a.txt");
      house.asset("/S/locked/b.txt");
      house.asset("/S/locked/sub/c.txt");
      house.folder("/S/locked/empty");
      house.asset("/D/locked/x.txt");
      house.allow("ann", "/", "V------C-");
      house.allow("ann", "/S", "VPUMERXCD");
      house.allow("ann", "/D/locked", "V--------");
      assertThat(move(house, "/S/in", "/D/locked", MERGE, "MERGE").is(403).text())
          .contains("permission C");
      JsonNode counts = move(house, "/S", "/D", MERGE, "MERGE").is(200).json();
      assertThat(counts.path("processedCount").asInt()).isEqualTo(1);
      assertThat(counts.path("errorCount").asInt()).isEqualTo(2);
      assertThat(house.finds("admin", ""))
          .containsExactly(
              "/D/in/a.txt", "/D/locked/x.txt", "/S/locked/b.txt", "/S/locked/sub/c.txt");
      for (String folder : List.of("/locked/sub", "/locked/empty")) {
        house.admin().get("/api/folder/get", "path", "/D" + folder).is(404);
        house.admin().get("/api/folder/get", "path", "/S" + folder).is(200);
      }
    }
  }

  @Test
  void whatIsCheckedOutDuringALongMoveKeepsTheRightsOfWhereItIs() throws InterruptedException {
    try (RecordedServer house = new RecordedServer(home, "", "ann", "bob")) {
      String last = house.asset("/Open/z/last.txt");
      for (int i = 0; i < 600; i++) {
        house.admin().form("/services/create", "assetPath", "/Open/z/n" + i + ".txt").is(200);
      }
      house.allow("ann", "/", "VPUMERXCD");
      house.allow("bob", "/", "V--------");
      house.allow("bob", "/Open/z", "---------");
      move(house, "/Open", "/Moved", "async", "true").is(200);
      house.admin().form("/services/checkout/" + last).is(200);
      Instant end = Instant.now().plus(Duration.ofSeconds(60));
      while (house.finds("admin", OPEN).size() > 1 && Instant.now().isBefore(end)) {
        Thread.sleep(100);
      }
      assertThat(house.finds("admin", OPEN)).hasSizeLessThan(2);
      assertThat(house.finds("admin", "")).hasSize(601);
      assertThat(house.finds("bob", "")).isEmpty();
    }
  }

  private static TestResponse move(RecordedServer house, String source, String target, String... more) {
    List<String> pairs = new ArrayList<>(List.of("source", source, "target", target));
    pairs.addAll(List.of(more));
    return house.as("ann").form("/services/move", pairs.toArray(String[]::new));
  }
}
