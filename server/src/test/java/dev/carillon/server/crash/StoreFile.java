package dev.carillon.server.crash;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks into the database of a server that does not run, and changes nothing there. */
record StoreFile(Path home) {

  /** Deliveries that are not settled. */
  List<String> pending() throws SQLException {
    return texts("select id from deliveries where state = 0");
  }

  /** Deliveries that are settled as delivered. */
  List<String> delivered() throws SQLException {
    return texts("select id from deliveries where state = 1");
  }

  List<String> assets() throws SQLException {
    return texts("select id from assets");
  }

  Path path() {
    return home.resolve("data").resolve("carillon.db");
  }

  private List<String> texts(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:file:" + path() + "?mode=ro");
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }
}
