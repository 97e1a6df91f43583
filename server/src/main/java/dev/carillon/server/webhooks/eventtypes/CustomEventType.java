package dev.carillon.server.webhooks.eventtypes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.webhooks.payload.CustomTypeName;
import java.time.Instant;
import java.util.List;

/**
 * An event type that an administrator registered.
 *
 * @param name as {@link CustomTypeName} allows
 * @param title a few words for people
 * @param description what its events say, in sentences; may be empty
 * @param versions of the schema of its events' data, the oldest first: version 1, 2, …; at least
 *     one
 * @param createdAt when it was registered
 * @param createdBy by whom
 * @param revision grows with each change
 */
public record CustomEventType(
    String name,
    String title,
    String description,
    List<Version> versions,
    Instant createdAt,
    String createdBy,
    long revision) {

  /** How many versions a type may have. */
  public static final int VERSIONS_MAX = 50;

  public CustomEventType {
    versions = List.copyOf(versions);
  }

  /** The newest version of its schema, in which events are recorded that name none. */
  public Version newest() {
    return versions.getLast();
  }

  /** Whether it has a version of this number. */
  public boolean has(int version) {
    return 1 <= version && version <= versions.size();
  }

  /** One of its versions, which it {@linkplain #has has}. */
  public Version version(int number) {
    return versions.get(number - 1);
  }

  /**
   * A version.
   *
   * @param number from 1
   * @param schema of the data: JSON Schema 2020-12, as {@link AllowedSchemas} allows
   * @param examples data that fits the schema; at least one
   * @param createdAt when it was registered
   */
  public record Version(int number, ObjectNode schema, List<JsonNode> examples, Instant createdAt) {
    public Version {
      examples = List.copyOf(examples);
    }
  }
}
