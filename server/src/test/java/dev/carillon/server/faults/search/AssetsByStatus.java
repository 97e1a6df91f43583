package dev.carillon.server.faults.search;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All assets by their status, as the database has them or as the search finds them.
 *
 * @param ids of each status
 * @param total how many a search for everything counts, which includes those that are no more
 */
record AssetsByStatus(Map<String, Set<String>> ids, long total) {

  /** What the database with this address has. */
  static AssetsByStatus in(String url) throws SQLException {
    Map<String, Set<String>> ids = new TreeMap<>();
    long total = 0;
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select id, metadata from assets")) {
      for (; rows.next(); total++) {
        String status = TestResponse.json(rows.getString("metadata")).path("status").asText();
        ids.computeIfAbsent(status, any -> new TreeSet<>()).add(rows.getString("id"));
      }
    }
    return new AssetsByStatus(ids, total);
  }

  /** What a search finds: the values that it counts, and for each of them the assets. */
  static AssetsByStatus found(TestClient client) {
    JsonNode all = client.get("/services/search", "num", "0", "facets", "status").ok();
    Map<String, Set<String>> ids = new TreeMap<>();
    for (JsonNode value : all.path("facets").path("status")) {
      String status = value.path("value").asText();
      Set<String> found = ids.computeIfAbsent(status, any -> new TreeSet<>());
      JsonNode hits =
          client
              .get(
                  "/services/search",
                  "q",
                  "status:" + status,
                  "num",
                  "10000",
                  "metadataToReturn",
                  "name")
              .ok()
              .path("hits");
      hits.forEach(hit -> found.add(hit.path("id").asText()));
    }
    return new AssetsByStatus(ids, all.path("totalHits").asLong());
  }
}
