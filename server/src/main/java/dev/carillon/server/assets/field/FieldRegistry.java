package dev.carillon.server.assets.field;

import java.util.List;
import java.util.Optional;

/** All fields there are. Names that begin with {@code cf_} exist without being declared: text. */
public interface FieldRegistry {

  /** The field of this name. */
  Optional<Field> find(String name);

  /** All declared fields, in the registry's order. */
  List<Field> all();
}
