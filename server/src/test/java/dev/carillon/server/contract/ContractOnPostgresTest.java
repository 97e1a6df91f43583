package dev.carillon.server.contract;

import dev.carillon.server.testing.TestDatabase;

class ContractOnPostgresTest extends ContractSuite {

  @Override
  String database() {
    return TestDatabase.POSTGRESQL.fresh();
  }
}
