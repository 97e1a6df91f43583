package dev.carillon.server.webhooks.payload;

import java.util.List;
import java.util.Optional;

/** Which custom event types there are, and in how many versions. */
public interface CustomTypeVersions {

  /** There are none. */
  CustomTypeVersions NONE =
      new CustomTypeVersions() {
        @Override
        public List<String> names() {
          return List.of();
        }

        @Override
        public Optional<Integer> newest(String name) {
          return Optional.empty();
        }
      };

  /** Their names, in alphabetical order. */
  List<String> names();

  /** The number of a type's newest version; empty where there is no such custom type. */
  Optional<Integer> newest(String name);
}
