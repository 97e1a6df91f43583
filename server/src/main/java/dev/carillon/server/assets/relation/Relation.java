package dev.carillon.server.assets.relation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What one asset has to do with another.
 *
 * @param id never changes
 * @param type in which way
 * @param target1 the asset at its first end, the parent where it has one
 * @param target2 the asset at its other end, the child
 * @param metadata a JSON object of what its maker said about it
 * @param creator the name of the user who made it
 * @param modifier the name of the user who last changed what is said about it
 */
public record Relation(
    String id,
    Type type,
    String target1,
    String target2,
    JsonNode metadata,
    String creator,
    String modifier) {

  /**
   * As hits show it. What the server keeps about it goes before what its maker said under the same
   * names.
   */
  public Map<String, Object> shown() {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("relationId", id);
    shown.put("relationType", type.word());
    shown.put("target1Id", target1);
    shown.put("target2Id", target2);
    Map<String, Object> described = new LinkedHashMap<>();
    metadata.properties().forEach(said -> described.put(said.getKey(), said.getValue()));
    described.put("relationCreator", creator);
    described.put("relationModifier", modifier);
    shown.put("relationMetadata", described);
    return shown;
  }

  /** The relation with other metadata, which this user gives it. */
  Relation with(JsonNode other, String user) {
    return new Relation(id, type, target1, target2, other, creator, user);
  }

  /** The asset at the other end. */
  String other(String assetId) {
    return target1.equals(assetId) ? target2 : target1;
  }

  /** Whether it is of this type between these two, in this direction where that matters. */
  boolean same(Type wanted, String first, String second) {
    boolean forth = target1.equals(first) && target2.equals(second);
    boolean back = target1.equals(second) && target2.equals(first);
    return type == wanted && (forth || (back && !type.directed));
  }

  /** Whether it says that this collection holds this asset. */
  boolean contains(String collectionId, String childId) {
    return same(Type.CONTAINS, collectionId, childId);
  }

  /** In which way assets can be related. */
  public enum Type {
    RELATED(false),
    REFERENCES(true),
    CONTAINS(true),
    DUPLICATE(false),
    VARIATION(true);

    private final boolean directed;

    Type(boolean directed) {
      this.directed = directed;
    }

    /** As it is written. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Type> of(String word) {
      return Arrays.stream(values()).filter(type -> type.word().equalsIgnoreCase(word)).findFirst();
    }

    /** All of them, for the error about an unknown one. */
    static String allowed() {
      return Arrays.stream(values()).map(Type::word).collect(Collectors.joining(", "));
    }
  }
}
