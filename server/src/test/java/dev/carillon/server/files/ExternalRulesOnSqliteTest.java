package dev.carillon.server.files;

class ExternalRulesOnSqliteTest extends ExternalRules {

  @Override
  String newDatabase() {
    return "";
  }
}
