package dev.carillon.server.platform.audit;

/** An audit log in the embedded database. */
class TamperOnSqliteTest extends TamperRules {

  @Override
  String database() {
    return "";
  }
}
