package dev.carillon.cli.remote;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One server, with the login to it.
 *
 * @param name what the person calls it
 * @param server its URL, no slash at the end
 * @param username the user who is logged in; empty without a login
 * @param token the token of the login; empty without one
 * @param paired whether it is an API token that a login in the browser made, and a logout ends
 */
public record Profile(String name, String server, String username, String token, boolean paired) {

  /** What is used where nothing was chosen. */
  public static final String STANDARD = "default";

  /** Whether its requests carry a login. */
  public boolean loggedIn() {
    return !token.isEmpty();
  }

  /** As JSON, without the token. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name).put("server", server).put("username", username);
    return json.put("loggedIn", loggedIn());
  }

  /** Tokens are secrets. */
  @Override
  public String toString() {
    return "Profile[" + name + ", " + server + ", " + username + "]";
  }
}
