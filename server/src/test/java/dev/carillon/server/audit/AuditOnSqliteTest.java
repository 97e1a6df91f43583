package dev.carillon.server.audit;

class AuditOnSqliteTest extends AuditRules {

  @Override
  String newDatabase() {
    return "";
  }
}
