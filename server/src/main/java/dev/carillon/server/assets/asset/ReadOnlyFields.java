package dev.carillon.server.assets.asset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.assets.field.BadValue;
import dev.carillon.server.assets.field.Coercion;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldEdit;
import dev.carillon.server.assets.field.FieldType;
import dev.carillon.server.assets.field.Metadata;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a call says of fields that the server keeps. Clients send back all they got, in whatever
 * form: what means the value that there is says nothing.
 */
final class ReadOnlyFields {

  /**
   * They change by themselves, or by what others do, between the moment when a client reads an
   * asset and the moment when it sends all of it back.
   */
  static final Set<String> MOVING =
      Set.of(
          "assetFileModified",
          "assetFileModifier",
          "assetModified",
          "assetModifier",
          "assetPropertyETag",
          "basicDataETag",
          "checkedOut",
          "checkedOutBy",
          "checkedOutModifiedFields",
          "checkedOutOnClient",
          "contentETag",
          "downloadCount",
          "fileModified",
          "indexRevision",
          "lastModifiedCheckedOut",
          "metadataComplete",
          "parentContainerCount",
          "partitionId",
          "previewETag",
          "previewState",
          "shared",
          "sharedAuthKeyIds",
          "sharedAuthKeys",
          "textContent",
          "thumbnailState",
          "versionETag",
          "versionNumber",
          "viewCount");

  private static final DisplayFormats FORMATS = new DisplayFormats(() -> ZoneOffset.UTC);
  private static final long SECOND = 1_000;

  private final Coercion coercion;
  private final Map<String, List<Said>> said = new LinkedHashMap<>();

  ReadOnlyFields(Coercion coercion) {
    this.coercion = coercion;
  }

  void texts(Field field, List<String> values) {
    add(field, String.join(",", values), () -> coercion.texts(field, values, false));
  }

  void json(Field field, JsonNode value) {
    String text = value.isValueNode() ? value.asText() : "";
    add(field, text, () -> coercion.json(field, value, false));
  }

  private void add(Field field, String text, Supplier<Optional<FieldEdit>> reading) {
    said.computeIfAbsent(field.name(), name -> new ArrayList<>())
        .add(new Said(field, text, values(reading)));
  }

  private static List<Object> values(Supplier<Optional<FieldEdit>> reading) {
    try {
      return reading.get().stream()
          .filter(FieldEdit.Put.class::isInstance)
          .map(edit -> ((FieldEdit.Put) edit).value())
          .toList();
    } catch (BadValue notOne) {
      return List.of();
    }
  }

  boolean isEmpty() {
    return said.isEmpty();
  }

  /** The fields of which something else is said than there is. */
  List<String> differing(Metadata now) {
    return said.keySet().stream().filter(name -> !same(name, now)).toList();
  }

  /** Whether one that does not change by itself is said as it is: what was read is sent back. */
  boolean sentBack(Metadata now) {
    return said.keySet().stream().anyMatch(name -> !MOVING.contains(name) && same(name, now));
  }

  private boolean same(String name, Metadata now) {
    Optional<Object> there = now.get(name);
    return said.getOrDefault(name, List.of()).stream()
        .allMatch(one -> there.filter(one::means).isPresent());
  }

  /**
   * What is said of one field.
   *
   * @param text as it was sent; empty where it was no text
   * @param values as the field would have it; empty where it cannot
   */
  private record Said(Field field, String text, List<Object> values) {

    boolean means(Object there) {
      return values.stream().anyMatch(sent -> same(sent, there))
          || (there instanceof Long bytes
              && field.type() == FieldType.SIZE
              && text.equals(FORMATS.size(bytes)));
    }

    private boolean same(Object sent, Object there) {
      if (sent instanceof Long moment
          && there instanceof Long now
          && field.type() == FieldType.DATETIME) {
        // as it reads to people a date-time has no fraction of a second
        return moment.equals(now)
            || (moment % SECOND == 0 && moment / SECOND == Math.floorDiv(now, SECOND));
      }
      return (sent instanceof Number one && there instanceof Number other)
          ? Double.compare(one.doubleValue(), other.doubleValue()) == 0
          : sent.equals(there);
    }
  }
}
