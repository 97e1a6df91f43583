package dev.carillon.server.webhooks.payload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.platform.json.JsonBytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What a webhook wants of events beyond their type, as it was asked for.
 *
 * @param triggerFields at least one of these must have changed; empty = whatever changed
 * @param folders the asset must be in one of these or below; empty = anywhere
 * @param query the asset must be found by this; empty = any asset
 * @param wildcardSelection kept and given back, without a meaning here
 * @param scope which changes of these assets, and on whose behalf
 * @param versions in which versions of custom event types it is shown their events
 */
public record AssetCriteria(
    List<String> triggerFields,
    List<String> folders,
    String query,
    WildcardSelection wildcardSelection,
    AssetScope scope,
    PinnedVersions versions) {

  /** Wants everything. */
  public static final AssetCriteria NONE =
      new AssetCriteria(List.of(), List.of(), "", WildcardSelection.UNSET);

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int ROOM = 256;

  /** Wants any change that fits. */
  public AssetCriteria(
      List<String> triggerFields,
      List<String> folders,
      String query,
      WildcardSelection wildcardSelection) {
    this(triggerFields, folders, query, wildcardSelection, AssetScope.ALL);
  }

  /** Wants changes of this scope, and every event as it was recorded. */
  public AssetCriteria(
      List<String> triggerFields,
      List<String> folders,
      String query,
      WildcardSelection wildcardSelection,
      AssetScope scope) {
    this(triggerFields, folders, query, wildcardSelection, scope, PinnedVersions.NONE);
  }

  public AssetCriteria {
    triggerFields = List.copyOf(triggerFields);
    folders = List.copyOf(folders);
  }

  /** The stored form; empty for {@link #NONE}. */
  public String text() {
    if (equals(NONE)) {
      return "";
    }
    JsonBytes out = new JsonBytes(ROOM).object();
    writeTexts("triggerMetadataFields", triggerFields, out);
    writeTexts("folders", folders, out);
    out.name("query").text(query);
    if (wildcardSelection != WildcardSelection.UNSET) {
      out.name("enableWildcardSelection").flag(wildcardSelection == WildcardSelection.ON);
    }
    scope.write(out);
    versions.write(out);
    return out.endObject().text();
  }

  /**
   * Reads the stored form.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static AssetCriteria read(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    JsonNode root = root(text);
    return new AssetCriteria(
        texts(root.path("triggerMetadataFields")),
        texts(root.path("folders")),
        root.path("query").asText(""),
        WildcardSelection.of(root.path("enableWildcardSelection")),
        AssetScope.read(root),
        PinnedVersions.read(root));
  }

  private static void writeTexts(String name, List<String> texts, JsonBytes out) {
    out.name(name).array();
    texts.forEach(out::text);
    out.endArray();
  }

  private static JsonNode root(String text) {
    try {
      JsonNode root = MAPPER.readTree(text);
      if (root.isObject()) {
        return root;
      }
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException("not a filter: no JSON", broken);
    }
    throw new IllegalArgumentException("not a filter: no JSON object");
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** Whether {@code enableWildcardSelection} was given, and how. */
  public enum WildcardSelection {
    UNSET,
    OFF,
    ON;

    private static WildcardSelection of(JsonNode value) {
      return value.isMissingNode() ? UNSET : value.asBoolean() ? ON : OFF;
    }
  }
}
