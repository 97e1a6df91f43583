package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TableScriptsTest {

  private static final Pattern MADE =
      Pattern.compile("create (?:table|(?:unique )?index|sequence) ([\\w.\"]+)");

  @Test
  void everythingHasThePrefixAndTheSchema() {
    String script = TableScripts.of("postgresql", "--prefix", "bell_", "--schema", "shop");
    assertThat(script).startsWith("create schema if not exists \"shop\";").doesNotContain("${");
    assertThat(MADE.matcher(script).results().map(made -> made.group(1)))
        .hasSizeGreaterThan(30)
        .allMatch(
            name -> name.matches("\"shop\"\\.bell_.*|bell_.*|on"), "of the schema or an index");
  }

  @Test
  void withoutOptionsThePrefixIsTheUsualOne() {
    String script = TableScripts.of("sqlite");
    assertThat(script)
        .contains("create table hooks_events (", "create table hooks_schema_version (")
        .endsWith(";\n");
    assertThat(script).isEqualTo(TableScripts.sqlite("hooks_", 0));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertRefused("the database is \"oracle\"; allowed are postgresql and sqlite", "oracle");
    assertRefused("the option is \"-p\"", "sqlite", "-p", "x");
    assertRefused("SQLite has no schemas", "sqlite", "--schema", "x");
    assertRefused("tablePrefix is \"X\"", "sqlite", "--prefix", "X");
    assertRefused("after is 1; allowed are 0 to 0", "sqlite", "--after", "1");
    assertRefused("--after is \"one\"; allowed is a number", "sqlite", "--after", "one");
  }

  private static void assertRefused(String message, String... arguments) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableScripts.of(arguments))
        .withMessageContaining(message);
  }
}
