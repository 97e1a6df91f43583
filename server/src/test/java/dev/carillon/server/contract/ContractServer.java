package dev.carillon.server.contract;

import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** A started server that all rows share: its super user {@code admin}, and users by name. */
final class ContractServer extends TestServer {

  private final TestClient admin = bearer("admin");
  private final Set<String> users = new TreeSet<>();

  /** On this database, as an option of {@code serve}; empty = embedded. */
  ContractServer(Path home, String database) {
    super(
        withProperties(
            home,
            "webHooksRetryDelays=100ms,100ms,100ms,100ms,100ms,100ms,100ms,100ms",
            "webHooksTimeoutSeconds=2",
            "timeZone=Europe/Amsterdam"),
        database);
    admin.form("/services/createFolder", "path", "/contract").is(200);
  }

  /** The super user, by a token of {@code apilogin}. */
  @Override
  public TestClient admin() {
    return admin;
  }

  /** Without credentials, and with any response, whether described or not. */
  @Override
  public TestClient anonymous() {
    return super.anonymous().unchecked();
  }

  /** An ordinary user, who is made where there is none; may do all below {@code /contract}. */
  TestClient user(String name, String... members) {
    if (users.add(name)) {
      newUser(name, members);
      admin
          .json(
              "PUT",
              "/api/folder-rights",
              "{\"path\":\"/contract\",\"user\":\"%s\",\"permissions\":\"VPUMERXCD\"}"
                  .formatted(name))
          .is(200);
    }
    return bearer(name);
  }

  /** A user's requests with a token of {@code apilogin}. */
  private TestClient bearer(String name) {
    return anonymous().tokenLoggedIn(name, PASSWORD);
  }

  /** Runs with another cluster property than usual. */
  void with(String property, String value, Runnable body) {
    String path = "/api/properties/" + property;
    String before = admin.get(path).is(200).json().path("value").asText();
    admin.json("PUT", path, "{\"value\":\"" + value + "\"}").is(200);
    try {
      body.run();
    } finally {
      admin.json("PUT", path, "{\"value\":\"" + before + "\"}").is(200);
    }
  }

  /** {@code user:password} as Basic and {@code authcred} want it. */
  static String cred(String username) {
    return TestClient.credentials(username, PASSWORD);
  }
}
