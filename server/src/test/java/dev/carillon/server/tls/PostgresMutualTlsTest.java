package dev.carillon.server.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.server.testing.TestDatabase;
import java.sql.DriverManager;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Tag;

@Tag("long")
class PostgresMutualTlsTest extends MutualTlsTest {

  private final String url = TestDatabase.POSTGRESQL.fresh();

  @Override
  Map<String, String> database() {
    return Map.of("database", url);
  }

  @Override
  String stored() throws Exception {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select client_certificate, encode(client_key, 'hex') from webhooks")) {
      if (!row.next()) {
        return "";
      }
      byte[] key = HexFormat.of().parseHex(row.getString(2));
      return row.getString(1) + new String(key, ISO_8859_1);
    }
  }
}
