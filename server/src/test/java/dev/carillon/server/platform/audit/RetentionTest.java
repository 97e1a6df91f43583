package dev.carillon.server.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.commands.Carillon;
import dev.carillon.server.platform.audit.AuditEntry.Diff;
import dev.carillon.server.platform.audit.AuditEntry.Outcome;
import dev.carillon.server.platform.audit.AuditEntry.Who;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.http.AuditNote.Subject;
import dev.carillon.server.testing.RecordedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old entries are purged, and what is left still hangs together. */
class RetentionTest {

  private static final int OLD = 2_500;

  @TempDir private Path home;
  @TempDir private Path folder;

  @Test
  void oldEntriesArePurgedAndTheRestStaysVerifiable() throws Exception {
    try (RecordedServer server = new RecordedServer(home, "")) {
      Log log = new Log(server, home, "");
      server.stop();
      long before = Long.parseLong(log.look("select last_seq from audit_head"));
      age(log);
      server.start();
      // an entry behind them, so that one stays
      server.admin().json("POST", "/api/groups", "{\"name\": \"new\"}").is(201);
      JsonNode purged = patiently(log);
      assertThat(purged.at("/after/entries").asLong()).isGreaterThanOrEqualTo(OLD);
      assertThat(purged.at("/after/upTo").asLong()).isGreaterThanOrEqualTo(before);
      assertThat(log.entries("action", "old")).isEmpty();
      assertThat(log.entry("action", "createGroup").path("result").asText()).isEqualTo("done");
      JsonNode verdict = log.verify();
      assertThat(verdict.path("intact").asBoolean()).as(verdict.toString()).isTrue();
      // a purged part cannot be made longer by hand
      String first = log.look("select min(seq) from audit_log");
      log.spoil("delete from audit_log where seq = " + first);
      log.spoil("update audit_head set base_seq = base_seq + 1");
      assertThat(log.verify().path("intact").asBoolean()).isFalse();
      server.stop();
      Carillon.Ended offline =
          new Carillon(folder).run("audit", "verify", "--offline", "--home", home.toString());
      assertThat(offline.code()).isEqualTo(1);
      server.start();
    }
  }

  /** What was written before becomes old, in a chain that a server has sealed. */
  private void age(Log log) throws Exception {
    log.spoil("delete from audit_log");
    log.spoil("update audit_head set base_seq=0, base_hash='', last_seq=0, last_hash='', seal=''");
    Path file = home.resolve("data/audit.head");
    java.nio.file.Files.deleteIfExists(file);
    HeadSeal seal = new HeadSeal(TokenKey.readOrMake(home.resolve("config/audit.key")).bytes());
    Instant old = Instant.now().minus(Duration.ofDays(366));
    try (SqliteDatabase database = SqliteDatabase.open(home.resolve("data/carillon.db"))) {
      AuditStore store = new AuditStore(database.dialect(), seal);
      List<AuditEntry> entries = new ArrayList<>();
      for (int i = 0; i < OLD; i++) {
        entries.add(
            new AuditEntry(
                old.toEpochMilli(),
                new Who("ann", "basic", "", "192.0.2.1", "r"),
                "old",
                new Subject("group", "g", ""),
                Outcome.of(200),
                Diff.NONE));
      }
      database.write(connection -> store.append(connection, entries, ChainHead.Link.NONE));
    }
  }

  private static JsonNode patiently(Log log) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(60);
    while (Instant.now().isBefore(end)) {
      List<JsonNode> purged = log.entries("action", "auditSwept");
      if (!purged.isEmpty()) {
        return purged.getFirst();
      }
      Thread.sleep(100);
    }
    throw new AssertionError("nothing was purged");
  }
}
