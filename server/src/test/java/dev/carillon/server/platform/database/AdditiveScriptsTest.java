package dev.carillon.server.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each script since the first release only adds, so that servers of the release before go on while
 * it runs and afterwards.
 */
class AdditiveScriptsTest {

  private static final List<String> BASELINE = List.of("V1__hooks.sql", "V100__server.sql");

  /** The scripts of each number, perhaps none. A number that was released gets no more of them. */
  private static final Map<Integer, List<String>> SCRIPTS = Map.of(1, BASELINE);

  private static final List<String> DIALECTS = List.of("sqlite", "postgresql");
  private static final List<String> PACKAGES = List.of("hooks/jdbc", "server");

  @Test
  void everyScriptSinceTheFirstReleaseOnlyAdds() throws IOException, URISyntaxException {
    for (String dialect : DIALECTS) {
      for (String script : later(dialect)) {
        assertThat(AdditiveScript.objections(text(script))).as(script).isEmpty();
      }
    }
    assertThat(names(later("sqlite")))
        .as("each script is there for both databases")
        .isEqualTo(names(later("postgresql")));
  }

  /** A release without scripts may still change what is in the tables, but not the reverse. */
  @Test
  void aReleaseWithScriptsHasANumberOfItsOwn() throws IOException, URISyntaxException {
    SchemaRelease own = SchemaRelease.own(getClass().getClassLoader(), "");
    assertThat(SCRIPTS.keySet())
        .hasSize(own.number())
        .allMatch(number -> number >= 1 && number <= own.number());
    assertThat(names(shipped("sqlite")))
        .containsExactlyInAnyOrderElementsOf(
            SCRIPTS.values().stream().flatMap(List::stream).toList());
    assertThat(own.worksWith()).isEqualTo(Math.max(1, own.number() - 1));
  }

  /**
   * PostgreSQL refuses a statement that was prepared with all columns once there is one more, and
   * an insert that names none means other columns.
   */
  @Test
  void statementsNameTheirColumns() throws IOException {
    List<String> found = new ArrayList<>();
    for (String module : List.of("../hooks-jdbc", ".")) {
      try (Stream<Path> files = Files.walk(Path.of(module, "src/main/java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          Files.readString(file)
              .lines()
              .filter(AdditiveScript::namesNoColumns)
              .forEach(line -> found.add(file.getFileName() + ": " + line.strip()));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table t (id text primary key, n integer not null)",
        "create table t (id text primary key); create index t_n on t (n)",
        "create table t (id text); insert into t (id) values ('a')",
        "alter table assets add column later text",
        "alter table assets add column later integer not null default 0",
        "alter table assets add column later text not null default 'a, b'",
        "alter table assets add column later double precision default 0",
        "alter table assets set (fillfactor = 70)",
        "create table t (id text primary key); create table u (t text references t (id))",
        "create table t (id text primary key, above text references t (id))",
        "create sequence later_numbers",
        "-- drop table assets\ncreate table t (id text)",
      })
  void whatAddsPasses(String script) {
    assertThat(AdditiveScript.objections(script)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop table assets",
        "alter table assets drop column blob",
        "alter table assets rename column blob to file",
        "alter table assets rename to files",
        "alter table assets alter column blob type bytea",
        "alter table assets add column later text not null",
        "alter table assets add column later text unique",
        "alter table assets add column later text references users (id)",
        "alter table assets add column later text default now()",
        "alter table assets add constraint c check (blob <> '')",
        "alter table assets add column later bigserial",
        "alter table assets set (fillfactor = 70), drop column blob",
        "create table t (id text references assets (id))",
        "create table t (id text, foreign key (id) references assets on delete cascade)",
        "create table t (id text) inherits (assets)",
        "create index assets_later on assets (later)",
        "create index concurrently assets_later on assets (later)",
        "create unique index concurrently assets_later on assets (later)",
        "update assets set blob = ''",
        "delete from assets",
        "insert into assets (id) values ('a')",
        "create trigger t before insert on assets execute function f()",
        "create table t (id text); drop table assets",
      })
  void whatChangesOrTakesAwayIsFound(String script) {
    assertThat(AdditiveScript.objections(script)).hasSize(1);
  }

  private static List<String> names(List<String> scripts) {
    return scripts.stream().map(AdditiveScriptsTest::name).sorted().toList();
  }

  private static String name(String script) {
    return script.replaceFirst(".*/", "");
  }

  private static List<String> later(String dialect) throws IOException, URISyntaxException {
    return shipped(dialect).stream().filter(script -> !BASELINE.contains(name(script))).toList();
  }

  private static List<String> shipped(String dialect) throws IOException, URISyntaxException {
    ClassLoader loader = AdditiveScriptsTest.class.getClassLoader();
    List<String> shipped = new ArrayList<>();
    for (String each : PACKAGES) {
      String folder = "dev/carillon/" + each + "/" + dialect;
      new ShippedScripts(loader, List.of(folder))
          .names(folder)
          .forEach(name -> shipped.add(folder + "/" + name));
    }
    return shipped;
  }

  private static String text(String script) throws IOException {
    try (InputStream in = AdditiveScriptsTest.class.getClassLoader().getResourceAsStream(script)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
