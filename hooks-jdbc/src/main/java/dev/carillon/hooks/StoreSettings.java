package dev.carillon.hooks;

import dev.carillon.hooks.jdbc.TableNames;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Where the store is, and how it is opened. It is in a DataSource's database or in a file.
 *
 * @param names what its tables are called
 * @param createTables whether missing ones are made
 * @param node what others know this process by; a name is made where none was given
 * @param clock gives all times; two clocks of their own do where none was given
 */
record StoreSettings(
    Optional<DataSource> dataSource,
    Optional<Path> sqliteFile,
    TableNames names,
    boolean createTables,
    Role role,
    Optional<String> node,
    Optional<InstantSource> clock) {

  boolean sends() {
    return role == Role.RECORD_AND_SEND;
  }
}
