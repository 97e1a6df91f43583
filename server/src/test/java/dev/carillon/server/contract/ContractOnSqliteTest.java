package dev.carillon.server.contract;

class ContractOnSqliteTest extends ContractSuite {

  @Override
  String database() {
    return "";
  }
}
