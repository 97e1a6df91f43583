package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.FieldType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields that these tests need. */
final class SmallRegistry implements FieldRegistry {

  private final Map<String, Field> fields = new LinkedHashMap<>();

  SmallRegistry() {
    kept("assetPath", FieldType.TEXT);
    kept("folderPath", FieldType.TEXT);
    kept("name", FieldType.TEXT);
    kept("filename", FieldType.TEXT);
    kept("extension", FieldType.TEXT);
    kept("assetCreator", FieldType.TEXT);
    kept("assetCreated", FieldType.DATETIME);
    kept("assetModified", FieldType.DATETIME);
    kept("fileSize", FieldType.SIZE);
    kept("textContent", FieldType.TEXT);
    edited("status", FieldType.TEXT, false);
    edited("rating", FieldType.NUMBER, false);
    edited("title", FieldType.TEXT, false);
    edited("description", FieldType.TEXT, false);
    edited("tags", FieldType.TEXT, true);
    edited("priority", FieldType.CHOICE, false);
  }

  /** Adds a field, or changes one. */
  SmallRegistry with(Field field) {
    fields.put(field.name(), field);
    return this;
  }

  @Override
  public Optional<Field> find(String name) {
    Field field = fields.get(name);
    return field == null && name.startsWith("cf_")
        ? Optional.of(new Field(name, FieldType.TEXT, false, true, true, name, Map.of()))
        : Optional.ofNullable(field);
  }

  @Override
  public List<Field> all() {
    return List.copyOf(fields.values());
  }

  private void kept(String name, FieldType type) {
    with(new Field(name, type, false, false, true, name, Map.of()));
  }

  private void edited(String name, FieldType type, boolean several) {
    with(new Field(name, type, several, true, true, name, Map.of()));
  }
}
