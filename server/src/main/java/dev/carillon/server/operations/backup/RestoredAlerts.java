package dev.carillon.server.operations.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.http.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The alerts of a restored copy: it must not notify the people whom the original notifies. */
final class RestoredAlerts {

  private RestoredAlerts() {}

  /**
   * Disables all rules, and forgets what they found, in the caller's transaction.
   *
   * @return how many were enabled
   */
  static int disable(Connection connection) throws SQLException {
    Optional<String> document =
        Sql.first(connection, "select document from alert_settings", row -> row.getString(1));
    if (document.isEmpty()) {
      return 0;
    }
    JsonNode settings = Json.readStored(document.get());
    int disabled = 0;
    for (JsonNode rule : settings.path("rules")) {
      if (rule instanceof ObjectNode enabled && enabled.path("enabled").asBoolean()) {
        enabled.put("enabled", false);
        disabled++;
      }
    }
    if (disabled > 0) {
      Sql.update(
          connection,
          "update alert_settings set document = ?, revision = revision + 1",
          Json.text(settings));
      Sql.update(connection, "delete from alerts");
      Sql.update(connection, "delete from alert_tellings");
    }
    return disabled;
  }
}
