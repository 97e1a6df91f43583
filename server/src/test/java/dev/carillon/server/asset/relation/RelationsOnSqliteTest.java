package dev.carillon.server.asset.relation;

class RelationsOnSqliteTest extends RelationRules {

  @Override
  String newDatabase() {
    return "";
  }
}
