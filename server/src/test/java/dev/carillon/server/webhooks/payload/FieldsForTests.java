package dev.carillon.server.webhooks.payload;

import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.FieldType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small registry with a field of each type. */
public final class FieldsForTests implements FieldRegistry {

  private final List<Field> fields =
      List.of(
          field("assetPath", FieldType.TEXT, false, Map.of()),
          field("assetDomain", FieldType.TEXT, false, Map.of()),
          field("name", FieldType.TEXT, false, Map.of()),
          field("tags", FieldType.TEXT, true, Map.of()),
          field("status", FieldType.TEXT, false, Map.of()),
          field("rating", FieldType.NUMBER, false, Map.of()),
          field("assetCreated", FieldType.DATETIME, false, Map.of()),
          field("fileSize", FieldType.SIZE, false, Map.of()),
          field("metadataComplete", FieldType.CHOICE, false, Map.of("true", "Complete")),
          field("rights", FieldType.CHOICE, true, Map.of("web", "Web use", "print", "Print"))
              .asOwn(),
          field("fee", FieldType.DECIMAL, false, Map.of()),
          field("day", FieldType.DATE, false, Map.of()));

  @Override
  public Optional<Field> find(String name) {
    Optional<Field> declared = fields.stream().filter(f -> f.name().equals(name)).findFirst();
    return declared.isEmpty() && name.startsWith("cf_")
        ? Optional.of(field(name, FieldType.TEXT, false, Map.of()))
        : declared;
  }

  @Override
  public List<Field> all() {
    return fields;
  }

  private static Field field(
      String name, FieldType type, boolean multiValue, Map<String, String> choices) {
    return new Field(name, type, multiValue, true, true, name, choices);
  }
}
