package dev.carillon.server.platform.audit;

class AuditOnSqliteTest extends AuditRules {

  @Override
  String newDatabase() {
    return "";
  }
}
