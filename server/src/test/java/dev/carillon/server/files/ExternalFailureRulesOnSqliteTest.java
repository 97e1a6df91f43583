package dev.carillon.server.files;

class ExternalFailureRulesOnSqliteTest extends ExternalFailureRules {

  @Override
  String newDatabase() {
    return "";
  }
}
