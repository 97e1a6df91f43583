package dev.carillon.server.assets.field;

import java.util.Collection;
import java.util.List;

/** Keeps the undeclared names of fields that clients sent. */
public interface UndeclaredNames {

  /** Keeps none beyond the life of this process. */
  UndeclaredNames NONE =
      new UndeclaredNames() {
        @Override
        public List<String> all() {
          return List.of();
        }

        @Override
        public int count() {
          return 0;
        }

        @Override
        public void add(Collection<String> names) {}
      };

  /** All that are kept. */
  List<String> all();

  /** How many there are. */
  int count();

  /** Keeps these too; those that are kept already are no mistake. */
  void add(Collection<String> names);
}
