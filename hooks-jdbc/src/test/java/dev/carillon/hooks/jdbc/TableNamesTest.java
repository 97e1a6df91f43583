package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableNamesTest {

  private static final String ALL = String.join("|", TableNames.NAMES);

  /** Where SQL names a table, and nothing else has its name. */
  private static final Pattern UNMARKED =
      Pattern.compile(
          "\\b(from|join|into|update|table|only|references|partition of|sequence|on)\\s+("
              + ALL
              + ")(?=_\\d|_rest|\\b)");

  private static final Pattern TEXTS =
      Pattern.compile("\"\"\"[\\s\\S]*?\"\"\"|\"(\\\\.|[^\"\\\\\n])*\"");

  @TempDir private Path folder;

  @Test
  void markersBecomeNames() {
    String text = "create index {prefix}due on {deliveries} (d) -- ${events}_0, '{}', {a b}";
    assertThat(TableNames.PLAIN.render(text))
        .isEqualTo("create index due on deliveries (d) -- events_0, '{}', {a b}");
    assertThat(TableNames.prefixed("hooks_").render(text))
        .isEqualTo("create index hooks_due on hooks_deliveries (d) -- hooks_events_0, '{}', {a b}");
    assertThat(TableNames.prefixed("a1").inSchema("order").render(text))
        .isEqualTo(
            "create index a1due on \"order\".a1deliveries (d)"
                + " -- \"order\".a1events_0, '{}', {a b}");
  }

  @Test
  void aMarkerThatNamesNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableNames.PLAIN.render("select 1 from {event}"))
        .withMessage("the store has no table \"event\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Hooks_", "1hooks", "_hooks", "hooks-", "hooks ", "a\"b", "sqlite_", "hööks"})
  void aPrefixThatIsNoPlainNameIsRefused(String prefix) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableNames.prefixed(prefix))
        .withMessageContaining(
            "tablePrefix is \"" + prefix + "\"; allowed are up to 20 lower-case");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableNames.PLAIN.inSchema(prefix.replace("sqlite", "pg")))
        .withMessageContaining("schema is \"");
  }

  @Test
  void theLongestNameIsKeptWhole() {
    String prefix = "p".repeat(TableNames.PREFIX_LENGTH_MAX);
    String longest = TableNames.prefixed(prefix).of("event_subjects") + "_" + Long.MAX_VALUE;
    assertThat(longest).hasSizeLessThanOrEqualTo(63);
    assertThatIllegalArgumentException().isThrownBy(() -> TableNames.prefixed(prefix + "p"));
  }

  @Test
  void noStatementNamesATableWithoutAMarker() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file).replaceAll("--.*", "");
        boolean java = file.toString().endsWith(".java");
        List<String> texts =
            java ? TEXTS.matcher(text).results().map(one -> one.group()).toList() : List.of(text);
        for (String one : texts) {
          UNMARKED.matcher(one).results().forEach(name -> found.add(file + ": " + name.group()));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void aConnectionOfWhichNamesAreNotKnownTakesNoMarkers() throws SQLException {
    try (Connection own = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      assertThatIllegalStateException()
          .isThrownBy(() -> Sql.any(own, "select 1 from {events}"))
          .withMessageContaining("the names of tables are not known on this connection");
      Connection named = TableNames.prefixed("a_").on(own);
      Sql.update(named, "create table {events} (text text)");
      assertThat(Sql.any(own, "select text from a_events")).isFalse();
    }
  }

  /** What a caller prepares itself is its own, whatever it looks like. */
  @Test
  void statementsOfACallerStayAsTheyAre() {
    TableNames names = TableNames.prefixed("a_");
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("own.db"), names)) {
      String text = "select '{events}'";
      String own =
          database.read(
              connection -> {
                try (var statement = connection.prepareStatement(text);
                    var rows = statement.executeQuery()) {
                  return rows.getString(1);
                }
              });
      assertThat(own).isEqualTo("{events}");
      String rendered =
          database.read(c -> Sql.first(c, text, row -> row.getString(1)).orElseThrow());
      assertThat(rendered).isEqualTo("a_events");
    }
  }

  @Test
  void aSchemaIsRefusedOnSqlite() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SqliteDatabase.open(folder.resolve("own.db"), TableNames.PLAIN.inSchema("shop")))
        .withMessageContaining("schema is \"shop\"; SQLite has no schemas");
  }
}
