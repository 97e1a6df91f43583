package dev.carillon.server.assets.api;

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
 * The read-only fields of one request, and their values. Clients read an asset, change a field and
 * send the whole asset back. So a request may contain a read-only field if its value is the present
 * one, in any form in which the server shows it. Only a different value counts as an attempt to set
 * the field.
 */
final class ReadOnlyFields {

  /**
   * Fields whose values may have changed since the client read the asset: the server updates them,
   * or another user does. A different value of these does not show that the client tries to set
   * them.
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

  /** The fields whose value in the request is not the present one. */
  List<String> differing(Metadata now) {
    return isEmpty() ? List.of() : said.keySet().stream().filter(name -> !same(name, now)).toList();
  }

  /**
   * Whether the request contains the present value of a field outside {@link #MOVING}: then the
   * client has read the asset and sends it back.
   */
  boolean sentBack(Metadata now) {
    return said.keySet().stream().anyMatch(name -> !MOVING.contains(name) && same(name, now));
  }

  private boolean same(String name, Metadata now) {
    Optional<Object> there = now.get(name);
    return said.getOrDefault(name, List.of()).stream()
        .allMatch(one -> there.filter(one::means).isPresent());
  }

  /**
   * One value of one field in the request.
   *
   * @param text the value as it was sent; empty if it was no text
   * @param values the value in the field's own type, in a list of one; empty if the field cannot
   *     take it
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
