package dev.carillon.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server with some users, and a recorder of every event in the order in which it happened. */
@SuppressWarnings("this-escape") // no subclass changes what the constructor calls
public class RecordedServer extends TestServer {

  private final Recorder recorder =
      new Recorder(admin(), "\"metadataToReturn\": [\"assetPath\"], " + Recorder.ALL_EVENTS);

  /** On this database, empty = embedded; with these users beside {@code admin}. */
  public RecordedServer(Path home, String database, String... usernames) {
    this(home, database, Map.of(), usernames);
  }

  /** With an embedded database, which searches by this engine. */
  public RecordedServer(Path home, TestSearch search, String... usernames) {
    this(home, "", search.options(), usernames);
    awaitSearch();
  }

  private RecordedServer(
      Path home, String database, Map<String, String> options, String... usernames) {
    super(withProperties(home, "webHooksMaxConcurrentPerWebhook=1"), database, options);
    for (String username : usernames) {
      newUser(username, "\"licence\": \"basic\"");
    }
  }

  /** Without credentials, and with any response, whether described or not. */
  @Override
  public TestClient anonymous() {
    return super.anonymous().unchecked();
  }

  /** Makes an asset with a text file; its id. */
  public String asset(String path, String... more) {
    List<String> pairs = new ArrayList<>(List.of("assetPath", path));
    pairs.addAll(List.of("Filedata", "data:text/plain,words%20of%20" + path.replace(" ", "%20")));
    pairs.addAll(List.of(more));
    return admin()
        .form("/services/create", pairs.toArray(String[]::new))
        .is(200)
        .json()
        .path("id")
        .asText();
  }

  /** Makes a folder. */
  public void folder(String path) {
    admin().form("/services/createFolder", "path", path).is(200);
  }

  /** Gives a user permissions. */
  public void allow(String username, String path, String permissions) {
    allow("user", username, path, permissions);
  }

  /** Gives a group, by its id, permissions. */
  public void allowGroup(String group, String path, String permissions) {
    allow("group", group, path, permissions);
  }

  private void allow(String kind, String holder, String path, String permissions) {
    admin()
        .json(
            "PUT",
            "/api/folder-rights",
            "{\"path\": \"%s\", \"%s\": \"%s\", \"permissions\": \"%s\"}"
                .formatted(path, kind, holder, permissions))
        .is(200);
  }

  /** Makes a group with these members; its id. */
  public String group(String name, String... members) {
    String id =
        admin()
            .json("POST", "/api/groups", "{\"name\": \"" + name + "\"}")
            .is(201)
            .json()
            .path("id")
            .asText();
    for (String member : members) {
      admin().bare("PUT", "/api/groups/" + id + "/members/" + member).is(204);
    }
    return id;
  }

  /** The paths of all that a user finds, by path. */
  public List<String> finds(String username, String q) {
    JsonNode found =
        as(username)
            .form("/services/search", "q", q, "num", "10000", "sort", "assetPath")
            .is(200)
            .json();
    List<String> paths = new ArrayList<>();
    found.path("hits").forEach(hit -> paths.add(hit.path("metadata").path("assetPath").asText()));
    if (found.path("totalHits").asInt() != paths.size()) {
      throw new AssertionError(found.path("totalHits") + " in all, but shown are " + paths);
    }
    return paths;
  }

  /** All events up to now, with that of an asset that is made now. */
  public List<JsonNode> events() {
    asset("/last/" + System.nanoTime() + ".bin");
    return recorder.events(admin());
  }

  @Override
  public void close() {
    super.close();
    recorder.close();
  }
}
