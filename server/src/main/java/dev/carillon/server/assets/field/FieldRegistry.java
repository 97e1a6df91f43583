package dev.carillon.server.assets.field;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All fields: shipped ones, those that {@code config/fields.csv} declares, and, as text fields, all
 * names that begin with {@code cf_}.
 */
public interface FieldRegistry {

  /** The field of this name. */
  Optional<Field> find(String name);

  /** All declared fields, in the registry's order. */
  List<Field> all();

  /** The declared fields as people see them together; without a layout, all in one group. */
  default List<FieldGroup> groups() {
    return List.of(new FieldGroup(FieldLayout.OTHERS, Set.of(), all()));
  }
}
