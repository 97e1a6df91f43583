package dev.carillon.server.operations.transfer;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.server.platform.config.StoreConfig;
import java.sql.SQLException;

/** What PostgreSQL refuses, in words with what to do. */
final class TargetFailures {

  private static final String GOES_ON = ". Run the command again: it continues where it was";

  private TargetFailures() {}

  /** What failed on this database. */
  static Failure of(StoreConfig.Postgres store, SQLException failed) {
    String state = failed.getSQLState() == null ? "" : failed.getSQLState();
    String name = store.address();
    String said = String.valueOf(failed.getMessage());
    return switch (state) {
      case "3D000" ->
          new Failure(
              ExitCode.NOT_FOUND,
              "the database %s does not exist (%s). Create it: create database … owner … encoding 'UTF8' template template0"
                  .formatted(name, said));
      case "28000", "28P01" ->
          new Failure(
              ExitCode.AUTH,
              "the database %s refuses the login (%s). Name the user and the password with CARILLON_DATABASE_USERNAME and CARILLON_DATABASE_PASSWORD, or in the address"
                  .formatted(name, said));
      case "42501" ->
          new Failure(
              ExitCode.AUTH,
              "the user of the database %s lacks a permission (%s). Make the user the owner of the database"
                  .formatted(name, said));
      case "53100" ->
          new Failure(
              ExitCode.FAILURE,
              "the disk of the database %s is full (%s). Free some space there"
                      .formatted(name, said)
                  + GOES_ON);
      default ->
          state.startsWith("08")
              ? new Failure(
                  ExitCode.UNAVAILABLE,
                  "the database %s cannot be reached (%s). Check host and port, and whether PostgreSQL accepts connections from here"
                          .formatted(name, said)
                      + GOES_ON)
              : new Failure(
                  ExitCode.FAILURE,
                  "the copy into %s is not complete: %s%s".formatted(name, said, GOES_ON));
    };
  }
}
