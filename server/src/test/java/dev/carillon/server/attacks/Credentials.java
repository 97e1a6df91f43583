package dev.carillon.server.attacks;

import static dev.carillon.server.attacks.AttackedServer.member;
import static dev.carillon.server.attacks.AttackedServer.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Gets proofs from a server as anybody would, and sees to it that each was good once. */
final class Credentials {

  private final Function<HttpRequest, HttpResponse<byte[]>> send;
  private final String url;
  private final String password;
  private final List<String> tokenIds = new ArrayList<>();

  /** From the server there, for users who all have this password. */
  Credentials(Function<HttpRequest, HttpResponse<byte[]>> send, String url, String password) {
    this.send = send;
    this.url = url;
    this.password = password;
  }

  /** A log-in's token. */
  Map<String, String> logIn(Visitor visitor) {
    String body =
        text(send.apply(AttackedServer.form(url + "/services/apilogin", credentials(visitor))));
    return good(visitor, Map.of("Authorization", "Bearer " + member(body, "authToken")));
  }

  /** A cookie and its CSRF token. */
  Map<String, String> session(Visitor visitor) {
    HttpResponse<byte[]> answer =
        send.apply(AttackedServer.form(url + "/services/login", credentials(visitor)));
    String cookie = answer.headers().firstValue("Set-Cookie").orElse("").replaceAll(";.*", "");
    return good(
        visitor, Map.of("Cookie", cookie, "X-CSRF-TOKEN", member(text(answer), "csrfToken")));
  }

  /** An API token, good for a day and for what the visitor has scopes for. */
  Map<String, String> apiToken(Visitor visitor) {
    ObjectNode wish = JsonNodeFactory.instance.objectNode();
    // one of them makes another, which may not outlive it
    int days = visitor == Visitor.TOKEN_USER ? 2 : 1;
    wish.put("name", visitor.column()).put("expiresInDays", days);
    wish.put("password", password);
    visitor.scopes().forEach(wish.putArray("scopes")::add);
    String made = call("POST", "/api/tokens", logIn(visitor), wish.toString());
    tokenIds.add(member(made, "id"));
    return good(visitor, Map.of("Authorization", "Bearer " + member(made, "token")));
  }

  /** An API token that was revoked. */
  Map<String, String> revokedApiToken(Visitor visitor) {
    Map<String, String> token = apiToken(visitor);
    call("DELETE", "/api/tokens/" + tokenIds.getLast(), logIn(visitor), "");
    return token;
  }

  /** The ids of the API tokens that were made. */
  List<String> tokenIds() {
    return List.copyOf(tokenIds);
  }

  /** A super user disables another user. */
  void disable(Visitor visitor, Visitor by) {
    call("PUT", "/api/users/" + visitor.username(), logIn(by), "{\"enabled\": false}");
  }

  private String[] credentials(Visitor visitor) {
    return new String[] {"username", visitor.username(), "password", password};
  }

  private Map<String, String> good(Visitor visitor, Map<String, String> proof) {
    String username = member(call("GET", "/api/me", proof, ""), "username");
    if (!username.equals(visitor.username())) {
      throw new IllegalStateException("the proof of " + visitor + " is one of '" + username + "'");
    }
    return proof;
  }

  private String call(String method, String path, Map<String, String> proof, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(method, BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    proof.forEach(request::header);
    HttpResponse<byte[]> answer = send.apply(request.build());
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(method + " " + path + ": " + answer.statusCode());
    }
    return text(answer);
  }
}
