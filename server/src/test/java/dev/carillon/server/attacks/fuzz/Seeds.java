package dev.carillon.server.attacks.fuzz;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import java.io.IOException;
import java.net.http.HttpResponse;

/** Some of everything, so that requests have something to meet. */
final class Seeds {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final AttackedServer server;
  private final Known known;

  Seeds(AttackedServer server, Known known) {
    this.server = server;
    this.known = known;
  }

  void sow() {
    for (String path : new String[] {"/Demo/clock.txt", "/Demo/bell.txt", "/Demo/box.collection"}) {
      learn(
          server.form(
              Visitor.SUPER_PRO, "/services/create", "assetPath", path, "Filedata", "data:,words"));
    }
    learn(
        server.json(
            Visitor.SUPER_PRO,
            "POST",
            "/services/admin/webhook",
            "{\"name\": \"all\", \"url\": \"http://127.0.0.1:9/\", \"eventTypes\":"
                + " [\"asset_create\", \"asset_update_metadata\", \"asset_remove\"]}"));
    learn(server.json(Visitor.SUPER_PRO, "POST", "/api/folder", "{\"path\": \"/Demo/inner\"}"));
    learn(server.json(Visitor.SUPER_PRO, "POST", "/api/groups", "{\"name\": \"bells\"}"));
    learn(server.json(Visitor.SUPER_PRO, "POST", "/api/users", "{\"username\": \"ringer\"}"));
    String token =
        "{\"name\": \"sown\", \"scopes\": [\"assets:read\"], \"password\": \""
            + AttackedServer.PASSWORD
            + "\"}";
    learn(server.json(Visitor.SUPER_PRO, "POST", "/api/tokens", token));
    learn(
        server.form(
            Visitor.SUPER_PRO,
            "/services/create",
            "assetPath",
            "/Demo/again.txt",
            "Filedata",
            "data:,x"));
    for (String list :
        new String[] {
          "/api/deliveries", "/api/events", "/services/search?q=", "/api/jobs", "/api/folder/list"
        }) {
      learn(server.get(Visitor.SUPER_PRO, list));
    }
  }

  /** Remembers what an answer told. */
  void learn(HttpResponse<byte[]> answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    if (answer.statusCode() < 300 && type.contains("json") && !type.contains("ndjson")) {
      try {
        known.learn(answer.uri().getPath(), JSON.readTree(answer.body()));
      } catch (IOException notJson) {
        throw new IllegalStateException(notJson);
      }
    }
  }
}
