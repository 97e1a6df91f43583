/**
 * Webhooks in a program's own database: {@link dev.carillon.hooks.Hooks} is the door. The stores
 * behind it stay hidden; the driver of the database that is used has to be there, no other one.
 */
module dev.carillon.hooks.jdbc {
  requires transitive dev.carillon.hooks;
  requires transitive java.sql;
  requires static org.jspecify; // not transitive: programs compile without it
  requires static org.postgresql.jdbc;
  requires static org.xerial.sqlitejdbc;

  exports dev.carillon.hooks;
}
