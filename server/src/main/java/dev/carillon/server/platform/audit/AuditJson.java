package dev.carillon.server.platform.audit;

import dev.carillon.server.platform.audit.AuditStore.StoredEntry;
import dev.carillon.server.platform.http.Csv;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.request.TimeText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How entries are shown: as JSON, or as lines of a table. */
final class AuditJson {

  static final String HEAD =
      "id,at,actor,via,tokenId,address,requestId,action,objectType,objectId,objectName,result,"
          + "status,count,before,after\r\n";

  private AuditJson() {}

  /** As JSON. */
  static Map<String, @Nullable Object> of(StoredEntry stored) {
    AuditEntry entry = stored.entry();
    AuditEntry.Who who = entry.who();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", String.valueOf(stored.link().seq()));
    json.put("at", TimeText.text(Instant.ofEpochMilli(entry.atMillis())));
    json.put("actor", known(who.actor()));
    json.put("via", who.via());
    json.put("tokenId", known(who.tokenId()));
    json.put("address", known(who.address()));
    json.put("requestId", known(who.requestId()));
    json.put("action", entry.action());
    json.put("object", object(entry));
    json.put("result", entry.outcome().result());
    json.put("status", entry.outcome().status());
    json.put("count", entry.outcome().times());
    json.put("before", members(entry.diff().before()));
    json.put("after", members(entry.diff().after()));
    return json;
  }

  /** As a line of a table. */
  static String csv(StoredEntry stored) {
    AuditEntry entry = stored.entry();
    AuditEntry.Who who = entry.who();
    return Csv.line(
        List.of(
            String.valueOf(stored.link().seq()),
            TimeText.text(Instant.ofEpochMilli(entry.atMillis())),
            who.actor(),
            who.via(),
            who.tokenId(),
            who.address(),
            who.requestId(),
            entry.action(),
            entry.subject().type(),
            entry.subject().id(),
            entry.subject().name(),
            entry.outcome().result(),
            String.valueOf(entry.outcome().status()),
            String.valueOf(entry.outcome().times()),
            entry.diff().before(),
            entry.diff().after()));
  }

  private static @Nullable Map<String, String> object(AuditEntry entry) {
    if (entry.subject().type().isEmpty()) {
      return null;
    }
    Map<String, String> object = new LinkedHashMap<>();
    object.put("type", entry.subject().type());
    object.put("id", entry.subject().id());
    object.put("name", entry.subject().name());
    return object;
  }

  private static @Nullable String known(String text) {
    return text.isEmpty() ? null : text;
  }

  private static @Nullable Object members(String text) {
    return text.isEmpty() ? null : Json.read(text);
  }
}
