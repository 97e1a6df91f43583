package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.jdbc.postgresql.Server;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;
import org.sqlite.JDBC;

/** A program has the driver of the database that it uses, and no other. */
class OptionalDriversTest {

  @TempDir private Path folder;

  @Test
  void onSqliteNoOtherDriverIsNeeded() throws Exception {
    String file = folder.resolve("hooks.db").toString();
    assertThat(run("onSqlite", file, JDBC.class, Driver.class)).isEqualTo("{}");
  }

  @Tag("long")
  @Test
  void onPostgresNoOtherDriverIsNeeded() throws Exception {
    String url = Server.ONE.url(Server.ONE.newDatabase());
    assertThat(run("onPostgres", url, Driver.class, JDBC.class)).isEqualTo("{}");
  }

  /** Runs it with classes of its own, among which are those of one driver only. */
  private static Object run(String method, String where, Class<?> driver, Class<?> absent)
      throws Exception {
    URL[] path = {
      location(HooksEngine.class),
      location(Hooks.class),
      location(OneDriver.class),
      location(driver)
    };
    try (var loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
      assertThatExceptionOfType(ClassNotFoundException.class)
          .isThrownBy(() -> loader.loadClass(absent.getName()));
      return loader
          .loadClass(OneDriver.class.getName())
          .getMethod(method, String.class)
          .invoke(null, where);
    }
  }

  private static URL location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }
}
