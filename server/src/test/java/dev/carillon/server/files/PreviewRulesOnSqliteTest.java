package dev.carillon.server.files;

class PreviewRulesOnSqliteTest extends PreviewRules {

  @Override
  String newDatabase() {
    return "";
  }
}
