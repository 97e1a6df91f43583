package dev.carillon.server.assets.search;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestSearch;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A started server, and an integration that makes assets and searches for them. */
public final class SearchServer extends TestServer {

  /** Starts one on this database; empty = embedded. */
  public SearchServer(Path home, String database) {
    super(home, database);
  }

  /** Starts one with an embedded database, which searches by this engine. */
  public SearchServer(Path home, TestSearch search) {
    super(home, "", search.options());
    awaitSearch();
  }

  /** Makes an asset without a file; its id. */
  public String create(String assetPath, String... metadata) {
    List<String> pairs = new ArrayList<>(List.of("assetPath", assetPath));
    pairs.addAll(List.of(metadata));
    String id = post("/services/create", pairs.toArray(String[]::new)).path("id").asText();
    // the newest comes first, told by the millisecond
    LockSupport.parkNanos(2_000_000);
    return id;
  }

  /** Makes an asset with a text file; its id. */
  public String upload(String assetPath, String content) {
    String encoded = TestClient.encoded(content).replace("+", "%20");
    return create(assetPath, "Filedata", "data:text/plain;charset=UTF-8,".concat(encoded));
  }

  /** The response to a form; it must be a success. */
  public JsonNode post(String path, String... pairs) {
    return answer(path, pairs).ok();
  }

  /** The response to a query string; it must be a success. */
  public JsonNode get(String path, String... pairs) {
    return admin().get(path, pairs).ok();
  }

  /** The response to a JSON body; it must be a success. */
  public JsonNode json(String path, String body) {
    return jsonAnswer(path, body).ok();
  }

  /** The response to a JSON body. */
  public TestResponse jsonAnswer(String path, String body) {
    return admin().json("POST", path, body);
  }

  /** The response to a form. */
  public TestResponse answer(String path, String... pairs) {
    return admin().form(path, pairs);
  }

  /** The response to a multipart form; it must be a success. */
  public JsonNode multipart(String path, String... pairs) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      body.append(TestClient.part(pairs[i], "", pairs[i + 1]));
    }
    return admin().send("POST", path, TestClient.MULTIPART, body + TestClient.MULTIPART_END).ok();
  }

  /** The names of the assets that a query finds, by name. */
  public List<String> names(String q) {
    List<String> names = new ArrayList<>();
    post("/services/search", "q", q, "sort", "name")
        .path("hits")
        .forEach(hit -> names.add(hit.path("metadata").path("name").asText()));
    return names;
  }
}
