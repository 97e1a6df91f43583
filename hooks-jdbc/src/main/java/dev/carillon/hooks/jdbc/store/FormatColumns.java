package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.CloudEvents;
import dev.carillon.hooks.event.PayloadFormat;
import dev.carillon.hooks.webhook.RequestFormat;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** How the format of requests lies in the row of a webhook or of one of its revisions. */
final class FormatColumns {

  private FormatColumns() {}

  /** What is stored of the form of payloads: nothing of the native one. */
  static String text(PayloadFormat format) {
    return switch (format) {
      case PayloadFormat.Native nothing -> "";
      case CloudEvents(CloudEvents.Mode mode, String source, String prefix, String schema) ->
          Columns.lines(List.of(mode.name(), source, prefix, schema));
    };
  }

  /** Whether requests carry signatures of private keys. */
  static int flag(RequestFormat format) {
    return format.ed25519() ? 1 : 0;
  }

  /** The format in this row. */
  static RequestFormat read(ResultSet row) throws SQLException {
    List<String> lines = Columns.list(row.getString("format"));
    boolean ed25519 = row.getInt("ed25519") == 1;
    if (lines.isEmpty()) {
      return ed25519 ? new RequestFormat(PayloadFormat.NATIVE, true) : RequestFormat.DEFAULT;
    }
    return new RequestFormat(
        new CloudEvents(
            CloudEvents.Mode.valueOf(lines.get(0)), lines.get(1), lines.get(2), lines.get(3)),
        ed25519);
  }
}
