package dev.carillon.server.attacks.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.Map;

/**
 * One request.
 *
 * @param operation what it is for
 * @param method which may be another than the operation's
 * @param target path and query, encoded
 * @param body its bytes as Latin-1; empty = none
 * @param type the body's content type; empty = none
 * @param visitor who sends it
 * @param aim what must come of it
 */
record Shot(
    Operation operation,
    String method,
    String target,
    String body,
    String type,
    Visitor visitor,
    Aim aim) {

  /** What a request tries. */
  enum Aim {
    /** The examples of the description: must not be called wrong. */
    EXAMPLE,
    /** Something in it is not as described: must be refused. */
    WRONG,
    /** No proof, or too little: must be refused for that. */
    STRANGER,
    /** A method that the path does not have. */
    METHOD,
    /** Anything; must be answered as described. */
    ANY
  }

  HttpRequest request(AttackedServer server) {
    HttpRequest.Builder request = server.request(method, target, headers(server));
    if (!body.isEmpty()) {
      request.method(method, BodyPublishers.ofByteArray(body.getBytes(ISO_8859_1)));
    }
    return request.build();
  }

  private Map<String, String> headers(AttackedServer server) {
    Map<String, String> headers = new HashMap<>(server.proof(visitor));
    headers.putAll(operation.headers());
    if (!type.isEmpty()) {
      headers.put("Content-Type", type);
    }
    return headers;
  }

  /** The same for a shell; the proof is left for the reader. */
  String curl() {
    StringBuilder line = new StringBuilder("curl -i -X " + method);
    if (visitor != Visitor.ANONYMOUS) {
      line.append(" -u ").append(visitor.username()).append(":PASSWORD");
    }
    if (!type.isEmpty()) {
      line.append(" -H 'Content-Type: ").append(type).append("'");
    }
    operation.headers().forEach((name, value) -> line.append(" -H '" + name + ": " + value + "'"));
    if (!body.isEmpty()) {
      line.append(" --data-binary $'").append(escaped(body)).append("'");
    }
    return line + " 'http://localhost:8080" + target.replace("'", "%27") + "'";
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '\'' || c == '\\') {
        escaped.append("\\x%02x".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
