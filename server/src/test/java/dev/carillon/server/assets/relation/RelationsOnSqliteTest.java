package dev.carillon.server.assets.relation;

class RelationsOnSqliteTest extends RelationRules {

  @Override
  String newDatabase() {
    return "";
  }
}
