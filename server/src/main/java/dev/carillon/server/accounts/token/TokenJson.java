package dev.carillon.server.accounts.token;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.TokenScope;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tokens as responses and the audit log show them. */
final class TokenJson {

  private TokenJson() {}

  /** All but the token itself. */
  static ObjectNode of(ApiToken token) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", token.id()).put("name", token.name()).put("username", token.username());
    ArrayNode scopes = json.putArray("scopes");
    token.scopes().forEach(scope -> scopes.add(scope.text()));
    if (!token.consumer().isEmpty()) {
      json.put("consumer", token.consumer());
    }
    json.put("prefix", token.prefix());
    json.put("createdAt", token.life().created().toString());
    json.put("expiresAt", end(token.life().expires()));
    json.put("lastUsedAt", token.use().ever().map(use -> use.at().toString()).orElse(null));
    json.put("lastUsedFrom", token.use().ever().map(ApiToken.Use::from).orElse(null));
    json.put("revokedAt", end(token.life().revoked()));
    return json.put("paired", token.paired());
  }

  /** One that was just made, with the token itself. */
  static ObjectNode of(ApiTokens.Made made) {
    return of(made.token()).put("token", made.text().text());
  }

  /** The note of the call that this thread answers, which is about this token. */
  static AuditNote note(ApiToken token) {
    return AuditNote.current().about("token", token.id(), token.name());
  }

  /** What the audit log shows of a token that was made or revoked. */
  static Map<String, Object> settings(ApiToken token) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("name", token.name());
    settings.put("username", token.username());
    settings.put("scopes", token.scopes().stream().map(TokenScope::text).toList());
    if (!token.consumer().isEmpty()) {
      settings.put("consumer", token.consumer());
    }
    String end = end(token.life().expires());
    if (end != null) {
      settings.put("expiresAt", end);
    }
    return settings;
  }

  private static @Nullable String end(Instant at) {
    return at.equals(Instant.MAX) ? null : at.toString();
  }
}
