package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests that are to run on a version of PostgreSQL do so, and on no other one. */
@Tag("long")
class PostgresVersionTest {

  @Test
  void theServerHasTheVersionThatTheBuildNames() {
    String named = System.getProperty("carillon.postgresql", "18.6.0");
    assertThat(named + ".").startsWith(Server.ONE.setting("server_version") + ".");
  }
}
