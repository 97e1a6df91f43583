package dev.carillon.server.faults.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * D4: the disk of the database is full, where its tables lie or where its log lies. That of an
 * embedded database is in {@code FullDiskTest}.
 */
@Tag("long")
@Tag("faults")
@Tag("d4")
class FullDatabaseDiskTest {

  private static final int REFUSED = 20;

  @TempDir Path temp;

  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(temp.resolve("disk"));
    run("mount", "-t", "tmpfs", "-o", "size=160m", "carillon-test", disk.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "-l", disk.toString());
  }

  @Test
  void aFullTableSpaceRefusesChangesUntilThereIsRoomAgain() throws Exception {
    Path space = Files.createDirectory(disk.resolve("space"));
    try (Postmaster postgres = Postmaster.in(temp.resolve("pg"))) {
      postgres.execute("create tablespace full_soon location '" + space + "'");
      String url = postgres.newDatabase("tables", "tablespace full_soon");
      try (DatabaseScenario scenario = DatabaseScenario.on(temp.resolve("home"), url)) {
        scenario.work(4);
        fillUntilRefused(scenario);
        Files.delete(disk.resolve("ballast"));
        Duration back = scenario.backToNormal();
        scenario.check("d4.tables", Map.of("backMillis", back.toMillis()));
      }
    }
  }

  @Test
  void aFullLogKillsTheDatabaseAndNothingIsLost() throws Exception {
    try (Postmaster postgres = Postmaster.in(disk.resolve("pg"), "max_wal_size=48MB");
        DatabaseScenario scenario =
            DatabaseScenario.on(temp.resolve("home"), postgres.newDatabase("log", ""))) {
      scenario.work(4);
      fillUntilRefused(scenario);
      // the next part of the log has no room: the database panics
      Await.until(Duration.ofSeconds(30), () -> panics(postgres));
      assertThat(scenario.change("0000000000000000000000").answer()).isEqualTo(503);
      Files.delete(disk.resolve("ballast"));
      Await.until(Duration.ofSeconds(30), () -> works(postgres));
      Duration back = scenario.backToNormal();
      scenario.check("d4.log", Map.of("backMillis", back.toMillis()));
    }
  }

  private void fillUntilRefused(DatabaseScenario scenario) throws Exception {
    Await.until(
        Duration.ofSeconds(60),
        () -> {
          fill(disk.resolve("ballast"));
          return scenario.book().count(Asked::refused) >= REFUSED;
        });
  }

  private static boolean panics(Postmaster postgres) {
    try {
      postgres.execute("select pg_switch_wal()");
      return false;
    } catch (SQLException failed) {
      // it says so to one client; the others find it gone or coming back
      String state = String.valueOf(failed.getSQLState());
      return String.valueOf(failed.getMessage()).contains("PANIC")
          || state.startsWith("08")
          || state.startsWith("57");
    }
  }

  /** Where it could not even recover for want of room, an administrator starts it again. */
  private static boolean works(Postmaster postgres) throws Exception {
    if (!postgres.alive()) {
      postgres.start();
    }
    try {
      postgres.execute("create table room (room int)");
      postgres.execute("drop table room");
      return true;
    } catch (SQLException notYet) {
      return false;
    }
  }

  /** Takes all the space there is. */
  private static void fill(Path ballast) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int size = 1 << 20; size > 0; size /= 2) {
        fillWith(out, new byte[size]);
      }
    }
  }

  private static void fillWith(OutputStream out, byte[] block) {
    try {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      // as it should be
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as("%s", List.of(command)).isZero();
  }
}
