package dev.carillon.server.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Whoever has the database, and not the key, cannot change the log unseen. */
@OnEachDatabase
class TamperRulesTest {

  private static final List<String> TEXTS =
      List.of(
          "actor",
          "via",
          "token_id",
          "address",
          "request_id",
          "action",
          "object_type",
          "object_id",
          "object_name",
          "result",
          "was",
          "became",
          "hash");

  @Parameter private TestDatabase kind;
  @TempDir private Path home;
  private RecordedServer server;
  private Log log;

  @BeforeEach
  void start() {
    String database = kind.fresh();
    server = new RecordedServer(home, database);
    log = new Log(server, home, database);
    for (int i = 0; i < 20; i++) {
      server.admin().json("POST", "/api/groups", "{\"name\": \"g" + i + "\"}").is(201);
    }
    assertThat(log.verify().path("intact").asBoolean()).isTrue();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aChangeOfAnyColumnOfAnyEntryIsFound() throws SQLException {
    for (String column : TEXTS) {
      String was = log.look("select " + column + " from audit_log where seq = 7");
      log.spoil("update audit_log set " + column + " = 'x' where seq = 7");
      broken("7", column);
      log.spoil("update audit_log set " + column + " = '" + was + "' where seq = 7");
    }
    for (String column : List.of("at", "status", "times")) {
      log.spoil("update audit_log set " + column + " = " + column + " + 1 where seq = 7");
      broken("7", column);
      log.spoil("update audit_log set " + column + " = " + column + " - 1 where seq = 7");
    }
    assertThat(log.verify().path("intact").asBoolean()).isTrue();
  }

  @Test
  void aChangeOfAnyEntryIsFound() throws SQLException {
    long last = Long.parseLong(log.look("select max(seq) from audit_log"));
    for (long seq = 1; seq <= last; seq++) {
      String where = " where seq = " + seq;
      String was = log.look("select actor from audit_log" + where);
      log.spoil("update audit_log set actor = 'eve'" + where);
      broken(Long.toString(seq), "entry " + seq);
      log.spoil("update audit_log set actor = '" + was + "'" + where);
    }
    assertThat(last).isGreaterThan(20);
  }

  @Test
  void textMovedFromOneColumnToTheNextIsFound() throws SQLException {
    log.spoil(
        "update audit_log set object_id = object_id || object_name, object_name = '' where seq ="
            + " 7");
    broken("7", "moved text");
  }

  @Test
  void aRemovedEntryIsFound() throws SQLException {
    log.spoil("delete from audit_log where seq = 9");
    broken("9", "removed");
  }

  @Test
  void aForgedChainIsFoundByTheSealOfItsEnd() throws SQLException {
    long last = Long.parseLong(log.look("select max(seq) from audit_log"));
    log.spoil("update audit_log set actor = 'eve' where seq = " + last);
    String forged = fitting(last);
    // that is all that somebody without the key can do
    log.spoil("update audit_log set hash = '" + forged + "' where seq = " + last);
    log.spoil("update audit_head set last_hash = '" + forged + "'");
    assertThat(log.verify().path("intact").asBoolean()).isFalse();
    // and it stays known when the log goes on
    server.admin().json("POST", "/api/groups", "{\"name\": \"more\"}").is(201);
    server.stop();
    server.start();
    assertThat(log.verify().at("/broken/says").asText()).contains("a server found here");
    assertThat(log.entries("action", "auditTampered")).hasSize(1);
  }

  @Test
  void anEntryThatWasMadeToFitIsFoundByTheNext() throws SQLException {
    log.spoil("update audit_log set actor = 'eve' where seq = 7");
    log.spoil("update audit_log set hash = '" + fitting(7) + "' where seq = 7");
    broken("8", "the entry behind the forged one");
  }

  /** The hash that an entry should have as it stands there now. */
  private String fitting(long seq) throws SQLException {
    String before = log.look("select hash from audit_log where seq = " + (seq - 1));
    try (var connection = log.connection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select * from audit_log where seq = " + seq)) {
      row.next();
      return HashChain.hash(before, seq, AuditStore.read(row).entry());
    }
  }

  @Test
  void anEndThatIsCutOffIsFoundThoughAnOldHeadIsPutBack() throws Exception {
    String[] head = head();
    for (int i = 0; i < 3; i++) {
      server.admin().json("POST", "/api/groups", "{\"name\": \"late" + i + "\"}").is(201);
    }
    server.stop();
    log.spoil("delete from audit_log where seq > " + head[0]);
    log.spoil(
        "update audit_head set last_seq = %s, last_hash = '%s', seal = '%s'"
            .formatted(head[0], head[1], head[2]));
    server.start();
    JsonNode verdict = log.verify();
    assertThat(verdict.path("intact").asBoolean()).isFalse();
    assertThat(verdict.at("/broken/says").asText()).contains("the log ends with entry " + head[0]);
    server.admin().json("POST", "/api/groups", "{\"name\": \"more\"}").is(201);
    for (int i = 0; i < 10; i++) {
      server.admin().json("POST", "/api/groups", "{\"name\": \"again" + i + "\"}").is(201);
    }
    server.stop();
    server.start();
    assertThat(log.verify().path("intact").asBoolean()).isFalse();
  }

  @Test
  void healthIsRedWhileTheNewestEntryCannotBeKeptOutsideOfTheDatabase() throws Exception {
    Path head = home.resolve("data/audit.head");
    untilKept(head);
    assertThat(check().path("status").asText()).isEqualTo("up");
    Files.delete(head);
    Files.createDirectories(head.resolve("in the way"));
    server.admin().json("POST", "/api/groups", "{\"name\": \"unkept\"}").is(201);
    Await.until("down", () -> check().path("status").asText().equals("down"));
    assertThat(check().path("detail").asText())
        .contains(head.toString(), "a removal of the newest audit entries cannot");
    Files.delete(head.resolve("in the way"));
    Files.delete(head);
    untilKept(head);
    Await.until("up", () -> check().path("status").asText().equals("up"));
  }

  private JsonNode check() {
    JsonNode checks = server.admin().get("/api/health").is(200).json().path("checks");
    for (JsonNode each : checks) {
      if (each.path("name").asText().equals("audit")) {
        return each;
      }
    }
    throw new AssertionError(checks.toString());
  }

  private static void untilKept(Path head) {
    Await.until("kept", () -> Files.isRegularFile(head));
  }

  @Test
  void aBeginningThatIsCutOffAsIfItWerePurgedIsFoundByTheSeal() throws SQLException {
    String hash = log.look("select hash from audit_log where seq = 5");
    log.spoil("delete from audit_log where seq <= 5");
    log.spoil("update audit_head set base_seq = 5, base_hash = '" + hash + "'");
    assertThat(log.verify().path("intact").asBoolean()).isFalse();
  }

  @Test
  void anEntryBehindTheEndIsFoundAndKeepsNobodyFromWriting() throws SQLException {
    String columns =
        "at, actor, via, token_id, address, request_id, action, object_type, "
            + "object_id, object_name, result, status, times, was, became, hash";
    log.spoil(
        "insert into audit_log (seq, "
            + columns
            + ") select seq + 1, "
            + columns
            + " from audit_log where seq = (select max(seq) from audit_log)");
    assertThat(log.verify().path("intact").asBoolean()).isFalse();
    server.admin().json("POST", "/api/groups", "{\"name\": \"more\"}").is(201);
    assertThat(log.entries("action", "createGroup").getFirst().at("/object/name").asText())
        .isEqualTo("more");
    assertThat(log.verify().path("intact").asBoolean()).isFalse();
  }

  @Test
  void anEmptiedLogIsFound() throws Exception {
    server.stop();
    log.spoil("delete from audit_log");
    log.spoil("update audit_head set base_seq=0, base_hash='', last_seq=0, last_hash='', seal=''");
    server.start();
    assertThat(log.verify().path("intact").asBoolean()).isFalse();
    server.stop();
    Files.writeString(home.resolve("data/audit.head"), "1 abc def\n");
    server.start();
    assertThat(log.verify().path("intact").asBoolean()).isFalse();
  }

  private String[] head() throws SQLException {
    return new String[] {
      log.look("select last_seq from audit_head"),
      log.look("select last_hash from audit_head"),
      log.look("select seal from audit_head")
    };
  }

  private void broken(String id, String what) {
    JsonNode verdict = log.verify();
    assertThat(verdict.path("intact").asBoolean()).as(what).isFalse();
    assertThat(verdict.at("/broken/id").asText()).as(what + verdict).isEqualTo(id);
  }
}
