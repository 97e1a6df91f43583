package dev.carillon.server;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.assets.asset.UndeclaredTable;
import dev.carillon.server.assets.field.LibraryFields;
import dev.carillon.server.assets.field.OwnFields;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.platform.config.ClusterSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Puts the fields of the library together. */
final class FieldWiring {

  private FieldWiring() {}

  /** The fields that ship and those of an administrator's file. */
  static LibraryFields open(Path own, Supplier<ClusterSettings> settings) {
    return new LibraryFields(OwnFields.open(own), () -> settings.get().refusesUnknownFields());
  }

  /** Keeps names that nobody declared in the database. */
  static void keep(LibraryFields fields, Database database, InstantSource clock) {
    fields.keepIn(new UndeclaredTable(database, clock));
  }

  /** How many names are fields without being declared. */
  static Check check(LibraryFields fields) {
    int count = fields.undeclared(false);
    int custom = fields.undeclared(true);
    int most = LibraryFields.UNDECLARED_MAX;
    String detail =
        ("%,d of %,d names, and %,d of %,d that begin with cf_, are fields without a line in"
                + " config/fields.csv")
            .formatted(count, most, custom, most);
    return count < most && custom < most
        ? Check.up("fields", detail)
        : Check.degraded("fields", detail + ": calls with further names are refused");
  }
}
