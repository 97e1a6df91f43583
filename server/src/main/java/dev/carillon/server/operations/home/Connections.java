package dev.carillon.server.operations.home;

import dev.carillon.server.platform.config.StoreConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Plain connections to a home's database. */
public final class Connections {

  private static final int LOGIN_SECONDS = 10;

  private Connections() {}

  public static Connection to(StoreConfig store) throws SQLException {
    DriverManager.setLoginTimeout(LOGIN_SECONDS);
    return switch (store) {
      case StoreConfig.Embedded(Path file) -> DriverManager.getConnection("jdbc:sqlite:" + file);
      case StoreConfig.Postgres postgres ->
          postgres.username().isEmpty()
              ? DriverManager.getConnection(postgres.url())
              : DriverManager.getConnection(
                  postgres.url(), postgres.username(), postgres.password());
    };
  }
}
