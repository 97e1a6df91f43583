package dev.carillon.server.accounts.user;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.accounts.login.Accounts.Membership;
import dev.carillon.server.accounts.login.Sessions.Session;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Identity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows users and their sessions.
 *
 * @param accounts who know groups
 */
public record UserJson(Accounts accounts) {

  ObjectNode of(User user) {
    Account account = user.account();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("username", account.username());
    settings(account).forEach(json::putPOJO);
    ArrayNode groups = json.putArray("groups");
    for (Membership group : accounts.memberships(account.username())) {
      groups.addObject().put("id", group.id()).put("name", group.name());
    }
    json.put("passwordSet", account.proof().hasPassword());
    json.put("createdAt", user.created().toString());
    json.put("lastLogInAt", user.loggedIn().map(Object::toString).orElse(null));
    return json;
  }

  /** Tells the audit log what became of a user; empty maps stand for no user. */
  static void note(String username, Map<String, ?> before, Map<String, ?> after) {
    AuditNote.current().about("user", username, username).changed(before, after);
  }

  /** What an administrator or the user decides about a user. */
  static Map<String, Object> settings(Account account) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("fullName", account.person().fullName());
    settings.put("email", account.person().email());
    settings.put("locale", account.person().locale());
    settings.put("superUser", account.caller().superUser());
    settings.put("licence", account.licence().text());
    settings.put("enabled", account.proof().enabled());
    return settings;
  }

  /**
   * Sessions, the last used first.
   *
   * @param by who asks: in which of them, if in any
   */
  static ObjectNode sessions(List<Session> sessions, Identity by) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode items = json.putArray("items");
    for (Session session : sessions) {
      items
          .addObject()
          .put("id", session.id())
          .put("openedAt", session.span().opened().toString())
          .put("usedAt", session.span().used().toString())
          .put("address", session.client().address().getHostAddress())
          .put("userAgent", session.client().userAgent())
          .put("current", by instanceof Identity.Session in && in.id().equals(session.id()));
    }
    return json;
  }
}
